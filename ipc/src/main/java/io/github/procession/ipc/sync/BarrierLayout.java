package io.github.procession.ipc.sync;

/**
 * Offsets of a {@link BarrierState}: words of its cell, and its file, which begins with the names of the shared objects
 * that the action has (see {@link CompanionsLayout}).
 *
 * <pre>
 *   cell   0  mutex (int) | state (int)
 *          8  event count "state has changed"
 *         16  parties (int) | length of the action (int)
 *         24  default timeout (long), nanoseconds, negative when there is none
 *   file   0  names
 *          p  place of party 0 (int): token of its process, 0 when no thread waits there
 *        p+4  place of party 1 ...
 *          a  the action, encoded
 * </pre>
 */
final class BarrierLayout {
    static final long MUTEX_OFFSET = 0;
    static final long STATE_OFFSET = 4;
    static final long CHANGES_OFFSET = 8;
    static final long PARTIES_OFFSET = 16;
    static final long ACTION_LENGTH_OFFSET = 20;
    static final long TIMEOUT_OFFSET = 24;

    private BarrierLayout() {}

    static long places(int names) {
        return CompanionsLayout.ADDRESSES_OFFSET + names * 8L;
    }

    static long action(int names, int parties) {
        return places(names) + parties * 4L;
    }

    static long fileBytes(int names, int parties, int actionLength) {
        return Math.max(CompanionsLayout.MIN_BYTES, action(names, parties) + actionLength);
    }
}
