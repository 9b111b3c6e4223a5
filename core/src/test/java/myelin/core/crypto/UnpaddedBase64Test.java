package myelin.core.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnpaddedBase64Test {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "f,Zg",
        "fo,Zm8",
        "foo,Zm9v",
        "foob,Zm9vYg",
        "fooba,Zm9vYmE",
        "foobar,Zm9vYmFy"
    })
    void theExamplesOfTheSpecHold(String text, String base64) {
        assertThat(UnpaddedBase64.encode(text.getBytes(UTF_8))).isEqualTo(base64);
        assertThat(UnpaddedBase64.decode(base64)).isEqualTo(text.getBytes(UTF_8));
    }

    @Test
    void paddingAndBothAlphabetsAreRead() {
        byte[] bytes = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 0};

        assertThat(UnpaddedBase64.encode(bytes)).isEqualTo("+//+AA");
        assertThat(UnpaddedBase64.encodeUrl(bytes)).isEqualTo("-__-AA");
        assertThat(UnpaddedBase64.decode("+//+AA==")).isEqualTo(bytes);
        assertThat(UnpaddedBase64.decode("-__-AA")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A A", "+_", "é", "AB=C", "A===", "AA\n"})
    void whatIsNotBase64IsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> UnpaddedBase64.decode(text));
    }
}
