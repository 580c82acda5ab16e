package io.github.procession.ipc.sync;

import io.github.procession.ipc.memory.Board;
import io.github.procession.ipc.memory.BoardLayout;
import io.github.procession.ipc.memory.Cell;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.system.FlightRecorder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The waits of this process that have lasted a slice, as the session's board shows them to tools.
 *
 * <p>A thread comes here when it has slept for a slice and nothing has changed, so who is served at once pays nothing. Its
 * note is taken away when the word changes. A wait that was given up leaves a note that grows old. The first place is the main
 * thread's, which speaks for the process; when the others are taken, further threads are not shown. While a recording of the
 * flight recorder runs, each wait that was noted becomes an event when it is over.
 *
 * <p>Notes of a {@link ShownWait} stay until they are taken away.
 */
final class NotedWaits {
    private static final long STALE_NANOS = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A wait that goes on is noted once in each slice; one that is not was given up when it was last noted. */
    private static final long GIVEN_UP_NANOS = 3L * Parker.SLICE_MILLIS * NANOS_PER_MILLI;

    /** The id of the thread in each place, 0 for none. Written with the lock; a thread may look for its own without it. */
    private static final long[] THREADS = new long[BoardLayout.WAITS];

    private static final long[] PLACES = new long[BoardLayout.WAITS]; // guarded by the class, as is the next
    private static final long[] SEEN = new long[BoardLayout.WAITS];

    /** Whether a note stays until it is taken away, whatever its thread waits for meanwhile. Written with the lock. */
    private static final boolean[] KEPT = new boolean[BoardLayout.WAITS];

    /** What waits for the words of a cell are for, where the process knows more than that. By addresses. */
    static final Map<Long, Name> NAMES = new ConcurrentHashMap<>();

    record Name(Awaited what, long id) {}

    /** Events of the waits, which take the times of their ends; all null when no recording runs. */
    private static final @Nullable LongConsumer[] EVENTS = new LongConsumer[BoardLayout.WAITS];

    /** Whether there is any note. */
    private static volatile boolean any;

    private NotedWaits() {}

    /** The calling thread has waited in vain, for so long. */
    static void waitedInVain(Region region, long offset, int words, long nanos) {
        Session session = Session.currentOrNull();
        if (session != null) {
            note(session, region.addressOf(offset), words, nanos);
        }
    }

    private static synchronized void note(Session session, long place, int words, long nanos) {
        long thread = Thread.currentThread().threadId();
        long now = System.nanoTime();
        int mine = placeOf(thread, now);
        if (mine < 0 || KEPT[mine]) {
            return;
        }
        Board board = session.board();
        if (THREADS[mine] == thread && PLACES[mine] == place && now - SEEN[mine] < STALE_NANOS) {
            board.stillWaiting(session.token(), mine);
        } else {
            long[] cell = session.cellOf(place);
            if (cell == null) {
                return; // memory of this process alone
            }
            long since = System.currentTimeMillis() - nanos / NANOS_PER_MILLI;
            if (THREADS[mine] == thread) {
                commit(mine, now);
            }
            EVENTS[mine] = event(session, cell[0], (int) cell[1], words, since);
            Name name = NAMES.get(cell[0]);
            board.noteWait(
                    session.token(),
                    mine,
                    thread,
                    name == null ? cell[0] : name.id,
                    name == null ? (int) cell[1] : name.what.number(),
                    isMain() ? -words : words,
                    since);
            THREADS[mine] = thread;
            PLACES[mine] = place;
            any = true;
        }
        SEEN[mine] = now;
    }

    /**
     * Notes what the calling thread waits for, until {@link #release}.
     *
     * @param since when the wait began, in milliseconds since 1970
     * @return the thread; 0 if it has such a note already, or there is no place
     */
    static long keep(Awaited what, long id, long since) {
        Session session = Session.joinedOrNull();
        return session == null ? 0 : keep(session, what, id, since);
    }

    private static synchronized long keep(Session session, Awaited what, long id, long since) {
        long thread = Thread.currentThread().threadId();
        long now = System.nanoTime();
        int mine = placeOf(thread, now);
        if (mine < 0 || KEPT[mine]) {
            return 0;
        }
        commit(mine, now);
        session.board().keepWait(session.token(), mine, thread, id, what.number(), isMain() ? -1 : 1, since);
        THREADS[mine] = thread;
        PLACES[mine] = 0;
        SEEN[mine] = now;
        KEPT[mine] = true;
        any = true;
        return thread;
    }

    /** A wait that {@link #keep} has noted is over. */
    static synchronized void release(long thread) {
        for (int i = 0; i < THREADS.length; i++) {
            KEPT[i] &= THREADS[i] != thread;
        }
        remove(thread);
    }

    private static boolean isMain() {
        return Thread.currentThread().getName().equals("main");
    }

    /** The place of a thread, or one that it may take; -1 if there is none. */
    private static int placeOf(long thread, long now) {
        boolean isMain = isMain();
        int free = -1;
        for (int i = isMain ? 0 : 1; i < (isMain ? 1 : THREADS.length); i++) {
            if (THREADS[i] == thread) {
                return i;
            }
            if (THREADS[i] == 0 || !KEPT[i] && now - SEEN[i] > STALE_NANOS) {
                free = i;
            }
        }
        return free;
    }

    /** The word that the calling thread waited for has changed. */
    static void over() {
        if (any) {
            long thread = Thread.currentThread().threadId();
            for (int i = 0; i < THREADS.length; i++) {
                if (THREADS[i] == thread && !KEPT[i]) {
                    remove(thread);
                }
            }
        }
    }

    private static synchronized void remove(long thread) {
        Session session = Session.currentOrNull();
        long now = System.nanoTime();
        boolean more = false;
        for (int i = 0; i < THREADS.length; i++) {
            if (THREADS[i] == thread) {
                THREADS[i] = 0;
                commit(i, now);
                if (session != null) {
                    endNote(session, i);
                }
            }
            more |= THREADS[i] != 0;
        }
        any = more;
    }

    /** The memory may be unmapped: then no tool sees it any more. */
    private static void endNote(Session session, int place) {
        try {
            session.board().endWait(session.token(), place);
        } catch (IllegalStateException e) {
            if (Session.whyEnded() == null) {
                throw e;
            }
        }
    }

    /** The event's class is not loaded when no recording runs: an image may lack what it needs. */
    private static @Nullable LongConsumer event(Session session, long address, int offset, int words, long since) {
        Cell cell = FlightRecorder.isInUse() ? session.cells().find(address) : null;
        return cell == null ? null : WaitEvent.of(cell, offset, words, since);
    }

    private static void commit(int place, long now) {
        LongConsumer event = EVENTS[place];
        if (event != null) {
            EVENTS[place] = null;
            long ago = now - SEEN[place];
            event.accept(System.currentTimeMillis() - (ago > GIVEN_UP_NANOS ? ago / NANOS_PER_MILLI : 0));
        }
    }
}
