package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class ServerAclTest {

    private static boolean permits(JsonObject content, String server) {
        return new ServerAcl(content).permits(ServerName.parse(server));
    }

    @Test
    void whoIsNotAllowedIsDenied() {
        assertThat(permits(JsonObject.EMPTY, "a.org")).isFalse();
        assertThat(permits(JsonObject.of("allow", List.of("*.org")), "a.org:8448")).isTrue();
        assertThat(permits(JsonObject.of("allow", List.of("*.org")), "a.net")).isFalse();
    }

    @Test
    void whoIsDeniedIsNotAllowed() {
        JsonObject content = JsonObject.of("allow", List.of("*"), "deny", List.of("EVIL.org"));

        assertThat(permits(content, "evil.org")).isFalse();
        assertThat(permits(content, "good.org")).isTrue();
    }

    @Test
    void addressesCanBeDenied() {
        JsonObject all = JsonObject.of("allow", List.of("*"));

        assertThat(permits(all, "1.2.3.4")).isTrue();
        assertThat(permits(all.with("allow_ip_literals", false), "1.2.3.4")).isFalse();
        assertThat(permits(all.with("allow_ip_literals", false), "[::1]:80")).isFalse();
    }
}
