package myelin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/// The streams of this process. Passwords are read without echo where there is a screen.
public final class SystemTerminal implements Terminal {
    private final PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    private final PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));

    @Override
    public PrintWriter out() {
        return out;
    }

    @Override
    public PrintWriter err() {
        return err;
    }

    @Override
    public InputStream in() {
        return System.in;
    }

    @Override
    public Optional<String> ask(String question) {
        err.print(question);
        err.flush();
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> askSecret(String question) {
        Console console = Objects.requireNonNull(System.console());
        if (!console.isTerminal()) {
            return ask(question);
        }
        return Optional.ofNullable(console.readPassword("%s", question)).map(String::new);
    }
}
