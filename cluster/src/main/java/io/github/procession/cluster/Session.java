package io.github.procession.cluster;

import io.github.procession.ipc.memory.EndOfProgram;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/**
 * This process as the server knows it. It lives while it gives signs of life; what it holds goes to others when it ends or when
 * it has given none for a lease.
 */
// Longer than most: calls, tickets and signs of life end together when the session does.
final class Session {
    /** Functions of procession.lua that a full server does too, since they give something back. */
    private static final Set<String> GIVES = Set.of(
            "unlock",
            "notify",
            "cond_timeout",
            "release",
            "event_set",
            "barrier_abort",
            "barrier_reset",
            "get",
            "ack",
            "back",
            "item_drop",
            "queue_delete",
            "keys_take",
            "keys_back",
            "list_take",
            "list_back",
            "contents_clear",
            "map_remove",
            "map_back",
            "delete",
            "undraw",
            "cancel",
            "pool_end",
            "task_room",
            "task_stop",
            "task_begin",
            "task_end",
            "outcome_piece",
            "task_withdraw",
            "pool_stop",
            "task_signal",
            "task_got",
            "class_none");

    /**
     * Most bytes of a call. The server does one at a time, and needs 20 ms for each MiB, several times as long on a busy machine: it must
     * answer signs of life meanwhile. Tasks, their outcomes and items of queues go in {@link Pieces}.
     */
    static final int MOST_BYTES = 32 << 20;

    private static final long ACKNOWLEDGE_MILLIS = 50;
    private static final int ACKNOWLEDGED_AT_ONCE = 500;
    private static final String LANE = "#0";

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** For a grant that the server has sent to arrive. */
    private static final long GRANT_SECONDS = 60;

    /** In what comes for a ticket whose object has ended. */
    private static final String GONE = "g";

    private final Server server; // null for that of a child
    private final String namespace;
    private final Duration lease;
    private final int replicas;
    private final String id;
    private final byte[] prefix;
    private final Line calls;
    private final Inbox inbox; // null for that of a child
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong longItems = new AtomicLong();
    private final Map<Long, Ticket> waiting = new ConcurrentHashMap<>();
    private final Queue<String[]> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean acknowledging = new AtomicBoolean();
    private final Map<String, Integer> held = new TreeMap<>(); // guarded by itself
    private final Unfinished unfinished = new Unfinished(this);
    private final Map<String, ClusterLock.Grant> grants = new ConcurrentHashMap<>();
    private final List<Consumer<EngineException>> atEnd = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeClose = () -> {};
    private final String role;

    /** Receiver of what the inbox brings of pools; set before the first pool is known to the server. */
    private volatile Consumer<Map<String, byte[]>> poolMessages = _ -> {};

    private volatile BiConsumer<Long, Map<String, byte[]>> strayGrants = (_, _) -> {};
    private volatile EngineException lost;
    private volatile long lastContact;

    Session(Server server, Duration lease, int replicas, String role) {
        this.role = role;
        this.server = server;
        this.replicas = replicas;
        this.lease = lease;
        namespace = server.address().namespace();
        id = ProcessHandle.current().pid() + "-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        prefix = prefix(namespace);
        calls = new Calls(this, replicas);
        inbox = new Inbox(this);
        open();
        inbox.start();
    }

    /** The session that a worker keeps for this child. */
    Session(String namespace, String id, Line line) {
        server = null;
        replicas = 0;
        role = "child";
        lease = Duration.ZERO;
        this.namespace = namespace;
        this.id = id;
        prefix = prefix(namespace);
        calls = line;
        inbox = null;
    }

    /** Another session of this process at the same server. Waits for a server that is away, as calls do, until this session ends. */
    Session another(String itsRole) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new Session(server, lease, replicas, itsRole);
                } catch (EngineException e) {
                    if (lost != null || !Failures.isPassing(e)) {
                        throw e;
                    }
                    interrupted |= Thread.interrupted();
                    Pause.sleep(RETRY_NANOS);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static byte[] prefix(String namespace) {
        return Request.bytes("procession:{" + namespace + LANE + "}:");
    }

    private void open() {
        server.check(prefix);
        try (Connection connection = server.connect()) {
            boolean waits = false;
            for (boolean loaded = false; ; loaded = true) {
                lastContact = System.nanoTime();
                connection.sendCommand(
                        Command.FCALL,
                        Request.bytes(Protocol.OPEN, 1, prefix, id, lease.toMillis(), whoAmI(), Protocol.NUMBER));
                try {
                    if (!(connection.getOne() instanceof List<?> others)) {
                        return;
                    }
                    if (!areMissing(connection) || Thread.currentThread().isInterrupted()) {
                        throw Failures.otherVersion(server.address(), others);
                    }
                    if (!waits) {
                        waits = true;
                        LibraryLogger.warnSurely(
                                LibraryLogger.of(Cluster.class),
                                "processes of another version of Procession give no sign of life at " + server.address()
                                        + ": "
                                        + Failures.others(others)
                                        + "; this one waits until they do, or their leases are over");
                    }
                    Pause.sleep(RETRY_NANOS);
                } catch (JedisException e) {
                    if (loaded || !Failures.isMissingFunction(e)) {
                        throw e;
                    }
                    load(connection);
                }
            }
        } catch (JedisException e) {
            throw Failures.of(server.address(), e);
        }
    }

    /**
     * Whether all sessions at the server have been silent for longer than their lease. The server has given each of them one lease
     * more, as it may have been away itself: then they will be gone, or give a sign of life.
     */
    private boolean areMissing(Connection connection) {
        for (Object session : (List<?>) ask(connection, Command.ZRANGE, key("ses"), 0, -1)) {
            if (ask(connection, Command.HGET, key("S:" + Request.text(session)), "g") == null) {
                return false;
            }
        }
        return true;
    }

    private static Object ask(Connection connection, Command command, Object... arguments) {
        connection.sendCommand(command, Request.bytes(arguments));
        return connection.getOne();
    }

    /**
     * Loads the functions where a call did not find them, if the server is a cluster: who moves keys to another master leaves the
     * functions behind. Whether all data is there is what each call looks at.
     *
     * @return false if the server is no cluster: then it has lost them, and its data
     */
    boolean reloads(Connection connection) {
        if (!server.isCluster()) {
            return false;
        }
        load(connection);
        return true;
    }

    private void load(Connection connection) {
        connection.sendCommand(Command.FUNCTION, Request.bytes("LOAD", Protocol.functions()));
        try {
            connection.getOne();
        } catch (JedisException e) {
            if (Failures.isForbidden(e)) {
                throw new EngineException(
                        server.address()
                                + " does not have the functions of Procession, and this user may not load them:"
                                + " have a user that may use FUNCTION LOAD connect once",
                        e);
            }
            if (!String.valueOf(e.getMessage()).contains("already exists")) {
                throw e; // else another client was faster
            }
        }
    }

    /** Name of this machine. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException _) {
            return "unknown";
        }
    }

    private String whoAmI() {
        return WorkerInfo.of(host(), ProcessHandle.current().pid(), role);
    }

    Server server() {
        return server;
    }

    String namespace() {
        return namespace;
    }

    String id() {
        return id;
    }

    byte[] prefix() {
        return prefix;
    }

    Duration lease() {
        return lease;
    }

    /** Up to where the inbox is read, now and then, for the server to throw that away; "-" otherwise. */
    String seen() {
        return inbox.seenForCall();
    }

    // Calls
    // ------------------------------------------------------------------------------------------------------------

    /** Calls a function of procession.lua, done once whatever the connection does. */
    Object call(String function, Object... arguments) {
        return calls.call(request(function, arguments));
    }

    private Request request(String function, Object... arguments) {
        throwIfLost();
        Request request = Request.call(function, GIVES.contains(function), arguments);
        if (request.size() > MOST_BYTES) {
            throw new NotSendableException(request.size() + " bytes in one call are more than the " + MOST_BYTES
                    + " for which the server may keep others waiting: send them in parts, or put the data where all can"
                    + " read it, and send its name");
        }
        return request;
    }

    /**
     * Calls a function whose reply must not be lost, as those of pools: it stands though too few replicas confirm it in time. Should a
     * failover lose what it did, the session ends, and a pool or worker with it.
     */
    Object callThatStands(String function, Object... arguments) {
        return calls.call(request(function, arguments).thatStands());
    }

    long callLong(String function, Object... arguments) {
        return (Long) call(function, arguments);
    }

    /** Reads something; the first argument is a key, to which the prefix of the namespace is added. */
    Object read(Command command, String key, Object... rest) {
        throwIfLost();
        Object[] arguments = new Object[rest.length + 1];
        arguments[0] = key(key);
        System.arraycopy(rest, 0, arguments, 1, rest.length);
        return calls.call(Request.command(command, arguments));
    }

    /** Reads something that is no key of the namespace. */
    Object readAny(Command command, Object... arguments) {
        throwIfLost();
        return calls.call(Request.command(command, arguments));
    }

    byte[] key(String key) {
        byte[] name = Request.bytes(key);
        byte[] all = java.util.Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, all, prefix.length, name.length);
        return all;
    }

    /** Marks an item as done at the server, with the next call, or within 50 ms if there is none. */
    void acknowledgeLater(String queue, String item) {
        if (calls.acknowledge(queue, item)) {
            return;
        }
        acknowledged.add(new String[] {queue, item});
        if (acknowledging.compareAndSet(false, true)) {
            Thread.ofVirtual().name("procession-acknowledge").start(() -> {
                try {
                    Thread.sleep(ACKNOWLEDGE_MILLIS);
                } catch (InterruptedException _) {
                    // then at once
                }
                acknowledging.set(false);
                flush();
            });
        }
    }

    private void flush() {
        try {
            for (Request request; lost == null && (request = drawAcknowledgements()) != null; ) {
                calls.call(request);
            }
        } catch (EngineException _) {
            // then the items are given to others, who get them a second time
        }
    }

    /** A call that acknowledges what is to be; null if nothing is. */
    @Nullable
    Request drawAcknowledgements() {
        List<Object> pairs = new ArrayList<>();
        for (String[] pair; pairs.size() < 2 * ACKNOWLEDGED_AT_ONCE && (pair = acknowledged.poll()) != null; ) {
            pairs.add(pair[0]);
            pairs.add(pair[1]);
        }
        return pairs.isEmpty() ? null : Request.call("ack", true, pairs.toArray());
    }

    // Waiting
    // ------------------------------------------------------------------------------------------------------------

    Ticket ticket() {
        Ticket ticket = new Ticket(tickets.incrementAndGet());
        waiting.put(ticket.number(), ticket);
        return ticket;
    }

    /** Draws the number of an item that goes in pieces. */
    long drawLongItem() {
        return longItems.incrementAndGet();
    }

    void drop(Ticket ticket) {
        waiting.remove(ticket.number());
    }

    /** What the inbox brings. */
    void deliver(long ticket, Map<String, byte[]> grant) {
        Ticket of = waiting.get(ticket);
        if (of != null) {
            of.grant(grant); // first, as there may be no memory to remove it
            waiting.remove(ticket);
        } else {
            strayGrants.accept(ticket, grant);
        }
    }

    /** What the inbox brings of pools; by the thread that reads it, which must not wait. */
    void deliver(Map<String, byte[]> message) {
        poolMessages.accept(message);
    }

    /** Receiver of grants for tickets that are not of this process; by the thread that reads the inbox. */
    void onStrayGrant(BiConsumer<Long, Map<String, byte[]>> receiver) {
        strayGrants = receiver;
    }

    void onPoolMessage(Consumer<Map<String, byte[]>> receiver) {
        poolMessages = receiver;
    }

    /** Has it run when {@link #close} begins, while calls still reach the server. */
    void beforeClose(Runnable action) {
        beforeClose = action;
    }

    /** Has it run when the session ends, or now if it has ended. */
    void atEnd(Consumer<EngineException> action) {
        atEnd.add(action);
        if (lost != null && atEnd.remove(action)) {
            action.accept(lost);
        }
    }

    /**
     * Waits for a grant for which a call has queued the ticket.
     *
     * @param giveBack undoes a grant that comes although the thread was interrupted; null if it stands, and the interrupt is kept
     * @return the grant, or null when the time is over and there is none
     */
    @Nullable
    Map<String, byte[]> await(Ticket ticket, long nanos, @Nullable Consumer<Map<String, byte[]>> giveBack)
            throws InterruptedException {
        try {
            return get(ticket, nanos);
        } catch (TimeoutException _) {
            return cancel(ticket) ? null : join(ticket);
        } catch (InterruptedException e) {
            if (!cancel(ticket)) {
                Map<String, byte[]> grant = join(ticket);
                if (giveBack == null) {
                    Thread.currentThread().interrupt();
                    return grant;
                }
                giveBack.accept(grant);
            }
            throw e;
        }
    }

    /**
     * Ends the wait for which a call that failed may have queued the ticket. With no memory it waits for some: what is granted later would
     * be held by nobody.
     *
     * @param giveBack undoes a grant that came before, in a thread of its own; null if it stands
     */
    void giveUp(Ticket ticket, @Nullable Consumer<Map<String, byte[]>> giveBack) {
        while (true) {
            try {
                tryToGiveUp(ticket, giveBack);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    private void tryToGiveUp(Ticket ticket, @Nullable Consumer<Map<String, byte[]>> giveBack) {
        boolean ended = lost != null;
        try {
            ended = ended || cancel(ticket);
        } catch (EngineException _) {
            // such as the end of the session: a grant may have come before
        }
        if (ended || giveBack == null) {
            drop(ticket);
            return;
        }
        ticket.future().orTimeout(GRANT_SECONDS, TimeUnit.SECONDS).whenComplete((grant, _) -> {
            drop(ticket);
            if (grant != null && !grant.containsKey(GONE)) { // by the thread that reads the inbox, which must not wait
                Thread.ofPlatform().daemon().name("procession-give-back").start(() -> {
                    try {
                        giveBack.accept(grant);
                    } catch (EngineException _) {
                        // it goes with the session
                    }
                });
            }
        });
    }

    private boolean cancel(Ticket ticket) {
        if (callThatStands("cancel", ticket).equals(0L)) {
            return false;
        }
        drop(ticket);
        return true;
    }

    Map<String, byte[]> get(Ticket ticket, long nanos) throws InterruptedException, TimeoutException {
        if (lost != null) {
            ticket.fail(lost);
        }
        try {
            Map<String, byte[]> grant = getWithMemory(ticket, nanos);
            if (grant.containsKey(GONE)) {
                throw new EngineException(Failures.OBJECT_GONE);
            }
            return grant;
        } catch (ExecutionException _) {
            throw lost.again();
        }
    }

    /** With no memory for the wait it waits for some: the grant comes all the same. */
    private static Map<String, byte[]> getWithMemory(Ticket ticket, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return ticket.future().get(nanos - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /** Waits for a grant that is on its way; an interrupt is kept for later. */
    Map<String, byte[]> join(Ticket ticket) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return get(ticket, Long.MAX_VALUE);
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (TimeoutException _) {
                    // once in 292 years
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Items of joinable queues that this process has in work. */
    Unfinished unfinished() {
        return unfinished;
    }

    /** Grants of the locks that this process holds, by name. */
    Map<String, ClusterLock.Grant> grants() {
        return grants;
    }

    // What it holds, for the message when all of it is lost
    // --------------------------------------------------------------

    void holds(String what, int change) {
        synchronized (held) {
            held.merge(what, change, (a, b) -> a + b <= 0 ? null : a + b);
        }
    }

    private String holdings() {
        synchronized (held) {
            if (held.isEmpty()) {
                return "it held no lock, no permit and no item in work";
            }
            StringBuilder text = new StringBuilder("others may have what it held: ");
            for (Iterator<Map.Entry<String, Integer>> all = held.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<String, Integer> entry = all.next();
                text.append(entry.getKey());
                if (entry.getValue() > 1) {
                    text.append(" (").append(entry.getValue()).append(" times)");
                }
                text.append(all.hasNext() ? ", " : "");
            }
            return text.toString();
        }
    }

    // The end
    // ------------------------------------------------------------------------------------------------------------

    /** Notes that the server has answered the sign of life of that time. */
    void contact(long when) {
        lastContact = when;
    }

    /** Whether, by the clock of this process, others may have what it holds. */
    boolean isOver() {
        return inbox != null && System.nanoTime() - lastContact >= lease.toNanos();
    }

    /** Ends the session if the server has not answered for a lease. */
    void loseIfOver(JedisException problem) {
        if (isOver()) {
            lose("the server did not answer: " + problem.getMessage(), problem);
        }
    }

    void lose(String why, Throwable cause) {
        double silent = (System.nanoTime() - lastContact) / 1e9;
        end(new SessionLostException(
                String.format(
                        java.util.Locale.ROOT,
                        "the session of this process at %s is lost: %s. Its last answered sign of life was %.1f s ago,"
                                + " with a lease of %.1f s; %s",
                        server.address(),
                        why,
                        silent,
                        lease.toMillis() / 1000.0,
                        holdings()),
                cause));
    }

    private void end(EngineException why) {
        synchronized (this) {
            if (lost != null) {
                return;
            }
            lost = why;
        }
        while (true) {
            try {
                tellEnd(why);
                return;
            } catch (OutOfMemoryError _) { // nobody else tells those who wait
                ServiceLoop.pause();
            }
        }
    }

    private void tellEnd(EngineException why) {
        if (inbox != null) {
            inbox.stop();
        }
        calls.disconnect();
        for (Ticket ticket : waiting.values()) {
            ticket.fail(why);
        }
        waiting.clear();
        for (Consumer<EngineException> action : atEnd) {
            if (atEnd.remove(action)) {
                runAtEnd(action, why);
            }
        }
    }

    /** With no memory it is run again when there is some. */
    private static void runAtEnd(Consumer<EngineException> action, EngineException why) {
        while (true) {
            try {
                action.accept(why);
                return;
            } catch (OutOfMemoryError _) {
                ServiceLoop.pause();
            }
        }
    }

    /** Marks it as lost by its worker. */
    void lost(SessionLostException why) {
        end(why);
    }

    /** Why it has ended; null while it lives. */
    EngineException lost() {
        return lost;
    }

    void throwIfLost() {
        if (lost != null) {
            throw lost.again();
        }
    }

    /** Gives back what this process holds and ends. */
    void close() {
        if (lost != null) {
            return;
        }
        beforeClose.run();
        flush();
        if (inbox != null) {
            inbox.stop(); // a sign of life after the end would be answered as one of the dead
        }
        try {
            calls.call(Request.command(Command.FCALL, Protocol.BYE, 1, prefix, id));
        } catch (EngineException _) {
            // then the server finds out after a lease
        }
        end(new EngineException("this cluster object is closed: connect again", EndOfProgram.or(null)));
    }
}
