package myelin.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// `myelin`: the list of all commands, and what they have in common.
@Command(
        name = "myelin",
        description = "A Matrix homeserver, and what its administrator needs.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well.",
            "1:The work could not be done.",
            "2:The command line or the input was wrong.",
            "3:The configuration cannot be used."
        })
public final class Commands {
    /// In the order of the help.
    private static final Map<String, Class<?>> ALL = all();

    private Commands() {}

    private static Map<String, Class<?>> all() {
        Map<String, Class<?>> all = new LinkedHashMap<>();
        all.put("serve", ServeCommand.class);
        all.put("generate-config", GenerateConfig.class);
        all.put("generate-keys", GenerateKeys.class);
        all.put("generate-signing-key", GenerateSigningKey.class);
        all.put("config", ConfigCommand.class);
        all.put("register-user", RegisterUser.class);
        all.put("hash-password", HashPassword.class);
        all.put("database", DatabaseCommand.class);
        all.put("room", RoomCommand.class);
        all.put("event", EventCommand.class);
        all.put("state", StateCommand.class);
        all.put("version", VersionCommand.class);
        all.put("generate-completion", AutoComplete.GenerateCompletion.class);
        all.put("help", CommandLine.HelpCommand.class);
        return all;
    }

    /// Runs one command.
    ///
    /// @return the exit code
    public static int run(Terminal terminal, String... arguments) {
        IFactory factory = factory(terminal);
        var commands = new CommandLine(new Commands(), factory);
        wanted(arguments).forEach(commands::addSubcommand);
        commands.setOut(terminal.out());
        commands.setErr(terminal.err());
        commands.setExecutionStrategy(Commands::execute);
        commands.setParameterExceptionHandler((wrong, _) -> complain(wrong));
        commands.setExecutionExceptionHandler((e, _, _) -> Failure.tell(e, terminal));
        return commands.execute(arguments);
    }

    /// The one command that is called: to describe all of them to the parser takes longer than most need for their
    /// work. All, where it is none of them or one that speaks of the others.
    private static Map<String, Class<?>> wanted(String... arguments) {
        Class<?> called = arguments.length == 0 ? null : ALL.get(arguments[0]);
        return called == null || called.getPackage().equals(CommandLine.class.getPackage())
                ? ALL
                : Map.of(arguments[0], called);
    }

    private static int complain(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .printf(
                        "%s (see: %s --help)%n",
                        wrong.getMessage(), command.getCommandSpec().qualifiedName());
        return ExitCode.USAGE;
    }

    /// A command without a subcommand that needs one shows its help.
    private static int execute(ParseResult result) {
        ParseResult last = result;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine command = last.commandSpec().commandLine();
        boolean runs =
                command.getCommand() instanceof Callable
                        || command.getCommand() instanceof Runnable;
        if (!runs && !last.isUsageHelpRequested() && !last.isVersionHelpRequested()) {
            command.usage(command.getErr());
            return ExitCode.USAGE;
        }
        return new CommandLine.RunLast().execute(result);
    }

    private static IFactory factory(Terminal terminal) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                try {
                    return type.getDeclaredConstructor(Terminal.class).newInstance(terminal);
                } catch (NoSuchMethodException _) {
                    return CommandLine.defaultFactory().create(type);
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
