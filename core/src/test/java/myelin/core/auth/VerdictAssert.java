package myelin.core.auth;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.core.auth.Verdict.Denied;

/// Words for what a verdict should be.
final class VerdictAssert {

    private VerdictAssert() {}

    static void assertAllowed(Verdict verdict) {
        assertThat(verdict).isEqualTo(Verdict.ALLOWED);
    }

    static void assertDenied(Verdict verdict, String rule) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.rule()).isEqualTo(rule));
    }
}
