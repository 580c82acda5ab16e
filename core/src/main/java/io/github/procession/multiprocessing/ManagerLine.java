package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.Frame;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.ipc.transport.PipeEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a process to a manager's server, which carries the calls of all threads at once.
 *
 * <p>There is no thread that reads. Of the callers that wait, one leads: it reads the frames, hands the others what is
 * theirs, and when its own answer has come it wakes another one to lead. So a single caller pays for no change of threads.
 *
 * <p>A lack of memory ends the call that meets it, and no other: what has come and could not be handed over stays for the next leader, and
 * those who wait look again now and then, since a wake-up may have failed.
 */
// Longer than most: how callers of one connection pass the lead on, in one place with what a lack of memory leaves.
final class ManagerLine {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final SocketEnd socket;
    private final FrameEnd end;
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicBoolean led = new AtomicBoolean();
    private final AtomicBoolean pinging = new AtomicBoolean();
    private final boolean isRemote;
    private final int server;
    private final Duration silence = ManagerSilence.limit();
    private final Duration pause;
    private final long mostSilent;

    /** Thread that looks whether the server lives; null if there is none. */
    private final @Nullable Thread watch;

    private volatile IOException failure;

    /** Made before there is no memory for it. */
    private final IOException unsettled =
            new IOException("there was no memory to tell it what became of an item of a queue");

    /** Frame that has come and is not yet handed over; of the leader. */
    private @Nullable Frame arrived;

    // of the thread that looks whether the server lives
    private long known = -1;
    private boolean waited;
    private long silent;

    /** A call that waits for its answer. */
    private static final class Waiter {
        final Thread thread = Thread.currentThread();

        /** Its call is sent. Before that it cannot lead: it may itself wait for the server, which waits for a reader. */
        volatile boolean isReady;

        volatile Frame answer;
    }

    /**
     * For a connection on which the server has introduced itself.
     *
     * @param socket the connection
     * @param end what carries the frames: the connection itself, or a pipe where both sides share memory
     * @param isRemote whether a cut of the network is possible, so that the server wants signs of life too
     * @param server token of the server's process; 0 if it is of another tree
     */
    ManagerLine(SocketEnd socket, FrameEnd end, boolean isRemote, int server) {
        this.socket = socket;
        this.end = end;
        this.isRemote = isRemote;
        this.server = server;
        this.pause = isRemote ? ManagerSilence.shortPause() : ManagerSilence.pause();
        if (end instanceof PipeEnd pipe) {
            ShownWait.name(pipe.address(), Awaited.MANAGER_ANSWER, server);
        }
        this.mostSilent = silence.isZero()
                ? Long.MAX_VALUE
                : silence.plus(pause).minusNanos(1).dividedBy(pause);
        watch = isRemote || !silence.isZero()
                ? newThread().unstarted(() -> ServiceLoop.run(this::beat, this::warn))
                : null;
        if (watch != null) {
            watch.start();
        }
    }

    /** A virtual thread may wait long for a processor, and for ever if the heap is full; the other side would be taken for lost, or not be missed. */
    private static Thread.Builder newThread() {
        return Thread.ofPlatform().daemon().name("procession-beat");
    }

    private void warn(Throwable failed) {
        LibraryLogger.of(ManagerLine.class)
                .warn("the watch over a manager's server is short of something, and goes on", failed);
    }

    /**
     * Finds out whether the server, which may be stopped or cut off, gives a sign of life while a call waits. Silence is counted from
     * the first ping on, so that a call has waited for at least as long.
     */
    private boolean beat() {
        if (failure != null) {
            closeEnds();
            return false;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            return true; // the connection has ended
        }
        long now = end.transferred();
        boolean waits = !waiters.isEmpty();
        silent = waited && waits && now == known ? silent + 1 : 0;
        known = now;
        waited = waits;
        if (silent >= mostSilent) {
            fail(new IOException("no word came for " + silence.toSeconds()
                    + " s, so it is stopped or cut off; -Dprocession.managerSilence=SECONDS sets another limit"));
        } else if ((isRemote || waits) && pinging.compareAndSet(false, true)) {
            startPing();
        }
        return true;
    }

    /** Starts a thread that pings: it waits as long as another one sends. */
    private void startPing() {
        boolean started = false;
        try {
            newThread().start(this::ping);
            started = true;
        } finally {
            if (!started) { // the system has no thread for it
                pinging.set(false);
            }
        }
    }

    private void ping() {
        try {
            end.sendSign(ManagerWire.frame(ManagerWire.PING, waiters.isEmpty() ? 0 : 1));
        } catch (IOException e) {
            fail(e);
        } finally {
            pinging.set(false);
        }
    }

    boolean isBroken() {
        return failure != null;
    }

    /** Allows more classes whose objects the server may send. */
    void allow(List<String> patterns) {
        socket.allow(patterns);
    }

    boolean hasPipe() {
        return end != socket;
    }

    /** Sends a frame to which there is no answer. */
    void send(byte[] frame, Message message) throws IOException {
        try {
            end.sendFrame(frame, message);
        } catch (IOException e) {
            fail(e);
            throw e;
        }
    }

    /**
     * Sends a call and waits for its answer.
     *
     * @param cancel the frame that cancels it, made before there may be no memory for it
     * @return its frame
     */
    Frame call(Long call, byte[] frame, @Nullable Message message, byte[] cancel)
            throws IOException, InterruptedException {
        Waiter waiter = new Waiter();
        waiters.put(call, waiter);
        try {
            send(frame, message);
            try {
                await(waiter, Deadline.FOREVER);
            } catch (InterruptedException e) {
                return cancelled(cancel, waiter, e);
            } catch (OutOfMemoryError e) { // nobody will wait for the answer
                if (waiters.remove(call) == null) {
                    settle(cancel); // it has come, possibly with an item
                } else {
                    send(cancel, null); // if this fails, the thread that reads the answer gives an item back
                }
                throw e;
            }
            return waiter.answer;
        } finally {
            waiters.remove(call);
            if (!led.get()) {
                wakeNext();
            }
        }
    }

    /**
     * Sends word of what became of an item that has come. Without memory for that the connection ends, and the server gives the item
     * back.
     *
     * @param word a frame of the kind TAKEN or CANCEL
     */
    void settle(byte[] word) throws IOException {
        try {
            send(word, null);
        } catch (OutOfMemoryError e) {
            fail(unsettled);
            throw e;
        }
    }

    /** Asks the server to interrupt the call, whose answer may have been under way already. */
    private Frame cancelled(byte[] cancel, Waiter waiter, InterruptedException interrupt)
            throws IOException, InterruptedException {
        send(cancel, null);
        Deadline deadline = Deadline.after(Duration.ofSeconds(2));
        while (waiter.answer == null && deadline.left() > 0) {
            try {
                await(waiter, deadline);
            } catch (InterruptedException _) {
                // it is being interrupted
            }
        }
        if (waiter.answer == null || waiter.answer.bytes()[0] == ManagerWire.THROW) {
            throw interrupt;
        }
        Thread.currentThread().interrupt(); // it was done all the same
        return waiter.answer;
    }

    private void await(Waiter waiter, Deadline deadline) throws IOException, InterruptedException {
        waiter.isReady = true;
        try (ShownWait shown = ShownWait.of(Awaited.MANAGER_ANSWER, server)) {
            long _ = shown.part(Long.MAX_VALUE); // only looks at the clock
            while (waiter.answer == null && deadline.left() > 0) {
                if (failure != null) {
                    throw new IOException(failure.getMessage(), failure);
                }
                if (led.compareAndSet(false, true)) {
                    try {
                        lead(waiter, deadline, shown);
                    } finally {
                        led.set(false);
                        wakeNext();
                    }
                } else {
                    LockSupport.parkNanos(this, shown.part(Math.min(deadline.left(), LOOK_AGAIN_NANOS)));
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }
        }
    }

    /** Reads until the answer has come. A wait during which nothing comes at all is shown by the name of the pipe. */
    private void lead(Waiter waiter, Deadline deadline, ShownWait shown) throws InterruptedException {
        try {
            while (waiter.answer == null) {
                if (arrived == null) {
                    arrived = end.receiveFrame(deadline);
                }
                if (arrived == null) {
                    return;
                }
                deliver(arrived);
                arrived = null;
                if (waiter.answer == null) {
                    long _ = shown.part(Long.MAX_VALUE);
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void deliver(Frame frame) throws IOException {
        byte[] bytes = frame.bytes();
        if (bytes.length < ManagerWire.HEADER_BYTES) {
            throw frame.refusal() == null
                    ? new IOException("damaged frame of " + bytes.length + " bytes")
                    : new IOException("there was no memory for an answer", frame.refusal());
        }
        long call = ByteBuffer.wrap(bytes).getLong(1);
        Waiter waiter = waiters.remove(call);
        if (waiter != null) {
            waiter.answer = frame;
            LockSupport.unpark(waiter.thread);
        } else if (bytes[0] == ManagerWire.DELIVER) {
            send(ManagerWire.frame(ManagerWire.CANCEL, call), null); // its caller did not wait so long
        }
    }

    private void wakeNext() {
        try {
            for (Waiter waiter : waiters.values()) {
                if (waiter.isReady && waiter.answer == null) {
                    LockSupport.unpark(waiter.thread);
                    return;
                }
            }
        } catch (OutOfMemoryError _) {
            // they look again by themselves; the caller's answer must not be lost for this
        }
    }

    private void fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
        closeEnds();
    }

    /** Closes the connection, and goes on with that where an earlier call could not finish for lack of memory. */
    void closeEnds() {
        try {
            end.close();
        } finally {
            try {
                socket.close();
            } finally {
                waiters.values().forEach(waiter -> LockSupport.unpark(waiter.thread));
                if (watch != null) {
                    watch.interrupt(); // asleep, it would hold the class loader of this library
                }
                if (end instanceof PipeEnd pipe) {
                    ShownWait.forget(pipe.address());
                }
            }
        }
    }

    Object decode(byte[] frame) {
        return end.decode(frame, ManagerWire.HEADER_BYTES);
    }

    void close() {
        fail(new IOException("the manager is shut down"));
    }
}
