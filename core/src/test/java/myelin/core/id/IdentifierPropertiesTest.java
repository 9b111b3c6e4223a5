package myelin.core.id;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import myelin.core.Gen;
import org.junit.jupiter.api.Test;

final class IdentifierPropertiesTest {
    private static final List<Function<String, Optional<? extends Identifier>>> KINDS =
            List.of(
                    UserId::tryParse,
                    RoomId::tryParse,
                    EventId::tryParse,
                    RoomAlias::tryParse,
                    ServerName::tryParse,
                    DeviceId::tryParse,
                    KeyId::tryParse,
                    MxcUri::tryParse);

    @Test
    void anIdIsItsParts() {
        Gen.forAll(
                2000,
                gen -> {
                    UserId user = gen.userId();
                    assertThat(UserId.of(user.localpart(), user.server())).isEqualTo(user);
                    RoomAlias alias = gen.roomAlias();
                    assertThat(RoomAlias.of(alias.localpart(), alias.server())).isEqualTo(alias);
                    ServerName server = gen.serverName();
                    String port = server.port().isPresent() ? ":" + server.port().getAsInt() : "";
                    assertThat(server.host() + port).isEqualTo(server.value());
                });
    }

    @Test
    void anIdIsReadAsItIsPrinted() {
        Gen.forAll(
                2000,
                gen -> {
                    EventId event = gen.eventId();
                    assertThat(EventId.parse(event.toString())).isEqualTo(event);
                    RoomId room = gen.roomId();
                    assertThat(RoomId.parse(room.toString())).isEqualTo(room);
                });
    }

    @Test
    void anyTextIsAnIdOrRefused() {
        Gen.forAll(
                20_000,
                gen -> {
                    String text =
                            gen.pick(List.of("", "@", "!", "$", "#", "mxc://", "[")) + gen.string();
                    for (var kind : KINDS) {
                        kind.apply(text)
                                .ifPresent(id -> {
                                    assertThat(id.value()).isEqualTo(text);
                                    assertThat(id.value()).doesNotContain("\0");
                                    assertThat(UTF_8.newEncoder().canEncode(id.value())).isTrue();
                                });
                    }
                });
    }
}
