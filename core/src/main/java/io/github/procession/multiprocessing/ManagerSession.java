package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.ipc.transport.PipeEnd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One process that is connected to a manager's server. One thread reads its calls: a virtual one from a socket, a platform one
 * from a pipe, since it sleeps in the kernel there. Those that only look something up run in it, all others in a virtual thread
 * of their own.
 *
 * <p>When the connection ends, the process counts as dead: its calls are interrupted, what it held is released, and items of
 * queues that had not reached it go back.
 */
// Longer than most: one session of one client, from its first frame to its end.
final class ManagerSession implements CallerSession {
    /** Calls of one process at a time; with more, its next frames wait in the socket. */
    private static final int MAX_CALLS = 4096;

    private static final int LOOKS = 100;

    private final ManagerServer server;
    private final SocketEnd socket;
    private final boolean isLocal;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();
    private final Map<Long, Undelivered> undelivered = new ConcurrentHashMap<>();
    private final Semaphore permits = new Semaphore(MAX_CALLS);
    private volatile FrameEnd end;
    private volatile boolean ended;
    private volatile long heard = System.nanoTime();

    /** An item that was taken from a queue and has not yet been acknowledged. */
    private record Undelivered(ServedQueue queue, Object item) {
        void giveBack() {
            queue.giveBack(item);
        }
    }

    ManagerSession(ManagerServer server, SocketEnd socket, boolean isLocal) {
        this.server = server;
        this.socket = socket;
        this.end = socket;
        this.isLocal = isLocal;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    /** Time of the last frame; for connections that can be cut without notice. */
    long heard() {
        return isLocal ? System.nanoTime() : heard;
    }

    void run() {
        byte[] first;
        try {
            end.sendFrame(
                    ManagerWire.hello(
                            server.id(), isLocal ? Session.current().directory().toString() : ""),
                    null);
            first = end.receiveFrame(Deadline.FOREVER);
            if (isLocal && first.length == ManagerWire.HEAD_BYTES && first[0] == ManagerWire.PIPE) {
                PipeEnd pipe = open(ByteBuffer.wrap(first).getLong(1));
                if (pipe != null) {
                    end = pipe;
                    startToServePipe();
                    return; // the other side closes its socket and its pipe together
                }
                first = null;
            }
        } catch (IOException | InterruptedException _) {
            endSession();
            return;
        }
        serve(first);
    }

    /** Opens the pipe that the other side offers, and says whether it could. */
    private PipeEnd open(long address) throws IOException {
        PipeEnd pipe = server.pipes().tryAcquire() ? openOrNull(address) : null;
        try {
            socket.sendFrame(ManagerWire.frame(ManagerWire.PIPE, pipe == null ? 0 : address), null);
        } catch (IOException e) {
            if (pipe != null) {
                pipe.close();
                server.pipes().release();
            }
            throw e;
        }
        return pipe;
    }

    private PipeEnd openOrNull(long address) {
        try {
            PipeEnd pipe = PipeEnd.open(address);
            if (pipe.isReadable() && pipe.isWritable()) {
                return pipe;
            }
            pipe.close();
        } catch (RuntimeException _) {
            // there is no such pipe, or no memory for it
        }
        server.pipes().release();
        return null;
    }

    private void startToServePipe() {
        try {
            Thread.ofPlatform().daemon().name("procession-session").start(this::servePipe);
        } catch (OutOfMemoryError e) { // the system has no thread for it: the client gets an error, and may come again
            server.pipes().release();
            endSession();
        }
    }

    private void servePipe() {
        try {
            serve(null);
        } finally {
            server.pipes().release();
        }
    }

    private void serve(byte[] first) {
        try {
            for (byte[] frame = first; ; frame = null) {
                if (frame == null) {
                    frame = end.receiveFrame(Deadline.FOREVER);
                }
                heard = System.nanoTime();
                handle(frame);
            }
        } catch (IOException | java.nio.BufferUnderflowException | InterruptedException _) {
            // the other side is gone, or sent what no client sends
        } finally {
            endSession();
        }
    }

    void close() {
        end.close();
        socket.close();
    }

    private void endSession() {
        ended = true;
        close();
        running.values().forEach(Thread::interrupt);
        for (Long call : undelivered.keySet()) {
            giveBack(call);
        }
        server.ended(this);
    }

    private void giveBack(long call) {
        Undelivered item = undelivered.remove(call);
        if (item != null) {
            item.giveBack();
        }
    }

    private void handle(byte[] bytes) throws IOException, InterruptedException {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        byte kind = frame.get();
        long number = frame.getLong();
        switch (kind) {
            case ManagerWire.CALL -> call(number, frame);
            case ManagerWire.TAKEN -> undelivered.remove(number);
            case ManagerWire.CANCEL -> cancel(number);
            case ManagerWire.HOLD -> server.hold(number, this);
            case ManagerWire.DROP -> server.drop(number, this);
            case ManagerWire.KEEP -> server.keep(number);
            case ManagerWire.PING -> {
                if (number != 0) {
                    end.sendFrame(ManagerWire.frame(ManagerWire.PONG, 0), null);
                }
            }
            default -> throw new IOException("no frame of a client begins with " + kind);
        }
    }

    /** Lets the other side know that this one lives, if it waits for a call. */
    void beat() {
        if (!running.isEmpty()) {
            try {
                end.sendFrame(ManagerWire.frame(ManagerWire.PONG, 0), null);
            } catch (IOException _) {
                // the reader sees it
            }
        }
    }

    private void cancel(long call) {
        Thread thread = running.get(call);
        if (thread != null) {
            thread.interrupt();
        }
        giveBack(call);
    }

    private void call(long call, ByteBuffer frame) throws IOException, InterruptedException {
        long object = frame.getLong();
        Caller caller = new Caller(this, frame.getLong());
        String method = ManagerWire.text(frame);
        ServedObject served = object == ManagerWire.SERVER ? null : server.find(object);
        if (served != null && served.isQuick(method) && locksAtOnce(served.guard())) {
            try {
                perform(call, caller, served, method, frame);
            } finally {
                served.guard().unlock();
            }
            return;
        }
        permits.acquire();
        Thread thread = Thread.ofVirtual()
                .name("procession-call")
                .unstarted(() -> performAlone(call, caller, object, served, method, frame));
        running.put(call, thread);
        thread.start();
    }

    /** Takes a lock that is free or about to be: another process's quick call takes less time than starting a thread. */
    private static boolean locksAtOnce(ReentrantLock guard) {
        for (int i = 0; i < LOOKS; i++) {
            if (guard.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void performAlone(
            long call, Caller caller, long object, ServedObject served, String method, ByteBuffer frame) {
        try {
            if (object == ManagerWire.SERVER) {
                performHere(call, method, frame);
            } else if (served == null) {
                answer(
                        call,
                        ManagerWire.THROW,
                        new IllegalStateException(
                                "the object of this proxy no longer exists: it was dropped everywhere, or its server"
                                        + " was restarted"));
            } else if (served.guard() != null) {
                served.guard().lock();
                try {
                    perform(call, caller, served, method, frame);
                } finally {
                    served.guard().unlock();
                }
            } else {
                perform(call, caller, served, method, frame);
            }
        } catch (IOException _) {
            end.close(); // the reader sees it
        } finally {
            running.remove(call);
            permits.release();
        }
    }

    private Object[] arguments(ByteBuffer frame) {
        return frame.hasRemaining() ? (Object[]) end.decode(frame.array(), frame.position()) : new Object[0];
    }

    private void perform(long call, Caller caller, ServedObject served, String method, ByteBuffer frame)
            throws IOException {
        Object result;
        try {
            Object[] arguments = arguments(frame);
            result = ScopedValue.where(Caller.CURRENT, caller).call(() -> served.invoke(method, arguments));
        } catch (Throwable e) {
            answer(call, ManagerWire.THROW, e);
            return;
        }
        if (served.delivers(method)) {
            deliver(call, (ServedQueue) served.referent(), result);
        } else {
            answer(call, ManagerWire.RETURN, result);
        }
    }

    private void deliver(long call, ServedQueue queue, Object item) throws IOException {
        undelivered.put(call, new Undelivered(queue, item));
        try (Message message = Codec.encode(item)) {
            end.sendFrame(ManagerWire.frame(ManagerWire.DELIVER, call), message);
        } catch (IllegalArgumentException e) {
            undelivered.remove(call); // it cannot travel: given back, it would be in the way for ever
            answer(call, ManagerWire.THROW, e);
        } finally {
            if (ended) {
                giveBack(call);
            }
        }
    }

    private void answer(long call, byte kind, Object value) throws IOException {
        if (value == null) {
            end.sendFrame(ManagerWire.frame(kind, call), null);
            return;
        }
        Message encoded;
        byte sent = kind;
        try {
            encoded = Codec.encode(value);
        } catch (RuntimeException e) {
            encoded = Codec.encode(new IllegalArgumentException(
                    "what the manager's object returned cannot be sent back: " + e.getMessage(), e));
            sent = ManagerWire.THROW;
        }
        try (Message message = encoded) {
            end.sendFrame(ManagerWire.frame(sent, call), message);
        }
    }

    /** Calls of the server itself. */
    private void performHere(long call, String method, ByteBuffer frame) throws IOException {
        try {
            Object[] arguments = arguments(frame);
            switch (method) {
                case "create" ->
                    answer(
                            call,
                            ManagerWire.RETURN,
                            server.create((String) arguments[0], (Object[]) arguments[1], this));
                case "numberOfObjects" -> answer(call, ManagerWire.RETURN, server.numberOfObjects());
                case "debugInfo" -> answer(call, ManagerWire.RETURN, server.debugInfo());
                case "shutdown" -> {
                    answer(call, ManagerWire.RETURN, null);
                    server.close();
                }
                default ->
                    answer(call, ManagerWire.THROW, new UnsupportedOperationException("the server has no " + method));
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            answer(call, ManagerWire.THROW, e);
        }
    }
}
