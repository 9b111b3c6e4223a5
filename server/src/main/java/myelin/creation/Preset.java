package myelin.creation;

import java.util.Arrays;
import java.util.Optional;
import myelin.core.room.JoinRule;

/// What a new room starts with, in a word
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3createroom)).
enum Preset {
    PRIVATE_CHAT("private_chat", JoinRule.INVITE, true, false),
    TRUSTED_PRIVATE_CHAT("trusted_private_chat", JoinRule.INVITE, true, true),
    PUBLIC_CHAT("public_chat", JoinRule.PUBLIC, false, false);

    private final String text;
    private final JoinRule joinRule;
    private final boolean priv;
    private final boolean trusting;

    Preset(String text, JoinRule joinRule, boolean priv, boolean trusting) {
        this.text = text;
        this.joinRule = joinRule;
        this.priv = priv;
        this.trusting = trusting;
    }

    static Optional<Preset> of(String text) {
        return Arrays.stream(values()).filter(preset -> preset.text.equals(text)).findFirst();
    }

    /// The name in the spec.
    String text() {
        return text;
    }

    JoinRule joinRule() {
        return joinRule;
    }

    /// Guests may join, and everybody may invite.
    boolean isPrivate() {
        return priv;
    }

    /// Whoever is invited may do what the creator may.
    boolean trusts() {
        return trusting;
    }
}
