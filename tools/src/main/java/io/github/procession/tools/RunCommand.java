package io.github.procession.tools;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code run}, which runs a program from its source file. */
@Command(
        name = "run",
        description = "Runs a program from its source file, compiled once and kept until it changes.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final long GRACE_MILLIS = 200;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Jars and folders that the program uses, beside this library.")
    private @Nullable String classPath;

    @Option(
            names = {"-J", "--jvm-option"},
            paramLabel = "OPTION",
            description = "An option for the JVM of the program, such as -J=-Xmx1g; may be given again.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--print-command",
            description = "Prints the command that would run the program, a word on each line.")
    private boolean print;

    @Parameters(index = "0", paramLabel = "FILE", description = "The source file.")
    private Path source;

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Arguments of the program.")
    private List<String> arguments = List.of();

    RunCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(source) || !source.toString().endsWith(".java")) {
            throw new IOException("There is no source file " + source + ": give a file whose name ends with .java.");
        }
        String library = System.getProperty("java.class.path");
        String others = classPath == null ? library : library + File.pathSeparator + classPath;
        Compiled program = compiled(others);
        try (Closeable use = once(program.use())) {
            List<String> command = command(program, others);
            if (print) {
                command.forEach(spec.commandLine().getOut()::println);
                spec.commandLine().getOut().flush();
                return 0;
            }
            return run(command, use);
        }
    }

    /** The program, from the cache or into it; where that cannot be, as in a read-only home, for this run alone. */
    private Compiled compiled(String classPath) throws IOException {
        try {
            return Compiled.of(source, classPath);
        } catch (Compiled.NotKeptException e) {
            if (print) {
                throw e; // the command would be of no use
            }
            Compiled alone = Compiled.forOneRun(source, classPath);
            spec.commandLine()
                    .getErr()
                    .println("procession: The compiled program is not kept, so each run compiles it: " + e.reason());
            return alone;
        }
    }

    private List<String> command(Compiled program, String others) {
        Path java = Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '\\' ? "java.exe" : "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:disable",
                "-Xlog:all=warning,cds*=off,aot*=off:stderr"));
        if (program.isKept() && isOfJars(others)) {
            command.add("-XX:+AutoCreateSharedArchive");
            command.add("-XX:SharedArchiveFile=" + program.archive());
        }
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", program.jar() + File.pathSeparator + others, program.mainClass()));
        command.addAll(arguments);
        return command;
    }

    /** The JVM makes no archive when there is a folder in the class path, and complains of it on standard output. */
    private static boolean isOfJars(String classPath) {
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!Files.isRegularFile(Path.of(entry))) {
                return false;
            }
        }
        return true;
    }

    /** What is closed once, though two threads may do so at a signal; the second one waits, as this process may end behind it. */
    private static Closeable once(Closeable use) {
        AtomicBoolean isClosed = new AtomicBoolean();
        return () -> {
            synchronized (isClosed) {
                if (!isClosed.getAndSet(true)) {
                    use.close();
                }
            }
        };
    }

    /** The status of the program. A signal that ends this process ends the program first, and then its use of the folder. */
    private static int run(List<String> command, Closeable use) throws IOException, InterruptedException {
        java.lang.Process process = new ProcessBuilder(command).inheritIO().start();
        Thread end = new Thread(() -> {
            try {
                if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) { // a terminal tells it by itself
                    process.destroy();
                    process.waitFor();
                }
                use.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException _) {
                // the system's next cleaning of temporary files removes it
            }
        });
        Runtime.getRuntime().addShutdownHook(end);
        int status = process.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            return status; // a signal ends both
        }
        return status;
    }
}
