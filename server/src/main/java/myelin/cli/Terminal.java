package myelin.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Optional;

/// With whom a command speaks: the process's console, or a test.
public interface Terminal {

    /// Where results go.
    PrintWriter out();

    /// Where everything else goes.
    PrintWriter err();

    /// What is fed to the command, as bytes. Who reads it must not [#ask].
    InputStream in();

    /// Asks for a line; empty when nobody answers any more.
    Optional<String> ask(String question);

    /// As [#ask], without showing the answer.
    Optional<String> askSecret(String question);

    /// Asks for a new password twice.
    ///
    /// @throws CommandFailed when it is empty or the answers differ
    default String askNewPassword() {
        String password = askSecret("Password: ").orElse("");
        if (password.isEmpty()) {
            throw new CommandFailed("The password cannot be empty.");
        }
        if (!askSecret("Confirm password: ").equals(Optional.of(password))) {
            throw new CommandFailed("The passwords do not match.");
        }
        return password;
    }
}
