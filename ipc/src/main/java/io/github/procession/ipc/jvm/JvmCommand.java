package io.github.procession.ipc.jvm;

import io.github.procession.ipc.log.LogForwarding;
import io.github.procession.ipc.system.JavaHome;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a child JVM: launcher, options, paths and main class.
 *
 * <p>Options stand in the order in which later ones win: what the library sets, what this JVM was started with, what
 * the user asks for the child.
 */
final class JvmCommand {
    /** Share of the physical memory for one child's heap; see {@link HeapBound} too. The JVM's own default, written down because the environment may set another. */
    private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=25";

    private static final String PROCESSORS = "-XX:ActiveProcessorCount=";

    private static List<String> inherited;
    private static String ownLauncher;

    private final String main;
    private final Module module;
    private final String launcher;
    private final List<String> options;
    private final List<String> modulePath;
    private final String classPath;
    private final String taskClass;

    private JvmCommand(
            String main,
            Module module,
            String launcher,
            List<String> options,
            List<String> modulePath,
            String classPath,
            String taskClass) {
        this.main = main;
        this.module = module;
        this.launcher = launcher;
        this.options = options;
        this.modulePath = modulePath;
        this.classPath = classPath;
        this.taskClass = taskClass;
    }

    /**
     * The command for a child of this JVM, as its paths and the defaults for children are now.
     *
     * @throws IOException when the child is to log here and there can be no socket
     */
    static JvmCommand of(Launch launch) throws IOException {
        Module module = launch.neighbour().getModule();
        List<String> options = new ArrayList<>();
        addDefaults(options, launch.options());
        addNativeAccess(options);
        for (String option : inherited()) {
            // the class path's default root modules are these anyway, and naming them costs 10 ms of module resolution
            boolean implied = option.equals("--add-modules=ALL-DEFAULT") && !module.isNamed();
            if (!implied && !options.contains(option)) {
                options.add(option);
            }
        }
        options.add("-Dstdout.encoding=UTF-8");
        options.add("-Dstderr.encoding=UTF-8");
        options.addAll(LogForwarding.options());
        if (Debugging.isOn()) {
            options.add(Debugging.option());
        }
        options.addAll(launch.options());
        String launcher = launch.executable() == null
                ? ownLauncher()
                : launch.executable().toString();
        String classPath = ClassPath.of(launch.neighbour());
        return new JvmCommand(
                launch.main(), module, launcher, options, readModulePath(module), classPath, launch.taskClass());
    }

    String launcher() {
        return launcher;
    }

    /** Everything in front of the paths. */
    List<String> options() {
        return options;
    }

    /** The module path and the root module, as options; empty when there is no module path. */
    List<String> modulePath() {
        return modulePath;
    }

    /** The class path, or null when the child has none. */
    String classPath() {
        return classPath;
    }

    /** The class whose code such a child runs first. */
    String taskClass() {
        return taskClass;
    }

    /** The command as the operating system takes it. */
    List<String> line(List<String> moreOptions) {
        return line(options, moreOptions, classPath, List.of());
    }

    /** The command with other options or another class path, and with arguments for the main class. */
    List<String> line(List<String> options, List<String> moreOptions, String classPath, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(launcher);
        command.addAll(options);
        command.addAll(moreOptions);
        command.addAll(modulePath);
        if (classPath != null) {
            command.add("-cp");
            command.add(classPath);
        }
        if (module.isNamed()) {
            command.add("-m");
            command.add(module.getName() + "/" + main);
        } else {
            command.add(main);
        }
        command.addAll(arguments);
        return command;
    }

    /**
     * The command line for a child that ignores SIGINT, if this is one: a shell says so and becomes the launcher, and a JVM with
     * {@code -Xrs} leaves it at that. No code of the child could, since the JVM has no handlers then.
     */
    List<String> withSignals(List<String> line) {
        if (!options.contains(Launch.IGNORE_SIGINT) || File.separatorChar == '\\') {
            return line;
        }
        List<String> shell = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        shell.addAll(line);
        return shell;
    }

    private static synchronized List<String> inherited() {
        if (inherited == null) {
            inherited = InheritedOptions.read();
            inherited.addAll(ManifestOptions.read());
        }
        return inherited;
    }

    private static synchronized String ownLauncher() throws IOException {
        if (ownLauncher == null) {
            File home = JavaHome.get();
            File launcher = new File(home, File.separatorChar == '\\' ? "bin\\java.exe" : "bin/java");
            if (!launcher.exists()) {
                throw new IOException(
                        "the image " + home + " has no launcher " + launcher + ", which starts children: link it"
                                + " without --strip-native-commands"
                                + " (jpackage: --jlink-options"
                                + " --strip-debug), or name the launcher"
                                + " of another JDK with"
                                + " Multiprocessing.setExecutable");
            }
            ownLauncher = launcher.getPath();
        }
        return ownLauncher;
    }

    private static void addDefaults(List<String> command, List<String> userOptions) {
        // signals kill a child at once, as they do a Python process; its parent alone decides about orderly ends
        command.add("-Xrs");
        if (!AttachSocket.isWanted()) {
            // -Xrs opens the attach socket at start, and a killed child would leave the socket file in /tmp
            command.add("-XX:+DisableAttachMechanism");
        }
        command.add("-XX:-UsePerfData"); // likewise a file in /tmp
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add(HEAP_SHARE);
        command.addAll(HeapBound.options(userOptions));
        command.add(PROCESSORS + Runtime.getRuntime().availableProcessors());
        if (!choosesCollector(userOptions)) {
            // as many children as processors is the common case: one collector thread each
            command.add("-XX:+UseSerialGC");
        }
        // else a counted loop keeps the collector, and the end of an orphan, waiting: with some collectors the default
        command.add("-XX:+UseCountedLoopSafepoints");
        command.add("-XX:LoopStripMiningIter=1000");
        command.add("-Xlog:disable"); // the JVM's own warnings go to stderr: stdout belongs to the program
        // but for an archive that does not fit: the child starts all the same
        command.add("-Xlog:all=warning,cds*=off,aot*=off:stderr");
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
     * Lets the child call native functions without a warning, unless this JVM may not call them either. Any option for that
     * costs 6 ms of each start, since the JVM then builds its module graph instead of taking it from its archive;
     * {@code --illegal-native-access=allow} is no cheaper.
     */
    private static void addNativeAccess(List<String> command) {
        Module own = JvmCommand.class.getModule();
        if (inherited().contains("--illegal-native-access=deny") && !own.isNativeAccessEnabled()) {
            return;
        }
        command.add("--enable-native-access=" + (own.isNamed() ? own.getName() : "ALL-UNNAMED"));
    }

    /**
     * The module path, and the modules that the child resolves beside this library: the program's own, wherever it is, on that path or
     * linked into the image of this JVM; for a program on the class path those of the JDK, as in each such program.
     */
    private static List<String> readModulePath(Module module) {
        List<String> options = new ArrayList<>();
        String path = System.getProperty("jdk.module.path", "");
        if (!path.isEmpty()) {
            options.addAll(List.of("--module-path", path));
        }
        String userModule = System.getProperty("jdk.module.main", "");
        if (!userModule.isEmpty() && (module.isNamed() || !path.isEmpty())) {
            options.addAll(List.of("--add-modules", userModule));
        } else if (userModule.isEmpty() && module.isNamed()) {
            options.addAll(List.of("--add-modules", "ALL-DEFAULT"));
        }
        return options;
    }
}
