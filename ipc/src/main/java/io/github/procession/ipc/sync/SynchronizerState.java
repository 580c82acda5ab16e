package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.CellLayout;
import io.github.procession.ipc.memory.ProcessTable;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.SessionSnapshot;
import java.util.ArrayList;
import java.util.List;

/** The state of locks, semaphores and their kin, as a tool reads it at one moment. */
public final class SynchronizerState {
    private static final int MOST_PARTIES = 1 << 20;

    private SynchronizerState() {}

    private static int word(SessionSnapshot.Entry entry, long offset) {
        Cell cell = entry.cell();
        return cell.region().getInt(cell.word(offset));
    }

    /**
     * The owner of a lock.
     *
     * @param entry the cell of a {@code Lock} or an {@code RLock}
     * @return token of a process, 0 when the lock is free
     */
    public static int owner(SessionSnapshot.Entry entry) {
        return word(entry, 0) & ProcessTable.TOKEN_MASK;
    }

    /**
     * Whether the owner of a lock has it from a process that died with it.
     *
     * @param entry the cell of a {@code Lock} or an {@code RLock}
     * @return true until the lock is free
     */
    public static boolean isAbandoned(SessionSnapshot.Entry entry) {
        return RobustMutex.isAbandoned(word(entry, 0));
    }

    /**
     * The thread that owns a reentrant lock.
     *
     * @param entry the cell of an {@code RLock}
     * @return the id of the thread in its process, 0 when the lock is free
     */
    public static long ownerThread(SessionSnapshot.Entry entry) {
        Cell cell = entry.cell();
        return ReentrantMutex.threadIn(cell.region(), cell.word(0));
    }

    /**
     * How often its owner has acquired a reentrant lock.
     *
     * @param entry the cell of an {@code RLock}
     * @return the number
     */
    public static int depth(SessionSnapshot.Entry entry) {
        return word(entry, ReentrantMutex.COUNT_OFFSET);
    }

    /**
     * Free permits of a semaphore.
     *
     * @param entry the cell of a {@code Semaphore}
     * @return how many
     */
    public static int permits(SessionSnapshot.Entry entry) {
        return PermitWord.free(word(entry, 0));
    }

    /**
     * Free permits of a bounded semaphore.
     *
     * @param entry the cell of a {@code BoundedSemaphore}
     * @return how many
     */
    public static int boundedPermits(SessionSnapshot.Entry entry) {
        return PermitWord.free(word(entry, PermitLedgerLayout.FREE_OFFSET));
    }

    /**
     * The bound of a bounded semaphore.
     *
     * @param entry the cell of a {@code BoundedSemaphore}
     * @return how many permits there are
     */
    public static int bound(SessionSnapshot.Entry entry) {
        return word(entry, PermitLedgerLayout.BOUND_OFFSET);
    }

    /**
     * Processes that have permits of a bounded semaphore.
     *
     * @param session the session
     * @param entry the cell of a {@code BoundedSemaphore}
     * @return token of a process and number of its permits, for each
     */
    public static List<int[]> permitHolders(SessionSnapshot session, SessionSnapshot.Entry entry) {
        long size = PermitLedgerLayout.fileBytes(ProcessTable.CAPACITY);
        Region file = session.file(entry, PermitLedgerLayout.FILE, PermitLedgerLayout.ENTRIES_OFFSET, size);
        List<int[]> holders = new ArrayList<>();
        if (file != null
                && file.getInt(PermitLedgerLayout.MAGIC_OFFSET) == PermitLedgerLayout.MAGIC
                && file.getInt(PermitLedgerLayout.VERSION_OFFSET) == PermitLedgerLayout.VERSION) {
            for (long at = PermitLedgerLayout.ENTRIES_OFFSET; at + 8 <= file.size(); at += 8) {
                long permits = file.getLong(at);
                if (PermitLedger.countIn(permits) > 0) {
                    holders.add(new int[] {PermitLedger.tokenIn(permits), PermitLedger.countIn(permits)});
                }
            }
        }
        return holders;
    }

    /**
     * Whether an event is set.
     *
     * @param entry the cell of an {@code Event}
     * @return the flag
     */
    public static boolean isSet(SessionSnapshot.Entry entry) {
        return (word(entry, 0) & 1) != 0;
    }

    /**
     * How many wait for each other at a barrier.
     *
     * @param entry the cell of a {@code Barrier}
     * @return the number
     */
    public static int parties(SessionSnapshot.Entry entry) {
        return word(entry, BarrierLayout.PARTIES_OFFSET);
    }

    /**
     * The state of a barrier.
     *
     * @param entry the cell of a {@code Barrier}
     * @return one word of text
     */
    public static String barrierState(SessionSnapshot.Entry entry) {
        return BarrierState.nameOf(word(entry, BarrierLayout.STATE_OFFSET));
    }

    /**
     * Processes that have arrived at a barrier.
     *
     * @param session the session
     * @param entry the cell of a {@code Barrier}
     * @return tokens of their processes, one for each thread
     */
    public static List<Integer> arrived(SessionSnapshot session, SessionSnapshot.Entry entry) {
        List<Integer> arrived = new ArrayList<>();
        int parties = parties(entry);
        if (parties < 0 || parties > MOST_PARTIES) {
            return arrived;
        }
        long first = BarrierLayout.places(0);
        Region file = session.file(entry, CompanionsLayout.FILE, first, Integer.MAX_VALUE / 2);
        if (file == null) {
            return arrived;
        }
        long places = BarrierLayout.places(Math.max(0, file.getInt(CompanionsLayout.COUNT_OFFSET)));
        for (int i = 0; i < parties && places + i * 4L + 4 <= file.size(); i++) {
            int token = file.getInt(places + i * 4L);
            if (token != 0) {
                arrived.add(token);
            }
        }
        return arrived;
    }

    /**
     * Processes that wait for a condition.
     *
     * @param session the session
     * @param entry the cell of a {@code Condition}
     * @return tokens of their processes, one for each thread
     */
    public static List<Integer> waiters(SessionSnapshot session, SessionSnapshot.Entry entry) {
        List<Integer> waiters = new ArrayList<>();
        Cell cell = entry.cell();
        int last = cell.region().getInt(cell.base() + CellLayout.LAST_FILE_OFFSET);
        for (int i = 1; i <= Math.min(last, Integer.SIZE / 2); i++) {
            Region file = session.file(entry, i, ConditionLayout.PLACES_OFFSET, ConditionLayout.fileBytes(i));
            for (int place = 0;
                    file != null
                            && place < ConditionLayout.places(i)
                            && ConditionLayout.place(place) + ConditionLayout.PLACE_BYTES <= file.size();
                    place++) {
                int word = file.getInt(ConditionLayout.place(place));
                if (ConditionPlace.stateOf(word) == ConditionPlace.WAITING) {
                    waiters.add(ConditionPlace.tokenIn(word));
                }
            }
        }
        return waiters;
    }
}
