package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The options that this JVM was started with. The command line has them all when a JDK's own launcher was called without
 * argument files, and without variables that add options. Else the module {@code java.management} is asked, which costs a
 * young JVM a hundred classes. In an image without that module they are read from the command line, argument files and the
 * environment, which are where the launcher takes them from.
 */
final class StartOptions {
    private static final Path COMMAND_LINE = Path.of(SystemFiles.PROC, "self/cmdline");

    private static final Set<String> LAUNCHERS = Set.of("java", "java.exe", "javaw.exe");

    /** Arguments that stand for options in a file. */
    private static final String[] ELSEWHERE = {"@", "-XX:Flags=", "-XX:VMOptionsFile="};

    /** Options whose value is the next argument; the launcher gives it to the JVM behind an equals sign. */
    private static final Set<String> WITH_VALUE = Set.of(
            "--add-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--limit-modules",
            "--upgrade-module-path",
            "--patch-module",
            "--enable-native-access",
            "--illegal-native-access",
            "--enable-final-field-mutation",
            "--illegal-final-field-mutation");

    /** Paths, which children get in other ways. */
    private static final Set<String> PATHS =
            Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--source");

    /** Options of the JVM that end its own; arguments behind them belong to the program. */
    private static final Set<String> LAST = Set.of("-jar", "-m", "--module");

    private static List<String> read;

    private StartOptions() {}

    /** All of them, in order. */
    static synchronized List<String> get() {
        if (read == null) {
            read = List.copyOf(ask());
        }
        return read;
    }

    private static List<String> ask() {
        if (isPlain()) {
            return ofCommandLine();
        }
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments();
        } catch (NoClassDefFoundError _) {
            return ofCommandLine();
        }
    }

    /** Whether the command line alone has the options. An image may have some of its own; a JDK, which has jlink, has none. */
    private static boolean isPlain() {
        for (String variable : InheritedOptions.VARIABLES) {
            if (System.getenv(variable) != null) {
                return false;
            }
        }
        return ModuleLayer.boot().findModule("jdk.jlink").isPresent() && isPlain(commandLine());
    }

    static boolean isPlain(List<String> line) {
        for (String argument : line) {
            if (InheritedOptions.startsWithAny(argument, ELSEWHERE)) {
                return false;
            }
        }
        return isOfLauncher(line);
    }

    private static boolean isOfLauncher(List<String> line) {
        return !line.isEmpty()
                && LAUNCHERS.contains(Path.of(line.getFirst()).getFileName().toString());
    }

    private static List<String> ofCommandLine() {
        List<String> options = new ArrayList<>(ofVariable("JAVA_TOOL_OPTIONS"));
        List<String> line = commandLine();
        if (isOfLauncher(line)) {
            List<String> arguments = new ArrayList<>(ofVariable("JDK_JAVA_OPTIONS"));
            arguments.addAll(line.subList(1, line.size()));
            select(arguments, options);
        } else {
            LibraryLogger.of(StartOptions.class)
                    .warn("children do not get the JVM options of this process, since its JVM has no module"
                            + " java.management");
        }
        options.addAll(ofVariable("_JAVA_OPTIONS"));
        return options;
    }

    private static List<String> commandLine() {
        try {
            if (Files.isReadable(COMMAND_LINE)) { // the JDK gives long ones in part, or not at all
                // characters that the charset lacks are replaced, as in the system properties of this JVM
                String line = new String(Files.readAllBytes(COMMAND_LINE), SystemFiles.nativeCharset());
                return List.of(line.split("\0"));
            }
        } catch (IOException _) {
            // then as elsewhere
        }
        ProcessHandle.Info info = ProcessHandle.current().info();
        List<String> line = new ArrayList<>();
        if (info.command().isPresent() && info.arguments().isPresent()) {
            line.add(info.command().get());
            line.addAll(Arrays.asList(info.arguments().get()));
        }
        return line;
    }

    private static List<String> ofVariable(String name) {
        String value = System.getenv(name);
        return value == null ? List.of() : OptionText.split(value);
    }

    /** Selects the options in front of the main class, in the form in which the JVM gets them. */
    static void select(List<String> arguments, List<String> options) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("@") && !argument.startsWith("@@")) {
                select(ofFile(argument.substring(1)), options);
            } else if (!argument.startsWith("-") || LAST.contains(argument) || argument.startsWith("--module=")) {
                return;
            } else if (PATHS.contains(argument)) {
                i++;
            } else if (WITH_VALUE.contains(argument) && i + 1 < arguments.size()) {
                i++;
                options.add(argument + "=" + arguments.get(i));
            } else {
                options.add(argument);
            }
        }
    }

    private static List<String> ofFile(String file) {
        try {
            return OptionText.splitFile(ArgumentFile.read(file));
        } catch (IOException | IllegalArgumentException e) {
            LibraryLogger.of(StartOptions.class).warn("children do not get the options of @{}", file, e);
            return List.of();
        }
    }
}
