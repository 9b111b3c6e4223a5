package myelin.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.config.people.PasswordConfig;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    /// Made by `bcrypt.hashpw` of Python's bcrypt 5.0 for the password `secret` and the pepper `pfeffer`.
    private static final String PYTHON =
            "$2b$04$ujWtyPRjPrtTuhMXvCxcgumYocpOQwqjGBdctnQ2BZXCbFvGcow.2";

    /// Made by the same for 72 times `x`.
    private static final String PYTHON_LONG =
            "$2b$04$g6gwjOLN7y8FpahcXRSdH.emLLqU5zivB5v5b8pAyp9dySV26Gn.O";

    @Test
    void theRightPasswordFits() {
        Passwords passwords = passwords("");

        assertThat(passwords.fits("secret", Optional.of(passwords.hash("secret")))).isTrue();
    }

    @Test
    void aWrongPasswordDoesNotFit() {
        Passwords passwords = passwords("");

        assertThat(passwords.fits("Secret", Optional.of(passwords.hash("secret")))).isFalse();
    }

    @Test
    void nothingFitsWhereThereIsNoHash() {
        assertThat(passwords("").fits("secret", Optional.empty())).isFalse();
    }

    @Test
    void hashesAreOfTheKindThatSynapseMakes() {
        assertThat(passwords("").hash("secret")).startsWith("$2b$04$");
    }

    @Test
    void aHashOfSynapseFits() {
        assertThat(passwords("pfeffer").fits("secret", Optional.of(PYTHON))).isTrue();
    }

    @Test
    void anotherPepperMakesHashesWorthless() {
        assertThat(passwords("salt").fits("secret", Optional.of(PYTHON))).isFalse();
    }

    @Test
    void onlySeventyTwoBytesCountAsInSynapse() {
        assertThat(passwords("").fits("x".repeat(90), Optional.of(PYTHON_LONG))).isTrue();
    }

    @Test
    void theSamePasswordTypedOtherwiseFits() {
        Passwords passwords = passwords("");

        assertThat(
                        passwords.fits(
                                "u\u0308bers3kr1t", Optional.of(passwords.hash("\u00fcbers3kr1t"))))
                .isTrue();
    }

    @Test
    void aHashThatIsNoneFitsNothing() {
        assertThat(passwords("").fits("secret", Optional.of("nonsense"))).isFalse();
    }

    private static Passwords passwords(String pepper) {
        return new Passwords(
                new PasswordConfig(
                        true,
                        true,
                        true,
                        pepper,
                        4,
                        new PasswordConfig.Policy(false, 0, false, false, false, false)));
    }
}
