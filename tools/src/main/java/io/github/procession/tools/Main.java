package io.github.procession.tools;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
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
     * Runs a command and ends with its status: 0, 1 when it fails, 2 when the command line is wrong, 141 when the reader of its
     * output has gone.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        StandardOutput output = new StandardOutput();
        Charset charset = System.out.charset();
        PrintWriter out = new PrintWriter(PlainLines.over(new OutputStreamWriter(output, charset), charset));
        int status = commandLine().setOut(out).execute(args);
        out.flush();
        System.exit(output.failure() == null ? status : statusOfUnwritten(output, status));
    }

    private static int statusOfUnwritten(StandardOutput output, int status) {
        if (output.isClosedPipe()) {
            return StandardOutput.PIPE_IS_CLOSED;
        }
        System.err.println("procession: Cannot write to standard output: " + Failure.text(output.failure()));
        return status == 0 ? 1 : status;
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.getSubcommands().get("run").setStopAtPositional(true); // what follows the file is the program's
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((failure, _) -> {
            CommandLine command = failure.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            command.getErr().println(name + ": " + Text.clean(failure.getMessage()) + " (see " + name + " --help)");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        line.setExecutionExceptionHandler((failure, command, _) -> {
            if (!Failure.canBeTold(failure)) {
                throw failure;
            }
            command.getOut().flush(); // what was printed so far comes first
            command.getErr().println("procession: " + Failure.text(failure));
            return 1;
        });
        return line;
    }
}
