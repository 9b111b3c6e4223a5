package myelin.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.offline.EventFacts;
import myelin.offline.Judgement;
import myelin.offline.Verification;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `myelin event`.
@Command(
        name = "event",
        description = {
            "Tells what the rules of a room version say about an event, without a server.",
            "JSON goes in and JSON comes out; of an array of inputs an array of answers. See docs/operating/events.md."
        },
        subcommands = {
            EventCommand.Id.class,
            EventCommand.Hash.class,
            EventCommand.Redact.class,
            EventCommand.Verify.class,
            EventCommand.Auth.class
        })
final class EventCommand {

    /// `myelin event id`.
    @Command(
            name = "id",
            description = {
                "Shows the id of an event.",
                "Input: the event. Output: event_id; room_id where it follows from it."
            })
    static final class Id implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        Id(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return input.answer(EventFacts::id, terminal);
        }
    }

    /// `myelin event hash`.
    @Command(
            name = "hash",
            description = {
                "Shows the hashes of an event.",
                "Input: the event. Output: content_hash and reference_hash in unpadded base64, and the hashes which the"
                        + " event should have."
            })
    static final class Hash implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        Hash(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return input.answer(EventFacts::hash, terminal);
        }
    }

    /// `myelin event redact`.
    @Command(
            name = "redact",
            description = {
                "Shows what redaction leaves of an event.",
                "Input: the event. Output: the redacted event."
            })
    static final class Redact implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        Redact(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return input.answer(EventFacts::redact, terminal);
        }
    }

    /// `myelin event verify`.
    @Command(
            name = "verify",
            description = {
                "Checks the form, the signatures and the content hash of an event.",
                "Input: event, and keys by server and key id. Output: verdict (accepted, redacted, rejected or dropped)"
                        + " with its reason; of each signature whether it is valid."
            })
    static final class Verify implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        @Option(
                names = "--keys",
                paramLabel = "FILE",
                description =
                        "The keys, where they stand in a file of their own; then the event may be the whole input.")
        private @Nullable Path keys;

        Verify(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            if (keys == null) {
                return input.answer(Verification::of, terminal);
            }
            Json known = JsonInput.read(keys, terminal);
            return input.answer(
                    (version, given) ->
                            Verification.of(
                                    version,
                                    JsonObject.of(
                                            "event",
                                            given.has("type")
                                                    ? given
                                                    : given.object("event").orElse(given),
                                            "keys",
                                            known)),
                    terminal);
        }
    }

    /// `myelin event auth`.
    @Command(
            name = "auth",
            description = {
                "Asks the authorization rules whether an event may be in its room.",
                "Input: event; auth_events or events, an array or an object by id; perhaps rejected, ids of rejected ones;"
                        + " perhaps state, the state before it as an array of ids.",
                "Output: verdict (allowed or denied), with the number of the rule and a reason."
            })
    static final class Auth implements Callable<Integer> {
        private final Terminal terminal;

        @Mixin private JsonInput input = new JsonInput();

        Auth(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            return input.answer(Judgement::of, terminal);
        }
    }
}
