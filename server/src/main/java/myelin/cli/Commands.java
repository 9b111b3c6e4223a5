package myelin.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// `myelin`: the list of all commands, and what they have in common.
@Command(
        name = "myelin",
        description = "A Matrix homeserver, and what its administrator needs.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            GenerateConfig.class,
            GenerateKeys.class,
            GenerateSigningKey.class,
            ConfigCommand.class,
            RegisterUser.class,
            HashPassword.class,
            DatabaseCommand.class,
            VersionCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All went well.",
            "1:The work could not be done.",
            "2:The command line was wrong.",
            "3:The configuration cannot be used."
        })
public final class Commands {
    private Commands() {}

    /// Runs one command.
    ///
    /// @return the exit code
    public static int run(Terminal terminal, String... arguments) {
        var commands = new CommandLine(new Commands(), factory(terminal));
        commands.setOut(terminal.out());
        commands.setErr(terminal.err());
        commands.setExecutionStrategy(Commands::execute);
        commands.setExecutionExceptionHandler((e, _, _) -> Failure.tell(e, terminal));
        return commands.execute(arguments);
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
