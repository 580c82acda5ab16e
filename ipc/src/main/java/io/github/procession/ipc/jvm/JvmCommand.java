package io.github.procession.ipc.jvm;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The command line of a child JVM: launcher, options, paths and main class.
 *
 * <p>Options stand in the order in which later ones win: what the library sets, what this JVM was started with, what
 * the user asks for the child.
 */
final class JvmCommand {
    /** Of the physical memory, per child. The JVM's own default, written down because the environment may set another. */
    private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=25";

    private static List<String> inherited;

    private JvmCommand() {}

    /**
     * Builds the command line.
     *
     * @param main the class whose {@code main} the child runs
     * @param executable the {@code java} launcher, or null for the one of this JVM
     * @param userOptions options of the user for this child
     * @return launcher and arguments
     */
    static List<String> build(Class<?> main, Path executable, List<String> userOptions) {
        List<String> inherited = inherited();
        List<String> command = new ArrayList<>();
        command.add(executable == null ? launcher() : executable.toString());
        addDefaults(command, userOptions);
        addNativeAccess(command);
        for (String option : inherited) {
            // the class path's default root modules are these anyway, and naming them costs 10 ms of module resolution
            boolean implied = option.equals("--add-modules=ALL-DEFAULT")
                    && !main.getModule().isNamed();
            if (!implied) {
                command.add(option);
            }
        }
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        command.addAll(userOptions);
        addPathsAndMain(command, main);
        return command;
    }

    private static synchronized List<String> inherited() {
        if (inherited == null) {
            inherited = InheritedOptions.read();
        }
        return inherited;
    }

    private static String launcher() {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        return System.getProperty("java.home") + File.separator + "bin" + File.separator + name;
    }

    private static void addDefaults(List<String> command, List<String> userOptions) {
        // signals kill a child at once, as they do a Python process; its parent alone decides about orderly ends
        command.add("-Xrs");
        // -Xrs opens the attach socket at start, and a killed child would leave the socket file in /tmp
        command.add("-XX:+DisableAttachMechanism");
        command.add("-XX:-UsePerfData"); // likewise a file in /tmp
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add(HEAP_SHARE);
        command.add("-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors());
        if (!choosesCollector(userOptions)) {
            // as many children as processors is the common case: one collector thread each
            command.add("-XX:+UseSerialGC");
            // else a counted loop keeps the collector, and the end of an orphan, waiting
            command.add("-XX:+UseCountedLoopSafepoints");
            command.add("-XX:LoopStripMiningIter=1000");
        }
        command.add("-Xshare:auto");
        command.add("-Xlog:disable"); // the JVM's own warnings go to stderr: stdout belongs to the program
        command.add("-Xlog:all=warning:stderr");
    }

    private static boolean choosesCollector(List<String> options) {
        for (String option : options) {
            if (option.startsWith("-XX:+Use") && option.endsWith("GC")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Lets the child call native functions without a warning. Any option for that costs 6 ms of each start, since the JVM
     * then builds its module graph instead of taking it from its archive; {@code --illegal-native-access=allow} is no
     * cheaper.
     */
    private static void addNativeAccess(List<String> command) {
        Module own = JvmCommand.class.getModule();
        command.add("--enable-native-access=" + (own.isNamed() ? own.getName() : "ALL-UNNAMED"));
    }

    private static void addPathsAndMain(List<String> command, Class<?> main) {
        String modulePath = System.getProperty("jdk.module.path", "");
        if (!modulePath.isEmpty()) {
            command.add("--module-path");
            command.add(modulePath);
        }
        String userModule = System.getProperty("jdk.module.main", "");
        if (!modulePath.isEmpty() && !userModule.isEmpty()) {
            command.add("--add-modules");
            command.add(userModule);
        }
        String classPath = classPath(main);
        if (!classPath.isEmpty() || !main.getModule().isNamed()) {
            command.add("-cp");
            command.add(classPath);
        }
        if (main.getModule().isNamed()) {
            command.add("-m");
            command.add(main.getModule().getName() + "/" + main.getName());
        } else {
            command.add(main.getName());
        }
    }

    /** The class path of this JVM, and the library itself where a class loader of its own has loaded it. */
    private static String classPath(Class<?> main) {
        String classPath = System.getProperty("java.class.path", "");
        if (main.getModule().isNamed() || main.getClassLoader() == ClassLoader.getSystemClassLoader()) {
            return classPath;
        }
        Set<String> entries = new LinkedHashSet<>();
        if (!classPath.isEmpty()) {
            entries.addAll(List.of(classPath.split(File.pathSeparator)));
        }
        addLocation(entries, main);
        addLocation(entries, JvmCommand.class);
        return String.join(File.pathSeparator, entries);
    }

    private static void addLocation(Set<String> entries, Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !source.getLocation().getProtocol().equals("file")) {
            return;
        }
        try {
            entries.add(Path.of(source.getLocation().toURI()).toString());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("location of " + type.getName() + " is no URI: " + source.getLocation(), e);
        }
    }
}
