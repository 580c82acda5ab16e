package io.github.procession.ipc.jvm;

import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program that makes an archive of classes, in a JVM of its own that outlives the program which wanted it.
 *
 * <p>It runs a child that does what children do, asks that JVM which classes it has loaded, adds those that the JDK
 * itself archives, writes the archive, and tries it out before it gives it its name. One maker works on a key, others
 * leave; a killed one leaves parts that the next removes.
 */
final class ArchiveMaker {
    /** Argument of a child's main class that is to train, not to wait for a parent. */
    static final String TRAINING = "train";

    private static final long LIMIT_SECONDS = 600;
    private static final String SEPARATOR = "\0";

    private final ArchiveFolder folder;
    private final String key;
    private final List<File> parts = new ArrayList<>();

    /** Whether a signal has ended the last JVM. */
    private boolean killed;

    private ArchiveMaker(ArchiveFolder folder, String key) {
        this.folder = folder;
        this.key = key;
    }

    /** Leaves the two commands for {@link #main}: one that trains, one whose paths are the archive's. */
    static void write(File file, List<String> training, List<String> archived) throws IOException {
        String text = String.join(SEPARATOR, training) + SEPARATOR + SEPARATOR + String.join(SEPARATOR, archived);
        Files.writeString(file.toPath(), text);
    }

    /**
     * Makes one archive.
     *
     * @param args the folder, the key, and the file with the commands
     * @throws Exception when it cannot be made; the exit status then is 1
     */
    public static void main(String[] args) throws Exception {
        ArchiveFolder folder = new ArchiveFolder(new File(args[0]));
        String[] commands = Files.readString(Path.of(args[2])).split(SEPARATOR + SEPARATOR);
        Files.delete(Path.of(args[2]));
        String key = args[1];
        try (RandomAccessFile file = new RandomAccessFile(folder.lockFile(key), "rw");
                FileLock lock = file.getChannel().tryLock()) {
            if (lock == null || folder.find(key) != null) {
                return; // another maker is at it, or has done it
            }
            folder.removeParts(key);
            new ArchiveMaker(folder, key).make(split(commands[0]), split(commands[1]));
        }
    }

    private static List<String> split(String command) {
        return List.of(command.split(SEPARATOR));
    }

    private void make(List<String> training, List<String> archived) throws Exception {
        try {
            File classes = part("classes");
            File archive = part("archive");
            boolean done = run(training, List.of("-XX:DumpLoadedClassList=" + classes));
            if (done) {
                addDefaultClasses(training.get(0), classes);
                // at the end: the last of several -Xshare counts
                done = run(
                        archived,
                        List.of(
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + classes,
                                "-XX:SharedArchiveFile=" + archive));
            }
            // a trial in which the JVM does not start unless it can use the archive
            done = done && run(training, trial(archive, training));
            if (done) {
                force(archive);
                folder.publish(key, archive);
            } else if (!killed) {
                folder.noteFailure(
                        key); // a kill, as at the end of a container or a session, says nothing of the next try
            }
        } finally {
            parts.forEach(File::delete);
            folder.prune();
        }
    }

    private static List<String> trial(File archive, List<String> training) {
        List<String> options = ClassArchive.use(archive, training);
        options.add("-Xshare:on");
        return options;
    }

    private File part(String what) {
        File part = folder.part(key, what);
        parts.add(part);
        return part;
    }

    /** Runs a command with options in front of its paths. */
    private boolean run(List<String> command, List<String> options) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command.subList(1, command.size()));
        int paths = line.indexOf("-cp");
        int modules = line.indexOf("--module-path");
        line.addAll(modules >= 0 ? modules : paths, options);
        File arguments = part("arguments-" + parts.size());
        Files.write(arguments.toPath(), ArgumentText.of(line).getBytes(SystemFiles.nativeCharset()));
        Process process = new ProcessBuilder(command.get(0), "@" + arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            killed = process.exitValue() > ExitReport.SIGNAL_BASE;
            return process.exitValue() == 0;
        }
        process.destroyForcibly().waitFor();
        return false;
    }

    /** So that a child which does more than the trained one has what the JDK's own archive would give it. */
    private static void addDefaultClasses(String launcher, File classes) throws IOException {
        File home = new File(launcher).getCanonicalFile().getParentFile().getParentFile();
        Path defaults = home.toPath().resolve("lib").resolve("classlist");
        if (Files.exists(defaults)) {
            String own = Files.readString(classes.toPath());
            Files.writeString(classes.toPath(), Files.readString(defaults) + own);
        }
    }

    private static void force(File file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file, "rw")) {
            open.getFD().sync();
        }
    }
}
