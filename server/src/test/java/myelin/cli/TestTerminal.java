package myelin.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/// A terminal whose user has thought of all answers before.
final class TestTerminal implements Terminal {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Queue<String> answers;
    private byte[] input = {};

    TestTerminal(String... answers) {
        this.answers = new ArrayDeque<>(List.of(answers));
    }

    /// A terminal to which this is fed.
    static TestTerminal fed(byte[] input) {
        var terminal = new TestTerminal();
        terminal.input = input;
        return terminal;
    }

    @Override
    public InputStream in() {
        return new ByteArrayInputStream(input);
    }

    @Override
    public PrintWriter out() {
        return new PrintWriter(out, true);
    }

    @Override
    public PrintWriter err() {
        return new PrintWriter(err, true);
    }

    @Override
    public Optional<String> ask(String question) {
        err.write(question);
        return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<String> askSecret(String question) {
        return ask(question);
    }

    /// What was printed as a result.
    String printed() {
        return out.toString();
    }

    /// What was printed besides.
    String complaints() {
        return err.toString();
    }
}
