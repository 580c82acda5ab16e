package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import java.io.File;
import java.io.IOException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive of loaded classes (CDS) that makes children start in about half the time: used when the user's cache folder
 * has one for a command, made in the background when not.
 *
 * <p>The system property {@code procession.classArchive=false} switches it off. So does an option of the user about such
 * archives. What can go wrong costs time only: a child for which an archive does not fit starts without it.
 */
final class ClassArchive {
    private static final String PROPERTY = "procession.classArchive";
    private static final List<String> NONE = List.of();

    /**
     * Address at which an archive is mapped. The JVM's default is a random address, which has it write to most pages of the archive:
     * 7 ms of each start, 9 MB of each child, and the more to give back when it ends.
     */
    private static final String RELOCATION = "-XX:ArchiveRelocationMode=";

    private static String key; // guarded by the class, as are the next: of the last command
    private static List<String> options = NONE;
    private static JvmCommand wanted;
    private static boolean made;

    private ClassArchive() {}

    /** Options that let a child use its archive; none when there is none yet. */
    static synchronized List<String> options(JvmCommand command) {
        if (!isOn() || !ArchiveOptions.allowArchive(command.options())) {
            return NONE;
        }
        try {
            ArchiveKey now = ArchiveKey.of(command);
            if (now == null) {
                return NONE;
            }
            if (!now.name().equals(key) || options.isEmpty()) {
                key = now.name();
                options = find(now.name(), command);
            }
            return options;
        } catch (IOException e) {
            LibraryLogger.of(ClassArchive.class).debug("children start without an archive of classes", e);
            return NONE;
        }
    }

    private static boolean isOn() {
        return !"false".equals(System.getProperty(PROPERTY));
    }

    private static List<String> find(String key, JvmCommand command) throws IOException {
        ArchiveFolder folder = ArchiveFolder.ofUser();
        File archive = folder.find(key);
        if (archive == null) {
            wanted = made || folder.hasFailed(key) ? null : command;
            return NONE;
        }
        ArchiveFolder.noteUse(archive);
        return use(archive, command.options());
    }

    /** Options that let a JVM use an archive, beside other options. */
    static List<String> use(File archive, List<String> others) {
        List<String> use = new ArrayList<>();
        boolean chosen = false;
        for (String option : others) {
            chosen |= option.startsWith(RELOCATION);
        }
        if (!chosen) {
            use.add("-XX:+UnlockDiagnosticVMOptions");
            use.add(RELOCATION + "0");
        }
        use.add("-XX:SharedArchiveFile=" + archive.getPath());
        return use;
    }

    /**
     * Has the archive made that a start has missed, once in the life of this JVM. To be called when a child has ended well,
     * or when a pool whose workers did is left: a program that is in a hurry is over before, and one that is being killed
     * starts nothing.
     */
    static void makeWanted() {
        JvmCommand command;
        synchronized (ClassArchive.class) {
            command = wanted;
            wanted = null;
            if (command == null || made) {
                return;
            }
            made = true;
        }
        try {
            ArchiveKey key = ArchiveKey.of(command);
            String library = library();
            if (key != null && library != null) {
                launchMaker(command, key, library);
            }
        } catch (IOException e) {
            LibraryLogger.of(ClassArchive.class).debug("no archive of classes can be made", e);
        }
    }

    /** Path of the folder or jar that has this class. */
    private static String library() throws IOException {
        CodeSource source = ClassArchive.class.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null ? null : ClassLocation.path(source.getLocation());
    }

    private static void launchMaker(JvmCommand command, ArchiveKey key, String library) throws IOException {
        ArchiveFolder folder = ArchiveFolder.ofUser();
        if (!folder.make()) {
            return;
        }
        File arguments = folder.part(key.name(), ArchiveFolder.ARGUMENTS);
        List<String> shaping = ArchiveOptions.shaping(command.options());
        ArchiveMaker.write(
                arguments,
                command.line(
                        shaping, List.of(), command.classPath(), List.of(ArchiveMaker.TRAINING, command.taskClass())),
                command.line(
                        shaping, List.of(), key.classPath().isEmpty() ? none(folder) : key.classPath(), List.of()));
        List<String> line = new ArrayList<>();
        if (new File("/usr/bin/nice").canExecute()) {
            line.addAll(List.of("/usr/bin/nice", "-n", "19"));
        }
        line.addAll(List.of(command.launcher(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        line.addAll(List.of(
                "-cp", library, ArchiveMaker.class.getName(), folder.path().getPath(), key.name()));
        line.add(arguments.getPath());
        ProcessBuilder builder = new ProcessBuilder(line) // in this directory, to which the paths may be relative
                .redirectInput(ProcessBuilder.Redirect.from(arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        for (String variable : InheritedOptions.VARIABLES) {
            builder.environment().remove(variable);
        }
        builder.start();
    }

    /** A class path on which nothing is; an archive made with it goes with every class path. */
    private static String none(ArchiveFolder folder) {
        return new File(folder.path(), "none").getPath();
    }
}
