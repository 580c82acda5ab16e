package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Names in the session folder for files that a process fills before it gives them away under another name. What a process
 * leaves under these names when it dies is deleted by the process that reaps it. There are few, so that this takes no list.
 */
public final class StagedFiles {
    private static final int COUNT = 4;
    private static final BitSet TAKEN = new BitSet(); // guarded by itself

    private StagedFiles() {}

    /**
     * Takes a name.
     *
     * @return its number, or -1 when all are in use
     */
    public static int take() {
        synchronized (TAKEN) {
            int number = TAKEN.nextClearBit(0);
            if (number >= COUNT) {
                return -1;
            }
            TAKEN.set(number);
            return number;
        }
    }

    /**
     * Gives a name back, and deletes the file if it still has that name.
     *
     * @param folder the session folder
     * @param token of this process
     * @param number from {@link #take()}
     * @throws IOException if the file cannot be deleted
     */
    public static void giveBack(Path folder, int token, int number) throws IOException {
        try {
            Segment.delete(file(folder, token, number));
        } finally {
            synchronized (TAKEN) {
                TAKEN.clear(number);
            }
        }
    }

    /**
     * The file of a name.
     *
     * @param folder the session folder
     * @param token of the process that fills it
     * @param number from {@link #take()}
     * @return its path
     */
    public static Path file(Path folder, int token, int number) {
        return folder.resolve("staged-" + token + "-" + number);
    }

    /** Deletes what a dead process has left. */
    static void deleteAll(Path folder, int token) throws IOException {
        for (int number = 0; number < COUNT; number++) {
            Segment.delete(file(folder, token, number));
        }
    }
}
