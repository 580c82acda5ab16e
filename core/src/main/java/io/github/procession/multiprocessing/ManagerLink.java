package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.net.SocketConnector;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.Challenge;
import io.github.procession.ipc.transport.Frame;
import io.github.procession.ipc.transport.FrameEnd;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Link of this process to one manager's server: its address and key, one connection for all proxies, and how many proxies
 * there are for each of its objects. A connection that broke is made anew by the next call.
 */
// Longer than most: calls, their connection and the counts of proxies share one lock.
final class ManagerLink {
    /** By the server's id. */
    private static final Map<String, ManagerLink> LINKS = new ConcurrentHashMap<>();

    private static final long CONNECT_HELLO_BYTES = 4096;

    /** Causes of an error that are looked at: those of users may go in a circle. */
    private static final int MOST_CAUSES = 100;

    /** How long a server that knows the key may take to introduce itself; a {@link Listener} of something else never does. */
    private static final Duration HELLO_LIMIT = Duration.ofSeconds(10);

    private final String serverId;
    private final SocketAddress address;
    private final byte[] key;
    private final AtomicLong calls = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> dropped = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean dropping = new AtomicBoolean();
    private final Map<Long, Integer> proxies = new HashMap<>(); // guarded by this
    private final Set<Long> travelled = new HashSet<>(); // guarded by this
    private int managers; // guarded by this
    private volatile SocketSettings settings;
    private volatile ManagerLine line;
    private volatile String session = "";
    private volatile boolean shutDown;

    private ManagerLink(String serverId, SocketAddress address, byte[] key, SocketSettings settings) {
        this.serverId = serverId;
        this.address = address;
        this.key = key;
        this.settings = settings;
    }

    /** Introduction of a server. */
    private record Hello(String serverId, String session, int token, SocketEnd end) {}

    private static Hello greet(SocketAddress address, byte[] key, SocketSettings settings, Duration helloLimit)
            throws IOException, InterruptedException {
        SocketEnd end;
        try {
            end = SocketConnector.connect(address, key, settings);
        } catch (Challenge.Failed e) {
            throw new AuthenticationError(e.getMessage());
        }
        Hello understood = null;
        try {
            byte[] frame = end.receiveBytes(CONNECT_HELLO_BYTES, Deadline.after(helloLimit));
            ByteBuffer hello = ByteBuffer.wrap(frame == null ? new byte[2] : frame);
            if (hello.get() == ManagerWire.HELLO && hello.get() == ManagerWire.VERSION) {
                understood = new Hello(ManagerWire.text(hello), ManagerWire.text(hello), hello.getInt(), end);
                return understood;
            }
        } catch (BufferUnderflowException _) {
            // no server of managers says this
        } finally {
            if (understood == null) {
                end.close();
            }
        }
        throw new IOException("no manager of this version of the library listens at " + address);
    }

    /** Connects to a server that may be unknown. */
    static ManagerLink connect(SocketAddress address, byte[] key, SocketSettings settings)
            throws IOException, InterruptedException {
        return connect(address, key, settings, HELLO_LIMIT);
    }

    /** The same with the time that the server may take to introduce itself. */
    static ManagerLink connect(SocketAddress address, byte[] key, SocketSettings settings, Duration helloLimit)
            throws IOException, InterruptedException {
        Hello hello = greet(address, key, settings, helloLimit);
        ManagerLink link = of(hello.serverId, address, key, settings);
        link.adopt(hello);
        synchronized (link) {
            link.managers++;
        }
        return link;
    }

    /** Ends the connection if no other manager of this process uses it. */
    void release() {
        synchronized (this) {
            if (--managers > 0) {
                return;
            }
        }
        shutDown();
    }

    /** The link to a server; it connects when it is needed. */
    static ManagerLink of(String serverId, SocketAddress address, byte[] key, SocketSettings settings) {
        ManagerLink link = LINKS.computeIfAbsent(serverId, id -> new ManagerLink(id, address, key, settings));
        link.widen(settings);
        return link;
    }

    /** Adds settings to those of the one who asked for this link first. */
    private synchronized void widen(SocketSettings more) {
        SocketSettings all = settings.with(more, address);
        if (!all.equals(settings)) {
            settings = all;
            if (line != null && all.allowed() != null) {
                line.allow(all.allowed());
            }
        }
    }

    private synchronized void adopt(Hello hello) throws IOException, InterruptedException {
        if (line != null && !line.isBroken()) {
            hello.end.close();
            return;
        }
        if (!hello.serverId.equals(serverId)) {
            hello.end.close();
            throw new IOException("another server than that of this proxy listens at " + address);
        }
        FrameEnd frames = null;
        ManagerLine fresh = null;
        boolean adopted = false;
        try {
            if (line != null) {
                line.closeEnds(); // or the server went on to serve calls for which nobody waits
            }
            boolean isOfThisTree = Session.isAt(hello.session);
            frames = isOfThisTree ? pipe(hello.end) : hello.end;
            int token = isOfThisTree ? hello.token : 0;
            fresh = new ManagerLine(hello.end, frames, address instanceof InetSocketAddress, token);
            for (long object : proxies.keySet()) {
                fresh.send(ManagerWire.frame(ManagerWire.HOLD, object), null);
            }
            session = hello.session;
            line = fresh;
            adopted = true;
        } finally {
            if (!adopted) { // it is not known what the server has got
                if (fresh != null) {
                    fresh.close();
                } else if (frames != null) {
                    frames.close();
                }
                hello.end.close();
            }
        }
    }

    /** A pipe to the server, which shares memory with this process: a call costs a fraction of one through the socket. */
    private static FrameEnd pipe(SocketEnd socket) throws IOException, InterruptedException {
        PipeEnd[] ends;
        try {
            ends = PipeEnd.pair(true);
        } catch (UncheckedIOException | IllegalStateException _) {
            return socket; // there is no memory for it
        }
        boolean isOpen = false;
        try {
            socket.sendFrame(ManagerWire.frame(ManagerWire.PIPE, ends[1].address()), null);
            byte[] answer = socket.receiveBytes(ManagerWire.HEADER_BYTES, Deadline.after(HELLO_LIMIT));
            if (answer == null) {
                throw new IOException("it has not answered within " + HELLO_LIMIT.toSeconds() + " s");
            }
            isOpen = ByteBuffer.wrap(answer).getLong(1) == ends[1].address();
        } finally {
            ends[1].close(); // the server has it now
            if (!isOpen) {
                ends[0].close();
            }
        }
        return isOpen ? ends[0] : socket;
    }

    private ManagerLine line() {
        ManagerLine current = line;
        if (current != null && !current.isBroken()) {
            return current;
        }
        try {
            if (shutDown) {
                throw new IOException("the manager is shut down");
            }
            synchronized (this) {
                if (line == null || line.isBroken()) {
                    adopt(greet(address, key, settings, HELLO_LIMIT));
                }
                return line;
            }
        } catch (IOException e) {
            throw lost(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // most methods of proxies cannot throw it
            throw lost(new InterruptedIOException(e.getMessage()));
        }
    }

    private ManagerException lost(IOException e) {
        String end = isAtFresh() ? Session.whyEnded() : null;
        return new ManagerException(
                "the manager's server at " + SocketAddresses.text(address) + " is lost: "
                        + (end == null ? e.getMessage() : end),
                end == null ? e : EndOfProgram.or(e));
    }

    /** Whether the server listens in the folder of a session, and thus ends with it. */
    private boolean isAtFresh() {
        return address instanceof UnixDomainSocketAddress unix && SocketAddresses.isFresh(unix.getPath());
    }

    /** Whether this process shares memory with the server. */
    boolean isOfThisTree() {
        line();
        return Session.isAt(session);
    }

    String serverId() {
        return serverId;
    }

    SocketAddress address() {
        return address;
    }

    SocketSettings settings() {
        return settings;
    }

    byte[] key() {
        return key;
    }

    /** Calls a method of an object at the server, and throws what it throws. */
    Object call(long object, String method, Object... args) throws Throwable {
        ManagerLine current = line();
        Long call = calls.incrementAndGet();
        byte[] frame = ManagerWire.call(
                call, object, Thread.currentThread().threadId(), method.getBytes(StandardCharsets.UTF_8));
        byte[] word = ManagerWire.frame(ManagerWire.CANCEL, call); // now: later there may be no memory for it
        Frame answer;
        try {
            if (args == null || args.length == 0) {
                answer = current.call(call, frame, null, word);
            } else {
                try (Message message = Codec.encode(args)) {
                    answer = current.call(call, frame, message, word);
                } catch (NotSendableException e) {
                    throw e.element() < 0 ? e : e.from("argument " + (e.element() + 1) + " of " + nameOf(method));
                } finally {
                    Reference.reachabilityFence(args);
                }
            }
        } catch (IOException e) {
            throw lost(e);
        }
        Object value = answer.bytes()[0] == ManagerWire.DELIVER ? taken(current, word, answer) : value(current, answer);
        if (answer.bytes()[0] == ManagerWire.THROW) {
            throw (Throwable) value;
        }
        return value;
    }

    /** Without the types of its parameters, by which the server finds the method. */
    private static String nameOf(String method) {
        int end = method.indexOf('(');
        return end < 0 ? method : method.substring(0, end);
    }

    private static Object value(ManagerLine line, Frame answer) {
        if (answer.refusal() instanceof OutOfMemoryError error) {
            throw error;
        }
        if (answer.refusal() instanceof RuntimeException refused) {
            throw refused;
        }
        byte[] frame = answer.bytes();
        return frame.length == ManagerWire.HEADER_BYTES ? null : line.decode(frame);
    }

    /**
     * The item of a queue; tells the server what became of it. One for whose objects there is no memory now goes back. One that cannot
     * be read is dropped, or it would fail all who take it. So is one whose message finds no room in the heap even after a
     * collection: it may be larger than the heap of all who take it.
     *
     * @param word a frame about this call, whose kind is set here
     */
    private static Object taken(ManagerLine line, byte[] word, Frame answer) {
        word[0] = ManagerWire.TAKEN;
        try {
            return value(line, answer);
        } catch (OutOfMemoryError | DecodeException e) {
            if (isForLackOfMemory(e)) {
                word[0] = ManagerWire.CANCEL;
            }
            throw e;
        } finally {
            acknowledge(line, word);
        }
    }

    /** Whether an error is one for lack of memory, or comes of one: decoding hides it inside an exception of its own. */
    private static boolean isForLackOfMemory(Throwable failure) {
        Throwable e = failure;
        for (int depth = 0; e != null && depth < MOST_CAUSES; depth++) {
            if (e instanceof OutOfMemoryError) {
                return true;
            }
            e = e.getCause();
        }
        return false;
    }

    private static void acknowledge(ManagerLine line, byte[] word) {
        try {
            line.settle(word);
        } catch (IOException _) {
            // then the server gives the item back, and it comes a second time
        }
    }

    /** Makes an object at the server, of which this process then has one proxy. */
    long create(String typeid, Object[] args) throws Throwable {
        long object = (Long) call(ManagerWire.SERVER, "create", typeid, args);
        synchronized (this) {
            proxies.merge(object, 1, Integer::sum);
        }
        return object;
    }

    /** Counts one more proxy of this process; the server learns of the first one. */
    void hold(long object) {
        ManagerLine current;
        synchronized (this) {
            if (proxies.merge(object, 1, Integer::sum) > 1) {
                return;
            }
            current = line;
        }
        try {
            if (current != null && !current.isBroken()) {
                current.send(ManagerWire.frame(ManagerWire.HOLD, object), null);
            } else if (!shutDown) {
                line(); // tells the server of all objects
            }
        } catch (IOException | ManagerException | AuthenticationError _) {
            // the first call of the proxy tells it
        }
    }

    /** Asks the server to keep the object for a while after all have dropped it, for a receiver that does not yet hold it. */
    void travels(long object) {
        ManagerLine current = line;
        synchronized (this) {
            if (!travelled.add(object)) {
                return;
            }
        }
        try {
            if (current != null && !current.isBroken()) {
                current.send(ManagerWire.frame(ManagerWire.KEEP, object), null);
            }
        } catch (IOException _) {
            // the receiver finds out that the server is lost
        }
    }

    /** Counts one proxy less; for the cleaner, which must not wait. */
    void drop(long object) {
        dropped.add(object);
        if (dropping.compareAndSet(false, true)) {
            try {
                Thread.ofVirtual().name("procession-drop").start(this::sendDropped);
            } catch (OutOfMemoryError _) {
                dropping.set(false); // the next one sends this one too
            }
        }
    }

    private void sendDropped() {
        dropping.set(false);
        for (Long object; (object = dropped.poll()) != null; ) {
            ManagerLine current = line;
            synchronized (this) {
                if (proxies.merge(object, -1, ManagerLink::sumOrNull) != null) {
                    continue;
                }
                travelled.remove(object);
                try {
                    if (current != null && !current.isBroken()) {
                        current.send(ManagerWire.frame(ManagerWire.DROP, object), null);
                    }
                } catch (IOException _) {
                    // the server lets go of what a lost process held
                }
            }
        }
    }

    private static Integer sumOrNull(int count, int change) {
        return count + change == 0 ? null : count + change;
    }

    /** Ends the connection for good: later calls throw. */
    void shutDown() {
        shutDown = true;
        LINKS.remove(serverId, this);
        ManagerLine current = line;
        if (current != null) {
            current.close();
        }
    }

    /** Ends the connections of this class loader for good. */
    static void closeAll() {
        LINKS.values().forEach(ManagerLink::shutDown);
    }

    /** Whether calls go through shared memory now. */
    boolean hasPipe() {
        return line().hasPipe();
    }

    /** Ends the connection; a later call makes another one. For tests of what happens then. */
    void disconnect() {
        ManagerLine current = line;
        if (current != null) {
            current.close();
        }
    }
}
