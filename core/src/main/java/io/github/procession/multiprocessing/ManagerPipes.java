package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.SpinWait;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.PipeEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The thread that reads the pipes of all clients of a manager's server. One thread does it for all, so that the server
 * changes no thread from call to call, and a client whose call finds it awake need not wake it. It is a platform
 * thread, since a virtual one cannot sleep in the kernel.
 *
 * <p>The reader waits for no single client: it takes what has arrived, and gives to another thread what cannot be sent at once. When
 * it is inside one client's calls for long, which run code of users in their {@code equals} or {@code hashCode}, another thread
 * becomes the reader of the other pipes, and the old one ends after these calls.
 */
// Longer than most: one thread reads the pipes of all clients, and what it must never wait for stands together.
final class ManagerPipes {
    /** Pipes that one wait of the kernel can take, less some; further clients use their sockets. */
    private static final int MOST = 100;

    private static final Duration LONG_STAY = Duration.ofMillis(20);
    private static final long LOOK_FOR_ENDS_NANOS = 50_000_000;

    private final Semaphore free = new Semaphore(MOST);
    private final List<ManagerSession> sessions = new CopyOnWriteArrayList<>();

    /** Notified beside the pipes' own events, for a reader that waits for several. */
    private final EventCount local = EventCount.local();

    /** Calls of {@link #wake}: one may come between the last look and the sleep of the reader. */
    private final AtomicInteger wakes = new AtomicInteger();

    private final SpinWait spin = new SpinWait();
    private final AtomicBoolean isWatched = new AtomicBoolean();
    private volatile Reader reader; // written with the lock of this
    private Reader seenInside; // of the thread that calls replaceStuck, as is the next
    private long seenSteps;

    /** Reserves a pipe, and says whether there is one more. */
    boolean reserve() {
        return free.tryAcquire();
    }

    /** Gives back what was reserved. */
    void unreserve() {
        free.release();
    }

    /**
     * Serves a client from now on.
     *
     * @throws OutOfMemoryError if there is no thread or no memory for it; no reader has seen the client, nor will one
     */
    synchronized void add(ManagerSession session) {
        sessions.add(session);
        if (reader == null) {
            try {
                replace(null);
            } catch (OutOfMemoryError e) {
                sessions.remove(session);
                throw e;
            }
        } else {
            wake(); // which throws nothing for lack of memory: the reader may be inside the client's calls by now
        }
    }

    private synchronized void replace(Reader old) {
        if (reader == old) {
            Reader fresh = new Reader();
            Thread.ofPlatform().daemon().name("procession-pipes").start(fresh::run);
            reader = fresh; // the thread looks only after this method
        }
    }

    /** Waits until the thread that started this one has made it the reader. */
    private synchronized void awaitRole() {
        // holding the lock once is enough
    }

    /** Whether the reader may end, as there is no client any more. */
    private synchronized boolean endsWithoutClients(Reader last) {
        if (reader == last && sessions.isEmpty()) {
            reader = null;
        }
        return reader != last;
    }

    /** Makes the reader look again at what it may read: at once, or without memory for that after a slice of its wait. */
    void wake() {
        wakes.incrementAndGet();
        try {
            wakeAtOnce();
        } catch (OutOfMemoryError _) {
            // no wait lasts longer than its slice
        }
    }

    private void wakeAtOnce() {
        local.notifyWaiters();
        for (ManagerSession session : sessions) {
            EventCount arrivals = session.pipe().beginWait();
            if (arrivals != null) {
                try {
                    arrivals.notifyWaiters();
                } finally {
                    session.pipe().endWait();
                }
            }
        }
    }

    private boolean hasCalls() {
        for (ManagerSession session : sessions) {
            if (session.hasCalls()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasEnds() {
        for (ManagerSession session : sessions) {
            if (session.isOver()) {
                return true;
            }
        }
        return false;
    }

    /** Ends the sessions of clients that are gone, after all that they had sent was read. */
    private void endGone() {
        for (ManagerSession session : sessions) {
            if (session.isOver() && session.claim()) {
                boolean ended = false;
                try {
                    end(session);
                    ended = true;
                } finally {
                    if (!ended) {
                        session.unclaim(); // for the next look
                    }
                }
            }
        }
    }

    /** May be called again if it fails. */
    private void end(ManagerSession session) {
        if (sessions.remove(session)) {
            free.release();
            try {
                Thread.ofPlatform().daemon().name("procession-session-end").start(session::endSession);
            } catch (OutOfMemoryError _) { // the system has no thread for it
                session.endSession();
            }
        }
    }

    /** Whether no thread reads and no client is served. */
    boolean isIdle() {
        return reader == null && sessions.isEmpty();
    }

    /**
     * Starts the watch of the reader, as long as there are calls at all: a virtual thread, which costs little to start, replaces a
     * reader that stays inside one client's calls.
     */
    private void startWatch() {
        if (!isWatched.get() && isWatched.compareAndSet(false, true)) {
            try {
                Thread.ofVirtual().name("procession-pipes-watch").start(this::watch);
            } catch (OutOfMemoryError _) { // the system has no thread: the others wait until the reader comes back
                isWatched.set(false);
            }
        }
    }

    private void watch() {
        long last = -1;
        try {
            while (true) {
                Thread.sleep(LONG_STAY);
                Reader now = reader;
                long steps = now == null ? -1 : now.steps;
                if (now != null && steps != last) {
                    last = steps;
                } else if (now != null && Reader.isInside(steps)) {
                    replace(now);
                } else if (endsWatch(now, steps)) {
                    return;
                }
            }
        } catch (InterruptedException | OutOfMemoryError _) { // as in startWatch
            isWatched.set(false);
        }
    }

    /** The same for a thread that calls this now and then, while no virtual thread gets a processor. */
    void replaceStuck() {
        Reader now = reader;
        long steps = now == null ? 0 : now.steps;
        if (now != null && now == seenInside && steps == seenSteps && Reader.isInside(steps)) {
            try {
                replace(now);
            } catch (OutOfMemoryError _) {
                return; // no thread for it: the next look tries again
            }
        }
        seenInside = now;
        seenSteps = steps;
    }

    private boolean endsWatch(Reader idle, long steps) {
        isWatched.set(false);
        boolean isStillIdle = idle == null || reader == idle && idle.steps == steps;
        return isStillIdle || !isWatched.compareAndSet(false, true);
    }

    /** A thread that reads, until there is no client any more or another one has taken over. */
    private final class Reader {
        /** Made with the reader: its thread may begin without memory, and the clients may not wait for ever because it is gone. */
        private final ServiceLoop.Step step = this::step;

        private final Consumer<Throwable> warn = this::warn;

        /** Odd while it is inside a client's calls. */
        private volatile long steps;

        private long lookedForEnds = System.nanoTime();
        private int slices;

        static boolean isInside(long steps) {
            return (steps & 1) != 0;
        }

        void run() {
            awaitRole();
            ServiceLoop.run(step, warn);
            if (isInUse()) {
                wake(); // a new reader does not know that the client is free again
            }
        }

        private void warn(Throwable failure) {
            if (isInUse()) {
                LibraryLogger.of(ManagerPipes.class).warn("the reader of a manager's pipes goes on", failure);
            }
        }

        /** False after {@code Multiprocessing.shutdown()}, which has taken the memory of all pipes. */
        private boolean isInUse() {
            return Session.currentOrNull() != null;
        }

        private boolean step() {
            if (reader != this || sessions.isEmpty() && endsWithoutClients(this) || !isInUse()) {
                return false;
            }
            read();
            return true;
        }

        private void read() {
            if (serveAll()) {
                slices = 0;
            } else if (!spin.spinUntil(ManagerPipes.this::hasCalls)) {
                await();
            }
            if (System.nanoTime() - lookedForEnds > LOOK_FOR_ENDS_NANOS) {
                lookForEnds();
            }
        }

        private void lookForEnds() {
            endGone();
            lookedForEnds = System.nanoTime();
        }

        private boolean serveAll() {
            boolean served = false;
            for (ManagerSession session : sessions) {
                if (session.hasCalls() && session.claim()) {
                    serve(session);
                    served = true;
                    if (reader != this) {
                        return true;
                    }
                }
            }
            return served;
        }

        private void serve(ManagerSession session) {
            Thread.interrupted(); // users' code may have interrupted this thread
            boolean goesOn = false;
            steps++;
            try {
                startWatch();
                goesOn = session.serveArrived();
            } finally {
                steps++;
                if (!goesOn) {
                    session.setOver();
                }
                session.unclaim();
                if (!goesOn) {
                    lookForEnds();
                }
            }
        }

        private void await() {
            List<PipeEnd> waiting =
                    new ArrayList<>(MOST); // they need no memory between the beginning and the end of a wait
            List<EventCount> events = new ArrayList<>(MOST + 1);
            int known = wakes.get();
            try {
                for (ManagerSession session : sessions) {
                    EventCount arrivals =
                            session.isClaimed() ? null : session.pipe().beginWait();
                    if (arrivals != null) {
                        waiting.add(session.pipe());
                        events.add(arrivals);
                    }
                }
                if (events.size() != 1) {
                    events.add(local);
                }
                EventCount.awaitAny(
                        events,
                        () -> wakes.get() != known || hasCalls() || hasEnds() ? 0 : Parker.sliceNanos(slices++));
            } catch (InterruptedException _) {
                // nothing has ended
            } finally {
                waiting.forEach(PipeEnd::endWait);
            }
            lookForEnds();
        }
    }
}
