package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.transport.Frame;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.serialization.DecodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One process that is connected to a manager's server. Its calls are read by one thread: one of its own from a socket, that of
 * {@link ManagerPipes} from a pipe. Those that only look something up run in it, all others in a virtual thread of their own.
 *
 * <p>When the connection ends, the process counts as dead: its calls are interrupted, what it held is released, and items of
 * queues that had not reached it go back.
 */
// Longer than most: one session of one client, from its first frame to its end.
final class ManagerSession implements CallerSession {
    /*
     * Connection. Each session begins in a socket, with a greeting. A client on this machine may offer a pipe in its first frame: if
     * the server can open it, the session goes on there and leaves the socket open, else it goes on in the socket.
     *
     *   socket   run() reads frame after frame in a thread of its own, which may wait.
     *   pipe     threads of ManagerPipes read the pipes of all clients and never wait: claim(), serveArrived(), unclaim().
     *
     * Room. A call has one of MAX_CALLS permits while it runs, and so has an answer that found no room in the pipe. Without a permit, or
     * with too many bytes unsent, frames stay in the pipe. The reader sets `isPaused` and then looks at the room once more;
     * a thread that makes room does so before it looks at `isPaused`. So one of the two sees the other, and the reader sleeps only
     * if there will be a wake-up.
     *
     * An item that a call takes from a queue is in `undelivered` from before it is sent until the client acknowledges it. It is given
     * back once, by whoever removes it from there:
     *
     *   the client dies, or cancels the call      endSession() or cancel() removes it
     *   the session ends while the item is sent   `ended` is set before endSession() goes through the table, and deliver() looks at
     *                                             it after the item was put there: one of the two removes it
     *   the item cannot be encoded                it is dropped with an error for the caller: given back, it would fail every reader
     *   the server dies                           its queues end with it
     *
     * Lack of memory. The call that meets it fails: its caller gets the error as an answer. What cannot be answered even so ends the
     * session: the client may come back, and the server keeps its objects for that. The reader itself loses nothing: what it has no
     * memory for stays in the connection.
     *
     * End. The reader's thread calls endSession() once: it interrupts the calls that run, and locks and permits that the client held
     * are released (ManagerServer.ended); objects that only the client had stay for a while. All other threads that see an error close
     * the connection, and the reader sees that.
     */

    /** Calls of one process at a time; with more, its next frames wait in the socket. */
    private static final int MAX_CALLS = 4096;

    /** Attempts to get the lock of an object before a call gets a thread of its own. */
    private static final int LOOKS = 100;

    /** Frames that are read from one pipe before those of others have their turn. */
    private static final int FRAMES_AT_ONCE = 16;

    /** Time that a sign of life to one client may keep those to the others waiting. */
    private static final int MOMENT_MILLIS = 20;

    /** Answers that wait for room in the pipe; with more, the next frames wait there. */
    private static final long MAX_UNSENT_BYTES = 1 << 24;

    private static final long WITHOUT_MEMORY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final Consumer<Throwable> LATER =
            e -> LibraryLogger.of(ManagerSession.class).warn("what a client held is released later", e);

    private static final String HERE = "in the process of the manager's server: ";

    private final ManagerServer server;
    private final SocketEnd socket;
    private final boolean isLocal;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();

    /** Items that were taken from queues and have not yet been acknowledged. */
    private final Map<Long, ServedQueue.Taken> undelivered = new ConcurrentHashMap<>();

    private final Semaphore permits = new Semaphore(MAX_CALLS);
    private final AtomicLong unsentBytes = new AtomicLong();
    private final AtomicBoolean claimed = new AtomicBoolean();

    /** Made with the session: at its end there may be no memory for that. */
    private final ServiceLoop.Step ending = this::tryToEnd;

    private volatile FrameEnd end;
    private volatile @Nullable PipeEnd pipe; // null for a socket

    /** Set when frames of the pipe are left there, so that whoever makes room wakes the reader. */
    private volatile boolean isPaused;

    private volatile boolean closed;
    private volatile boolean ended;

    /** Set when nothing more is to be read from the pipe. */
    private volatile boolean isOver;

    /** Set when the first frame has come; before that the other side understands none but the greeting. */
    private volatile boolean begun;

    /** Set while the thread that reads the socket is inside a frame. */
    private volatile boolean handling;

    private final AtomicBoolean beating = new AtomicBoolean();

    // of the thread that looks for silent connections
    private long known = -1;
    private int silentRounds;

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

    /**
     * Whether nothing has come in so many calls of this method, though the session waited for it: a network that is cut gives no
     * other notice.
     */
    boolean isSilentFor(int rounds) {
        long now = end.transferred();
        silentRounds = isLocal || handling || now != known ? 0 : silentRounds + 1;
        known = now;
        return silentRounds >= rounds;
    }

    void run() {
        boolean goesOn = false;
        try {
            goesOn = serveSocket();
        } catch (IOException | java.nio.BufferUnderflowException | InterruptedException _) {
            // the other side is gone, or sent what no client sends
        } catch (RuntimeException | Error e) { // such as no memory for an answer
            giveUp(e);
        } finally {
            if (!goesOn) {
                endSession();
            }
        }
    }

    /** Serves the socket to its end, or changes to the pipe that the other side offers, and says that it has. */
    private boolean serveSocket() throws IOException, InterruptedException {
        Session session = Session.current();
        end.sendFrame(
                ManagerWire.hello(
                        server.id(), isLocal ? session.directory().toString() : "", isLocal ? session.token() : 0),
                null);
        Frame frame = receive();
        begun = true;
        byte[] first = frame.bytes();
        if (isLocal && first.length == ManagerWire.HEADER_BYTES && first[0] == ManagerWire.PIPE) {
            PipeEnd offered = open(ByteBuffer.wrap(first).getLong(1));
            if (offered != null) {
                startToServe(offered);
                return true; // the other side closes its socket and its pipe together
            }
            frame = receive();
        }
        while (true) {
            handling = true;
            handle(frame);
            handling = false;
            frame = receive();
        }
    }

    private Frame receive() throws IOException, InterruptedException {
        while (true) {
            try {
                return end.receiveFrame(Deadline.FOREVER);
            } catch (OutOfMemoryError _) {
                LockSupport.parkNanos(WITHOUT_MEMORY_NANOS); // the frame is still there
            }
        }
    }

    /** Has the session end, since it cannot go on here; the client may come back. */
    private void giveUp(Throwable e) {
        setOver(); // where there is no memory to close it here, the reader of the pipes ends it
        end.close(); // the reader sees it
        LibraryLogger.of(ManagerSession.class).warn("a client of a manager is given up", e);
    }

    /** Opens the pipe that the other side offers, and says whether it could. */
    private PipeEnd open(long address) throws IOException {
        PipeEnd offered = server.pipes().reserve() ? openOrNull(address) : null;
        try {
            socket.sendFrame(ManagerWire.frame(ManagerWire.PIPE, offered == null ? 0 : address), null);
        } catch (IOException e) {
            if (offered != null) {
                offered.close();
                server.pipes().unreserve();
            }
            throw e;
        }
        return offered;
    }

    private @Nullable PipeEnd openOrNull(long address) {
        try {
            PipeEnd offered = PipeEnd.open(address);
            if (offered.isReadable() && offered.isWritable()) {
                return offered;
            }
            offered.close();
        } catch (RuntimeException | OutOfMemoryError _) {
            // there is no such pipe, or no memory for it
        }
        server.pipes().unreserve();
        return null;
    }

    /** Serves a pipe in place of the socket; both are closed if the server was closed meanwhile. */
    void startToServe(PipeEnd offered) {
        pipe = offered;
        end = offered;
        if (closed) {
            close();
        }
        try {
            server.pipes().add(this);
        } catch (OutOfMemoryError e) { // the system has no thread for it: the client gets an error, and may come again
            server.pipes().unreserve();
            endSession();
        }
    }

    PipeEnd pipe() {
        return pipe;
    }

    /** Reserves the pipe for a thread that reads it; false if another thread does. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    void unclaim() {
        claimed.set(false);
    }

    boolean isClaimed() {
        return claimed.get();
    }

    /** Whether {@link #serveArrived} has something to do now. */
    boolean hasCalls() {
        if (isClaimed() || isOver || !pipe.hasArrived()) {
            return false;
        }
        if (hasRoom()) {
            return true;
        }
        isPaused = true;
        return hasRoom();
    }

    private boolean hasRoom() {
        return permits.availablePermits() > 0 && unsentBytes.get() < MAX_UNSENT_BYTES;
    }

    private void roomWasMade() {
        if (isPaused) {
            isPaused = false;
            server.pipes().wake();
        }
    }

    /** Whether the session must end, or the pipe has come to its end and nothing more can be read from it. */
    boolean isOver() {
        return !isClaimed() && (isOver || pipe.isGone() && (!pipe.hasArrived() || !hasRoom()));
    }

    /** Has the session end when the reader looks for those that are over. */
    void setOver() {
        isOver = true;
    }

    /** Serves what has arrived in the pipe, and never waits. False if the session must end. */
    boolean serveArrived() {
        List<? extends Frame> frames;
        try {
            frames = pipe.receiveArrivedFrames(Math.min(FRAMES_AT_ONCE, permits.availablePermits()));
        } catch (OutOfMemoryError e) {
            LockSupport.parkNanos(WITHOUT_MEMORY_NANOS);
            return true; // they are still there
        } catch (IOException | InterruptedException _) {
            return false;
        }
        try {
            for (Frame frame : frames) {
                handle(frame);
            }
            return true;
        } catch (IOException | java.nio.BufferUnderflowException | InterruptedException _) {
            return false; // the other side is gone, or sent what no client sends
        } catch (RuntimeException | Error e) {
            giveUp(e);
            return false;
        }
    }

    /**
     * Sends a frame. A client that is stopped makes no room for it: so the reader of the pipes does not wait for room, another
     * thread does, and no thread waits for it that has the lock of an object.
     *
     * @param locked whether the calling thread has such a lock
     * @return the frame, to be sent when the thread has the lock no more; null if nothing is left to send
     */
    private byte @Nullable [] send(byte[] frame, Message message, boolean locked) throws IOException {
        boolean isReader = pipe != null && !Thread.currentThread().isVirtual();
        if (!isReader && !locked) {
            end.sendFrame(frame, message);
            return null;
        }
        if (pipe != null && pipe.trySendFrame(frame, message)) {
            return null;
        }
        byte[] whole = FrameEnd.whole(frame, message); // the value may change when its lock is free
        if (!isReader) {
            return whole;
        }
        sendLater(whole);
        return null;
    }

    /** Sends what a call under a lock has left. */
    private void sendRest(byte @Nullable [] frame) throws IOException {
        if (frame != null) {
            unsentBytes.addAndGet(frame.length);
            try {
                end.sendFrame(frame, null);
            } finally {
                unsentBytes.addAndGet(-frame.length);
                roomWasMade();
            }
        }
    }

    private void sendLater(byte[] frame) {
        unsentBytes.addAndGet(frame.length);
        permits.acquireUninterruptibly(); // there is one for each frame that was read
        try {
            Thread.ofVirtual().name("procession-answer").start(() -> sendNow(frame));
        } catch (OutOfMemoryError e) {
            wasSent(frame);
            throw e;
        }
    }

    private void sendNow(byte[] frame) {
        try {
            end.sendFrame(frame, null);
        } catch (IOException _) {
            end.close(); // the reader sees it
        } finally {
            wasSent(frame);
        }
    }

    private void wasSent(byte[] frame) {
        unsentBytes.addAndGet(-frame.length);
        permits.release();
        roomWasMade();
    }

    void close() {
        closed = true; // a session that is about to change to a pipe looks at it afterwards
        end.close();
        socket.close();
    }

    /** Ends the session, and releases what the client held. */
    void endSession() {
        ServiceLoop.run(ending, LATER);
    }

    /** May be done again, from its beginning. */
    private boolean tryToEnd() {
        ended = true;
        close();
        interruptCalls();
        for (Long call : undelivered.keySet()) {
            giveBack(call);
        }
        server.ended(this);
        return false;
    }

    private void giveBack(long call) {
        ServedQueue.Taken item = undelivered.remove(call);
        if (item != null) {
            item.giveBack();
        }
    }

    private void handle(Frame received) throws IOException, InterruptedException {
        byte[] bytes = received.bytes();
        if (received.refusal() != null) {
            refuse(bytes, received.refusal());
            return;
        }
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
                    send(ManagerWire.frame(ManagerWire.PONG, 0), null, false);
                }
            }
            default -> throw new IOException("no frame of a client begins with " + kind);
        }
    }

    /** Answers a call for whose arguments there is no memory here. */
    private void refuse(byte[] head, Throwable refusal) throws IOException {
        if (head.length < ManagerWire.HEADER_BYTES || head[0] != ManagerWire.CALL) {
            throw new OutOfMemoryError("a frame of a client was lost: " + refusal.getMessage());
        }
        answer(ByteBuffer.wrap(head).getLong(1), ManagerWire.THROW, ofServer(refusal));
    }

    /** What a caller is told: of a lack of memory, and of arguments that cannot be read, that it is in this process. */
    private static Throwable ofServer(Throwable failure) {
        return switch (failure) {
            case OutOfMemoryError error -> new OutOfMemoryError(HERE + error.getMessage());
            case DecodeException unreadable -> new DecodeException(HERE + unreadable.getMessage(), unreadable);
            default -> failure;
        };
    }

    /** Whether a call of the client may be waiting: it runs, or what has come is not read now. */
    boolean isBusy() {
        return !running.isEmpty() || handling || pipe != null && (isClaimed() || pipe.hasArrived());
    }

    /**
     * Sends the client a sign of life, and waits for a moment at most: a client that takes nothing may not keep it from the others.
     *
     * @param threads threads that may wait longer
     */
    void beat(ExecutorService threads) {
        byte[] sign = ManagerWire.frame(ManagerWire.PONG, 0);
        if (!begun) {
            return;
        }
        if (pipe != null) {
            try {
                pipe.trySendFrame(sign, null); // if there is no room, something is on its way
            } catch (IOException _) {
                // the reader sees it
            }
        } else if (!socket.isSending() && beating.compareAndSet(false, true)) {
            try {
                threads.submit(() -> beatThroughSocket(sign)).get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // it goes on alone
            } catch (ExecutionException e) {
                LibraryLogger.of(ManagerSession.class).warn("a client of a manager gets no sign of life", e.getCause());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (OutOfMemoryError _) { // the system has no thread for it
                beating.set(false);
            }
        }
    }

    private void beatThroughSocket(byte[] sign) {
        try {
            socket.sendSign(sign);
        } catch (IOException _) {
            // the reader sees it, unless it waits for the end of a call
            socket.close();
            interruptCalls();
        } finally {
            beating.set(false);
        }
    }

    private void interruptCalls() {
        running.values().forEach(Thread::interrupt);
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
            byte[] rest;
            try {
                rest = perform(call, caller, served, method, frame);
            } finally {
                served.guard().unlock();
            }
            sendRest(rest);
            return;
        }
        permits.acquire();
        try {
            Thread thread = Thread.ofVirtual()
                    .name("procession-call")
                    .unstarted(() -> performAlone(call, caller, object, served, method, frame));
            running.put(call, thread);
            thread.start();
        } catch (OutOfMemoryError e) { // or the system has no thread for it
            finished(call);
            answer(call, ManagerWire.THROW, ofServer(e));
        }
    }

    private void finished(long call) {
        running.remove(call);
        permits.release();
        roomWasMade();
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
                byte[] rest;
                served.guard().lock();
                try {
                    rest = perform(call, caller, served, method, frame);
                } finally {
                    served.guard().unlock();
                }
                sendRest(rest);
            } else {
                perform(call, caller, served, method, frame);
            }
        } catch (IOException _) {
            end.close(); // the reader sees it
        } catch (RuntimeException | Error e) { // nothing could be answered
            giveUp(e);
        } finally {
            finished(call);
        }
    }

    private Object[] arguments(ByteBuffer frame) {
        return frame.hasRemaining() ? (Object[]) end.decode(frame.array(), frame.position()) : new Object[0];
    }

    /** Performs a call, under the lock of its object if it has one, and gives what is left to send without the lock. */
    private byte @Nullable [] perform(long call, Caller caller, ServedObject served, String method, ByteBuffer frame)
            throws IOException {
        boolean locked = served.guard() != null;
        Object result;
        try {
            Object[] arguments = arguments(frame);
            result = ScopedValue.where(Caller.CURRENT, caller).call(() -> served.invoke(method, arguments));
        } catch (Throwable e) {
            return answer(call, ManagerWire.THROW, ofServer(e), locked);
        }
        if (served.delivers(method)) {
            deliver(call, (ServedQueue) served.referent(), result);
            return null;
        }
        return answer(call, ManagerWire.RETURN, result, locked);
    }

    private void deliver(long call, ServedQueue queue, Object item) throws IOException {
        undelivered.put(call, new ServedQueue.Taken(queue, item));
        try (Message message = Codec.encode(item)) {
            end.sendFrame(ManagerWire.frame(ManagerWire.DELIVER, call), message);
        } catch (IllegalArgumentException e) {
            undelivered.remove(call); // it cannot travel: given back, it would be in the way for ever
            answer(call, ManagerWire.THROW, e);
        } catch (RuntimeException | Error e) { // such as no memory for it now
            giveBack(call);
            answer(call, ManagerWire.THROW, ofServer(e));
        } finally {
            if (ended) {
                giveBack(call);
            }
        }
    }

    private void answer(long call, byte kind, Object value) throws IOException {
        answer(call, kind, value, false);
    }

    private byte @Nullable [] answer(long call, byte kind, Object value, boolean locked) throws IOException {
        if (value == null) {
            return send(ManagerWire.frame(kind, call), null, locked);
        }
        Throwable failure;
        try (Message message = Codec.encode(value)) {
            return send(ManagerWire.frame(kind, call), message, locked);
        } catch (OutOfMemoryError e) {
            failure = ofServer(e);
        } catch (RuntimeException | Error e) { // nothing was sent, and the caller may not wait for ever
            failure = new IllegalArgumentException(
                    "what the manager's object returned cannot be sent back: " + e.getMessage(), e);
        }
        try (Message message = Codec.encode(failure)) {
            return send(ManagerWire.frame(ManagerWire.THROW, call), message, locked);
        }
    }

    /** Calls of the server itself. */
    private void performHere(long call, String method, ByteBuffer frame) throws IOException {
        Object result;
        try {
            result = resultHere(method, arguments(frame));
        } catch (Throwable e) { // a factory may throw anything, an IOException too
            answer(call, ManagerWire.THROW, ofServer(e));
            return;
        }
        answer(call, ManagerWire.RETURN, result);
        if (method.equals("shutdown")) {
            server.close();
        }
    }

    private @Nullable Object resultHere(String method, Object[] arguments) throws Exception {
        return switch (method) {
            case "create" -> server.create((String) arguments[0], (Object[]) arguments[1], this);
            case "numberOfObjects" -> server.numberOfObjects();
            case "debugInfo" -> server.debugInfo();
            case "shutdown" -> null;
            default -> throw new UnsupportedOperationException("the server has no " + method);
        };
    }
}
