package io.github.procession.ipc.ring;

import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A queue as a tool sees it at one moment.
 *
 * @param items in the queue
 * @param bytes in the queue, with what records need besides
 * @param bound the largest number of items, 0 for none
 * @param put items put so far, modulo 2<sup>32</sup>
 * @param taken items taken so far, modulo 2<sup>32</sup>
 * @param producer token of the process that has the producers' mutex, 0 for none
 * @param consumer token of the process that has the consumers' mutex, 0 for none
 */
public record QueueState(long items, long bytes, int bound, int put, int taken, int producer, int consumer) {
    /** The part of a queue that a thread waits at. */
    public enum Place {
        /** For an item. */
        ITEMS,
        /** For room. */
        ROOM,
        /** For the end of all tasks. */
        FINISHED,
        /** For its turn to put. */
        PRODUCERS,
        /** For its turn to take. */
        CONSUMERS,
        /** None of these. */
        OTHER
    }

    /**
     * Reads the control file of a queue.
     *
     * @param session the session
     * @param entry the queue's cell
     * @return the state, or null if the file is not (any more) what it should be
     */
    public static @Nullable QueueState read(SessionSnapshot session, SessionSnapshot.Entry entry) {
        Region control =
                session.file(entry, QueueLayout.CONTROL_FILE, QueueLayout.CONTROL_BYTES, QueueLayout.CONTROL_BYTES);
        if (control == null
                || control.getInt(QueueLayout.MAGIC_OFFSET) != QueueLayout.CONTROL_MAGIC
                || control.getInt(QueueLayout.VERSION_OFFSET) != QueueLayout.VERSION) {
            return null;
        }
        long head = control.getLong(QueueLayout.HEAD_OFFSET);
        long tail = control.getLong(QueueLayout.TAIL_OFFSET);
        int bound = control.getInt(QueueLayout.BOUND_OFFSET);
        int items = QueueLayout.itemsOf(tail) - QueueLayout.itemsOf(head);
        return new QueueState(
                Integer.toUnsignedLong(items),
                QueueLayout.distance(QueueLayout.unitsOf(head), QueueLayout.unitsOf(tail)),
                bound == Integer.MAX_VALUE ? 0 : bound,
                QueueLayout.itemsOf(tail),
                QueueLayout.itemsOf(head),
                control.getInt(QueueLayout.PRODUCERS_MUTEX_OFFSET) & ProcessTable.TOKEN_MASK,
                control.getInt(QueueLayout.CONSUMERS_MUTEX_OFFSET) & ProcessTable.TOKEN_MASK);
    }

    /**
     * Meaning of a word that a thread waits for.
     *
     * @param offset of the word in the control file
     * @return its meaning
     */
    public static Place place(int offset) {
        if (offset == QueueLayout.PRODUCERS_MUTEX_OFFSET || offset == QueueLayout.PRODUCERS_TURN_OFFSET) {
            return Place.PRODUCERS;
        }
        if (offset == QueueLayout.CONSUMERS_MUTEX_OFFSET || offset == QueueLayout.CONSUMERS_TURN_OFFSET) {
            return Place.CONSUMERS;
        }
        if (offset >= QueueLayout.ALL_FINISHED_OFFSET) {
            return Place.FINISHED;
        }
        if (offset >= QueueLayout.ROOM_OFFSET) {
            return Place.ROOM;
        }
        return offset >= QueueLayout.ITEMS_OFFSET ? Place.ITEMS : Place.OTHER;
    }
}
