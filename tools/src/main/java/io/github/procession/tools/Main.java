package io.github.procession.tools;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code procession}. */
@Command(
        name = "procession",
        description = "Looks at running programs that use Procession, and starts programs and projects.",
        subcommands = {
            PsCommand.class,
            DumpCommand.class,
            TopCommand.class,
            TraceCommand.class,
            RunCommand.class,
            NewCommand.class,
            CommandLine.HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    /** Made by the library that reads the command line. */
    Main() {}

    /**
     * Runs a command and ends with its status: 0, 1 when it fails, 2 when the command line is wrong.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        int status = commandLine().execute(args);
        System.out.flush();
        System.exit(status);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.getSubcommands().get("run").setStopAtPositional(true); // what follows the file is the program's
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, _) -> {
            command.getErr().println("procession: " + message(failure));
            return 1;
        });
        return line;
    }

    private static String message(Exception failure) throws Exception {
        if (failure instanceof IOException || failure instanceof java.io.UncheckedIOException) {
            return Text.clean(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        }
        throw failure;
    }
}
