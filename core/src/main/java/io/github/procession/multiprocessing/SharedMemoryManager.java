package io.github.procession.multiprocessing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Maker of shared memory that removes all of it at its own end: Python's {@code multiprocessing.managers.SharedMemoryManager}.
 *
 * <pre>{@code
 * try (var manager = new SharedMemoryManager()) {
 *     var block = manager.sharedMemory(1 << 20);
 *     var list = manager.shareableList("a", 1, 2.0);
 *     ...
 * }                                                       // both are closed and unlinked
 * }</pre>
 *
 * <p>Python starts a server process for this; here nothing else runs, so there is no {@code start()}, and no address to
 * connect to. The manager stays in the process that made it; what it made may be sent anywhere.
 *
 * <p><b>If a process dies.</b> What the manager of a dead process made is removed with its tree of processes, see
 * {@link SharedMemory}.
 */
public final class SharedMemoryManager implements AutoCloseable {
    /** Cleaner that closes and unlinks one block. */
    private interface Removal {
        void run() throws IOException;
    }

    private final List<Removal> removals = new ArrayList<>(); // guarded by this
    private boolean closed;

    /** Makes a manager that has made nothing yet. */
    public SharedMemoryManager() {}

    /**
     * Makes a block: Python's {@code smm.SharedMemory(size)}.
     *
     * @param size in bytes
     * @return the block, which this manager closes and unlinks
     * @throws IOException as for {@link SharedMemory#create(long)}
     * @throws IllegalStateException if the manager is closed
     */
    public synchronized SharedMemory sharedMemory(long size) throws IOException {
        checkOpen();
        SharedMemory block = SharedMemory.create(size);
        removals.add(() -> {
            block.close();
            block.unlink();
        });
        return block;
    }

    /**
     * Makes a list: Python's {@code smm.ShareableList(sequence)}.
     *
     * @param elements the first elements
     * @return the list, which this manager closes and unlinks
     * @throws IOException as for {@link ShareableList#of}
     * @throws IllegalStateException if the manager is closed
     */
    public synchronized ShareableList shareableList(Object... elements) throws IOException {
        checkOpen();
        ShareableList list = ShareableList.of(elements);
        removals.add(() -> {
            list.close();
            list.unlink();
        });
        return list;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the manager is shut down");
        }
    }

    /**
     * Closes and unlinks all that this manager made: Python's {@code shutdown()}. Further calls do nothing.
     *
     * @throws UncheckedIOException if something cannot be removed; all else is
     */
    public synchronized void shutdown() {
        closed = true;
        UncheckedIOException failed = null;
        for (Removal removal : removals) {
            try {
                removal.run();
            } catch (NoSuchFileException _) {
                continue; // unlinked already: that is what is wanted
            } catch (IOException e) {
                if (failed == null) {
                    failed = new UncheckedIOException("shared memory cannot be removed: " + e.getMessage(), e);
                } else {
                    failed.addSuppressed(e);
                }
            }
        }
        removals.clear();
        if (failed != null) {
            throw failed;
        }
    }

    /** Does what {@link #shutdown()} does. */
    @Override
    public void close() {
        shutdown();
    }
}
