package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.Ownership;
import io.github.procession.ipc.memory.PidFiles;
import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a child that do not stand on its command line but in a file that the {@code java} launcher reads: those that
 * may be secret, since all users can read command lines, and all of them when they are too long for the operating system.
 *
 * <p>Each child has a file of its own, which only this user can read and which is removed by the child when it has begun, at
 * the latest by this process when the child has ended.
 */
final class ArgumentFile {
    /** In a child: the file that its launcher has read. */
    static final String PROPERTY = "procession.argumentFile";

    /** Windows refuses 32,767 characters, Linux 131,072 in one argument. */
    private static final int LIMIT_CHARS = 30_000;

    /** Beginnings of options whose values are the user's affair; all others say how a JVM works. */
    private static final String[] PERHAPS_SECRET = {"-D", "-javaagent:", "-agentlib:", "-agentpath:", "-XX:On"};

    /** Beginnings of options of the library, and the one among them that holds options of the user. */
    private static final String[] OF_LIBRARY = {"-Dprocession.", "-Dstdout.encoding=", "-Dstderr.encoding=", "-Dslf4j."
    };

    private static final String USERS_OPTIONS = "-Dprocession.jvmOptions=";

    private static final Map<String, File> WRITTEN = new ConcurrentHashMap<>();
    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();

    private static String ownName;
    private static byte[] ownContent;

    private ArgumentFile() {}

    /**
     * The command line of a child.
     *
     * @param command what to start
     * @param moreOptions options beside those of the command
     * @param directory where the file is left until the child has read it; only this user may enter it
     * @return the command itself, or one in which {@code @file} stands for arguments
     * @throws IOException when the file cannot be written
     */
    static List<String> line(JvmCommand command, List<String> moreOptions, Path directory) throws IOException {
        List<String> line = command.line(moreOptions);
        int chars = 0;
        for (String argument : line) {
            chars += argument.length() + 1;
        }
        if (chars > LIMIT_CHARS) {
            return List.of(line.get(0), write(line.subList(1, line.size()), directory));
        }
        List<String> open = new ArrayList<>();
        List<String> secret = new ArrayList<>();
        for (String option : command.options()) {
            (isSecret(option) ? secret : open).add(option);
        }
        if (secret.isEmpty()) {
            return line;
        }
        open.add(write(secret, directory));
        return command.line(open, moreOptions, command.classPath(), List.of());
    }

    private static boolean isSecret(String option) {
        return InheritedOptions.startsWithAny(option, PERHAPS_SECRET)
                && (!InheritedOptions.startsWithAny(option, OF_LIBRARY) || option.startsWith(USERS_OPTIONS));
    }

    /** Leaves a file, and gives the argument that names it. Where the folder has no space left, the file is a temporary one. */
    private static String write(List<String> arguments, Path directory) throws IOException {
        Path file;
        try {
            file = writeTo(makeIn(directory), arguments);
        } catch (IOException full) {
            if (!Files.isDirectory(directory)) {
                throw full; // the session has ended, and nobody would remove the file
            }
            try {
                file = writeTo(Files.createTempFile(SystemFiles.temporary(), "procession-args-", ""), arguments);
            } catch (IOException e) {
                full.addSuppressed(e);
                throw full;
            }
        }
        String argument = "@" + file;
        WRITTEN.put(argument, file.toFile());
        return argument;
    }

    /** A number is enough where no other user can come: random names take a young JVM 8 ms. */
    private static Path makeIn(Path directory) throws IOException {
        String name = PidFiles.arguments(ProcessHandle.current().pid()) + LAST_NUMBER.incrementAndGet();
        return Files.createFile(directory.resolve(name), Ownership.fileOfOwner());
    }

    private static Path writeTo(Path file, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.add("-D" + PROPERTY + "=" + file);
        all.addAll(arguments);
        boolean written = false;
        try {
            Files.write(file, ArgumentText.encode(all));
            written = true;
            return file;
        } finally {
            if (!written) {
                Files.delete(file);
            }
        }
    }

    /** Starts a child, whose file goes at once if it cannot be started; {@link #removeAtEnd} must follow. */
    static Process start(ControlLine line, ProcessBuilder builder) throws IOException {
        boolean started = false;
        try {
            Process process = line.start(builder);
            started = true;
            return process;
        } finally {
            if (!started) {
                removeAtEnd(builder, null);
            }
        }
    }

    /** Removes the file of a child at the child's end, if the child has not done so; at once if there is no child. */
    static void removeAtEnd(ProcessBuilder builder, @Nullable Process process) {
        for (String argument : builder.command()) {
            File file = argument.startsWith("@") ? WRITTEN.remove(argument) : null;
            if (file != null && process != null) {
                process.onExit().thenRun(file::delete);
            } else if (file != null) {
                file.delete();
            }
        }
    }

    /**
     * In a child whose arguments were in a file: removes it. The content is kept, for the children of a child that learns its
     * options from nothing else; to find out whether this is one costs as much as the reading.
     */
    static void removeOwn() {
        ownName = System.clearProperty(PROPERTY);
        File file = new File(ownName);
        try (FileInputStream in = new FileInputStream(file)) {
            ownContent = in.readAllBytes();
        } catch (IOException _) {
            // whoever asks for it meets it again, and says so
        }
        boolean _ = file.delete(); // at the latest, the parent does it
    }

    /** The content of an argument file, in a child also of the one that it has removed. */
    static String read(String file) throws IOException {
        byte[] kept = file.equals(ownName) ? ownContent : null;
        byte[] content = kept == null ? Files.readAllBytes(Path.of(file)) : kept;
        return new String(content, SystemFiles.nativeCharset());
    }
}
