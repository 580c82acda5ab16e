package io.github.procession.subprocess;

import io.github.procession.ipc.jvm.NamedPipes;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pipe for a program's output that ends when the last process has closed it.
 *
 * <p>The JDK's own pipe does not do: its thread that reaps the program closes it when the program ends, and what processes
 * that the program leaves behind still write is lost. This one is a named pipe without a name: it was deleted once it was
 * open, and is opened again through the descriptor, for the program and for the thread that reads.
 */
final class ReopenedPipe {
    private static final int BATCH = 8;
    private static final Path DESCRIPTORS = Path.of(SystemFiles.PROC, "self/fd");

    /** Nothing is to be done then, but a thread that makes pipes must have removed its folder. */
    private static final int EXIT_STAGE = 70;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final ArrayRing<ReopenedPipe> UNUSED = new ArrayRing<>(); // guarded by the lock, as are the next
    private static boolean impossible = !Files.isDirectory(DESCRIPTORS);
    private static boolean hooked;

    private final RandomAccessFile both;
    private final File file;
    private final InputStream reader;

    private ReopenedPipe(RandomAccessFile both, File file, InputStream reader) {
        this.both = both;
        this.file = file;
        this.reader = reader;
    }

    /** A pipe that no other caller has or gets, or null where there can be none. */
    static @Nullable ReopenedPipe take() {
        LOCK.lock();
        try {
            if (UNUSED.isEmpty() && !impossible) {
                if (ExitSequence.isShuttingDown()) {
                    return null; // nobody would remove the folder, and no process is left behind to write
                }
                hook();
                impossible = !make();
            }
            return UNUSED.poll();
        } catch (IOException _) {
            return null; // no descriptor left, or no space: the next program may have more luck
        } finally {
            LOCK.unlock();
        }
    }

    private static void hook() {
        if (!hooked) {
            try {
                ExitSequence.add(EXIT_STAGE, LOCK, () -> {});
            } catch (IllegalStateException _) {
                // after Multiprocessing.shutdown() in a JVM that goes on
            }
            hooked = true;
        }
    }

    private static boolean make() throws IOException {
        Path folder = Files.createTempDirectory(SystemFiles.temporary(), "subprocess-");
        NamedPipes names = new NamedPipes(folder.toFile(), "pipe-", BATCH);
        List<RandomAccessFile> open = new ArrayList<>();
        try {
            File name = names.take();
            if (name == null) {
                return false;
            }
            for (int i = 0; i < BATCH; i++) {
                open.add(new RandomAccessFile(name, "rw")); // for both directions: this does not wait for another end
                File descriptor = descriptorOf(name.toPath().toRealPath());
                name.delete();
                UNUSED.add(new ReopenedPipe(open.removeLast(), descriptor, new FileInputStream(descriptor)));
                name = i + 1 < BATCH ? names.take() : null;
            }
            return true;
        } finally {
            for (RandomAccessFile unused : open) {
                unused.close();
            }
            names.deleteAll();
            Files.delete(folder);
        }
    }

    private static File descriptorOf(Path open) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor) && isLinkTo(descriptor, open)) {
                    return descriptor.toFile();
                }
            }
        }
        throw new IOException("no descriptor is open on " + open);
    }

    private static boolean isLinkTo(Path descriptor, Path open) {
        try {
            return Files.readSymbolicLink(descriptor).equals(open);
        } catch (IOException _) {
            return false; // closed at this moment
        }
    }

    /** Redirect of the program's output into the pipe. */
    ProcessBuilder.Redirect target() {
        return ProcessBuilder.Redirect.to(file);
    }

    /** Stream of what the program, and all that it leaves behind, writes: it ends when the last of them has closed the pipe. */
    InputStream reader() {
        return reader;
    }

    /** To be called when the program has been started: from now on only it has the other end. */
    void started() throws IOException {
        both.close();
    }

    /** Closes a pipe that no program gets. */
    void discard() throws IOException {
        try (both) {
            reader.close();
        }
    }
}
