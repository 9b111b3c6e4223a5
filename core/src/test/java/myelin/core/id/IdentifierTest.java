package myelin.core.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentifierTest {
    private static final String HASH = "31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "matrix.org",
                "matrix.org:8888",
                "1.2.3.4",
                "1.2.3.4:1234",
                "[1234:5678::abcd]",
                "[1234:5678::abcd]:5678",
                "[::]",
                "[::1]",
                "[1::]",
                "[1:2:3:4:5:6:7:8]",
                "[::ffff:1.2.3.4]:443",
                "[1:2:3:4:5:6:1.2.3.4]",
                "localhost",
                "EXAMPLE.org",
                "a:0",
                "a:65535"
            })
    void serverNamesOfTheGrammarAreAccepted(String name) {
        assertThat(ServerName.parse(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "matrix.org:",
                "matrix.org:123456",
                "matrix.org:65536",
                "matrix.org:-1",
                "matrix.org:٣",
                "matrix_org",
                "matrix.org/x",
                "mätrix.org",
                "matrix.org ",
                "a:b:1",
                "::1",
                "[::1",
                "[]",
                "[:]",
                "[:::]",
                "[::1]x",
                "[::1]:",
                "[1:2:3:4:5:6:7]",
                "[1:2:3:4:5:6:7:8:9]",
                "[1:2:3:4:5:6:7::8]",
                "[1::2::3]",
                "[12345::]",
                "[g::1]",
                "[1:2:3:4:5:6:7:]",
                "[:1:2:3:4:5:6:7]",
                "[::1.2.3]",
                "[::1.2.3.256]",
                "[1.2.3.4::1]",
                "[::1.2.3.4:1]",
                "[fe80::1%eth0]"
            })
    void whatBreaksTheGrammarIsNoServerName(String name) {
        assertThat(ServerName.tryParse(name)).isEmpty();
    }

    @Test
    void aServerNameTellsItsHostAndPort() {
        assertThat(ServerName.parse("matrix.org:8888").host()).isEqualTo("matrix.org");
        assertThat(ServerName.parse("matrix.org:8888").port()).isEqualTo(OptionalInt.of(8888));
        assertThat(ServerName.parse("[::1]:8448").host()).isEqualTo("[::1]");
        assertThat(ServerName.parse("[::1]").port()).isEmpty();
    }

    @Test
    void aServerNameKnowsWhetherItIsAnAddress() {
        assertThat(ServerName.parse("[::1]:1").isIpLiteral()).isTrue();
        assertThat(ServerName.parse("1.2.3.4:1").isIpLiteral()).isTrue();
        assertThat(ServerName.parse("1.2.3.4.example.org").isIpLiteral()).isFalse();
        assertThat(ServerName.parse("1.2.3").isIpLiteral()).isFalse();
    }

    @Test
    void aHostNameHasAtMost255Characters() {
        assertThat(ServerName.tryParse("a".repeat(255) + ":8448")).isPresent();
        assertThat(ServerName.tryParse("a".repeat(256))).isEmpty();
    }

    @Test
    void aUserIdTellsItsParts() {
        UserId user = UserId.parse("@alice:matrix.org:8448");

        assertThat(user.localpart()).isEqualTo("alice");
        assertThat(user.server()).isEqualTo(ServerName.parse("matrix.org:8448"));
        assertThat(user).hasToString("@alice:matrix.org:8448");
        assertThat(UserId.of("alice", user.server())).isEqualTo(user);
    }

    @Test
    void aUserIdIsOfTheServerThatIsNamedWhole() {
        UserId user = UserId.parse("@alice:matrix.org:8448");

        assertThat(user.isOf(user.server())).isTrue();
        assertThat(List.of("matrix.org", "x.org:8448", "a.matrix.org:8448", "matrix.org:8449"))
                .noneMatch(server -> user.isOf(ServerName.parse(server)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"@:a.org", "@Alice:a.org", "@a b\n:a.org", "@日本😀:a.org", "@@!#:a.org"})
    void historicalUserIdsCanBeReadButNotBeGiven(String id) {
        assertThat(UserId.isStrictLocalpart(UserId.parse(id).localpart())).isFalse();
    }

    @Test
    void newUserIdsHaveTheNarrowGrammar() {
        assertThat(UserId.isStrictLocalpart("az09._=-/+")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "alice",
                "alice:a.org",
                "@alice",
                "@alice:",
                "@al\0ice:a.org",
                "@al\ud800ice:a.org",
                "@alice:a_b",
                "@alice:a.org:x"
            })
    void whatBreaksTheGrammarIsNoUserId(String id) {
        assertThatExceptionOfType(InvalidId.class).isThrownBy(() -> UserId.parse(id));
        assertThat(UserId.tryParse(id)).isEmpty();
    }

    @Test
    void aColonInALocalpartCannotMoveTheUserToAnotherServer() {
        assertThatExceptionOfType(InvalidId.class)
                .isThrownBy(() -> UserId.of("a:evil.org", ServerName.parse("a.org")));
    }

    @Test
    void identifiersHaveAtMost255Bytes() {
        assertThat(UserId.tryParse("@" + "a".repeat(251) + ":ab")).isPresent();
        assertThat(UserId.tryParse("@" + "a".repeat(252) + ":ab")).isEmpty();
        assertThat(UserId.tryParse("@" + "é".repeat(126) + ":a")).isPresent();
        assertThat(UserId.tryParse("@" + "é".repeat(126) + ":ab")).isEmpty();
        assertThat(EventId.tryParse("$" + "😀".repeat(63) + "ab")).isPresent();
        assertThat(EventId.tryParse("$" + "😀".repeat(63) + "abc")).isEmpty();
    }

    @Test
    void aRoomIdHasAServerOrIsAHash() {
        assertThat(RoomId.parse("!x:a.org").server()).contains(ServerName.parse("a.org"));
        assertThat(RoomId.parse("!" + HASH).server()).isEmpty();
        assertThat(RoomId.tryParse("!" + HASH + "a")).isEmpty();
        assertThat(RoomId.tryParse("!" + HASH.replace('_', '/'))).isEmpty();
        assertThat(RoomId.tryParse("!x:")).isEmpty();
        assertThat(RoomId.tryParse("#x:a.org")).isEmpty();
    }

    @Test
    void eventIdsOfAllRoomVersionsAreAccepted() {
        assertThat(EventId.parse("$x:a.org").server()).contains(ServerName.parse("a.org"));
        assertThat(EventId.parse("$" + HASH).server()).isEmpty();
        assertThat(EventId.tryParse("$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk")).isPresent();
        assertThat(EventId.tryParse("$")).isEmpty();
        assertThat(EventId.tryParse("!" + HASH)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$randomstring:example.org",
                "$CD66HAED5npg6074c6pDtLKalHjVfYb2q4Q3LZgrW6o",
                "$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk",
                "$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg"
            })
    void theEventIdsOfTheSpecAreRead(String id) {
        assertThat(EventId.parse(id).value()).isEqualTo(id);
    }

    @Test
    void aRoomAliasTellsItsParts() {
        RoomAlias alias = RoomAlias.parse("#the room:a.org:80");

        assertThat(alias.localpart()).isEqualTo("the room");
        assertThat(alias.server()).isEqualTo(ServerName.parse("a.org:80"));
        assertThat(RoomAlias.tryParse("#the room")).isEmpty();
    }

    @Test
    void aKeyIdHasAnAlgorithmAndAVersion() {
        assertThat(KeyId.parse("ed25519:a_ABCD").algorithm()).isEqualTo("ed25519");
        assertThat(KeyId.parse("ed25519:a:b").version()).isEqualTo("a:b");
        assertThat(KeyId.tryParse("ed25519")).isEmpty();
        assertThat(KeyId.tryParse("ed25519:")).isEmpty();
        assertThat(KeyId.tryParse(":a")).isEmpty();
    }

    @Test
    void anMxcUriTellsItsParts() {
        MxcUri uri = MxcUri.parse("mxc://[::1]:8448/Az09_-");

        assertThat(uri.server()).isEqualTo(ServerName.parse("[::1]:8448"));
        assertThat(uri.mediaId()).isEqualTo("Az09_-");
        assertThat(MxcUri.of(uri.server(), "Az09_-")).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mxc://",
                "mxc://a.org",
                "mxc://a.org/",
                "mxc:///x",
                "mxc://a.org/x/y",
                "mxc://a.org/../x",
                "mxc://a.org/..",
                "mxc://a.org/x#auto",
                "mxc://../x_y/z",
                "MXC://a.org/x",
                "http://a.org/x"
            })
    void whatBreaksTheGrammarIsNoMxcUri(String uri) {
        assertThat(MxcUri.tryParse(uri)).isEmpty();
    }

    @Test
    void aDeviceIdIsNeitherEmptyNorEndless() {
        assertThat(DeviceId.tryParse("JLAFKJWSCS")).isPresent();
        assertThat(DeviceId.tryParse("")).isEmpty();
        assertThat(DeviceId.tryParse("A\0")).isEmpty();
        assertThat(DeviceId.tryParse("A".repeat(513))).isEmpty();
    }
}
