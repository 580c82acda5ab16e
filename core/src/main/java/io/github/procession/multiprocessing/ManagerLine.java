package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.FrameEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection of a process to a manager's server, which carries the calls of all threads at once.
 *
 * <p>There is no thread that reads. Of the callers that wait, one leads: it reads the frames, hands the others what is
 * theirs, and when its own answer has come it wakes another one to lead. So a single caller pays for no change of threads.
 */
final class ManagerLine {
    private final SocketEnd socket;
    private final FrameEnd end;
    private final Map<Long, Waiter> waiters = new ConcurrentHashMap<>();
    private final AtomicBoolean led = new AtomicBoolean();
    private final AtomicBoolean pinging = new AtomicBoolean();
    private final boolean isRemote;
    private final Duration silence = ManagerSilence.limit();
    private volatile IOException failure;

    /** A call that waits for its answer. */
    private static final class Waiter {
        final Thread thread = Thread.currentThread();

        /** Its call is sent. Before that it cannot lead: it may itself wait for the server, which waits for a reader. */
        volatile boolean isReady;

        volatile byte[] answer;
    }

    /**
     * For a connection on which the server has introduced itself.
     *
     * @param socket the connection
     * @param end what carries the frames: the connection itself, or a pipe where both sides share memory
     * @param isRemote whether a cut of the network is possible, so that the server wants signs of life too
     */
    ManagerLine(SocketEnd socket, FrameEnd end, boolean isRemote) {
        this.socket = socket;
        this.end = end;
        this.isRemote = isRemote;
        if (isRemote || !silence.isZero()) {
            newThread().start(this::beat);
        }
    }

    /** A virtual thread may wait long for a processor, and a server on another machine would take this process for lost. */
    private Thread.Builder newThread() {
        return (isRemote ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).name("procession-beat");
    }

    /**
     * Finds out whether the server, which may be stopped or cut off, gives a sign of life while a call waits. Silence is counted from
     * the first ping on, so that a call has waited for at least as long.
     */
    private void beat() {
        Duration pause = isRemote ? ManagerSilence.shortPause() : ManagerSilence.pause();
        long most = silence.isZero()
                ? Long.MAX_VALUE
                : silence.plus(pause).minusNanos(1).dividedBy(pause);
        long known = -1;
        boolean waited = false;
        for (long silent = 0; failure == null; ) {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException _) {
                return;
            }
            long now = end.transferred();
            boolean waits = !waiters.isEmpty();
            silent = waited && waits && now == known ? silent + 1 : 0;
            known = now;
            waited = waits;
            if (silent >= most) {
                fail(new IOException("no word came for " + silence.toSeconds()
                        + " s, so it is stopped or cut off; -Dprocession.managerSilence=SECONDS sets another limit"));
            } else if ((isRemote || waits) && pinging.compareAndSet(false, true)) {
                newThread().start(this::ping); // it waits as long as another thread sends
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
     * @return the whole frame
     */
    byte[] call(long call, byte[] frame, Message message) throws IOException, InterruptedException {
        Waiter waiter = new Waiter();
        waiters.put(call, waiter);
        try {
            send(frame, message);
            try {
                await(waiter, Deadline.FOREVER);
            } catch (InterruptedException e) {
                return cancelled(call, waiter, e);
            }
            return waiter.answer;
        } finally {
            waiters.remove(call);
            if (!led.get()) {
                wakeNext();
            }
        }
    }

    /** Asks the server to interrupt the call, whose answer may have been under way already. */
    private byte[] cancelled(long call, Waiter waiter, InterruptedException interrupt)
            throws IOException, InterruptedException {
        send(ManagerWire.frame(ManagerWire.CANCEL, call), null);
        Deadline deadline = Deadline.after(Duration.ofSeconds(2));
        while (waiter.answer == null && deadline.left() > 0) {
            try {
                await(waiter, deadline);
            } catch (InterruptedException _) {
                // it is being interrupted
            }
        }
        if (waiter.answer == null || waiter.answer[0] == ManagerWire.THROW) {
            throw interrupt;
        }
        Thread.currentThread().interrupt(); // it was done all the same
        return waiter.answer;
    }

    private void await(Waiter waiter, Deadline deadline) throws IOException, InterruptedException {
        waiter.isReady = true;
        while (waiter.answer == null && deadline.left() > 0) {
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            if (led.compareAndSet(false, true)) {
                try {
                    lead(waiter, deadline);
                } finally {
                    led.set(false);
                    wakeNext();
                }
            } else {
                if (deadline.isForever()) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, deadline.left());
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private void lead(Waiter waiter, Deadline deadline) throws InterruptedException {
        try {
            while (waiter.answer == null) {
                byte[] frame = end.receiveFrame(deadline);
                if (frame == null) {
                    return;
                }
                deliver(frame);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void deliver(byte[] frame) throws IOException {
        if (frame.length < ManagerWire.HEADER_BYTES) {
            throw new IOException("damaged frame of " + frame.length + " bytes");
        }
        long call = ByteBuffer.wrap(frame).getLong(1);
        Waiter waiter = waiters.remove(call);
        if (waiter != null) {
            waiter.answer = frame;
            LockSupport.unpark(waiter.thread);
        } else if (frame[0] == ManagerWire.DELIVER) {
            send(ManagerWire.frame(ManagerWire.CANCEL, call), null); // its caller did not wait so long
        }
    }

    private void wakeNext() {
        for (Waiter waiter : waiters.values()) {
            if (waiter.isReady && waiter.answer == null) {
                LockSupport.unpark(waiter.thread);
                return;
            }
        }
    }

    private void fail(IOException e) {
        if (failure == null) {
            failure = e;
        }
        end.close();
        socket.close();
        waiters.values().forEach(waiter -> LockSupport.unpark(waiter.thread));
    }

    Object decode(byte[] frame) {
        return end.decode(frame, ManagerWire.HEADER_BYTES);
    }

    void close() {
        fail(new IOException("the manager is shut down"));
    }
}
