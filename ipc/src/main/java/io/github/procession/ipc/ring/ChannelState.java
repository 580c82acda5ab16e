package io.github.procession.ipc.ring;

import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The incoming ring of one end of a pipe, as a tool sees it at one moment.
 *
 * @param bytes that are not read yet, with what records need besides
 * @param capacity of the ring, in bytes
 */
public record ChannelState(long bytes, long capacity) {
    private static final int FILE = 1;

    /**
     * Reads the file of a ring.
     *
     * @param session the session
     * @param entry the cell of the end
     * @return the state, or null if the file is not (any more) what it should be
     */
    public static @Nullable ChannelState read(SessionSnapshot session, SessionSnapshot.Entry entry) {
        Region file = session.file(entry, FILE, ChannelLayout.RING_OFFSET, ChannelLayout.RING_OFFSET);
        if (file == null
                || file.getInt(ChannelLayout.MAGIC_OFFSET) != ChannelLayout.MAGIC
                || file.getInt(ChannelLayout.VERSION_OFFSET) != ChannelLayout.VERSION) {
            return null;
        }
        long tail = ChannelLayout.position(file.getLong(ChannelLayout.TAIL_OFFSET));
        long head = file.getLong(ChannelLayout.HEAD_OFFSET);
        return new ChannelState(Math.max(0, tail - head), file.getLong(ChannelLayout.CAPACITY_OFFSET));
    }

    /**
     * Whether a thread waits for room in the ring, else for what comes out of it.
     *
     * @param offset of the word in the file
     * @return true of a writer
     */
    public static boolean isForRoom(int offset) {
        return offset >= ChannelLayout.SPACE_OFFSET || offset == ChannelLayout.WRITERS_MUTEX_OFFSET;
    }
}
