package myelin.cli;

import java.util.concurrent.Callable;
import myelin.offline.Resolution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `myelin state`.
@Command(
        name = "state",
        description = "Works on states of rooms, without a server.",
        subcommands = StateCommand.Resolve.class)
final class StateCommand {

    /// `myelin state resolve`.
    @Command(
            name = "resolve",
            description = {
                "Resolves the states after the forks of a room's history.",
                "Input: events, an array or an object by id; state_sets, arrays of event ids; perhaps rejected, ids of"
                        + " rejected ones.",
                "Output: state, an array of type, state_key and event_id. See docs/operating/events.md."
            })
    static final class Resolve implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        Resolve(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return input.answer(Resolution::of, terminal);
        }
    }
}
