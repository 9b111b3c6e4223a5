package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import myelin.core.crypto.SigningKey;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class PolicyServerTest {

    private static final SigningKey KEY = SigningKey.generate("policy_server", new SecureRandom());
    private static final String PUBLIC = KEY.verifyKey().base64();

    @Test
    void itIsNamedByAServerAndAKey() {
        PolicyServer server = PolicyServer.of(content("policy.example", PUBLIC)).orElseThrow();

        assertThat(server.via().value()).isEqualTo("policy.example");
        assertThat(server.key()).isEqualTo(KEY.verifyKey());
    }

    @Test
    void whatLacksAPartNamesNone() {
        assertThat(PolicyServer.of(JsonObject.EMPTY)).isEmpty();
        assertThat(PolicyServer.of(JsonObject.of("via", "policy.example"))).isEmpty();
        assertThat(PolicyServer.of(content("no server", PUBLIC))).isEmpty();
        assertThat(PolicyServer.of(content("policy.example", "c2hvcnQ"))).isEmpty();
        assertThat(PolicyServer.of(content("policy.example", PUBLIC).with("via", 1))).isEmpty();
        assertThat(PolicyServer.of(content("policy.example", PUBLIC).with("public_keys", PUBLIC)))
                .isEmpty();
    }

    private static JsonObject content(String via, String key) {
        return JsonObject.of("via", via, "public_keys", JsonObject.of("ed25519", key));
    }
}
