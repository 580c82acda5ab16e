package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.net.SocketEnd;
import io.github.procession.ipc.net.SocketListener;
import io.github.procession.ipc.net.SocketSettings;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ServiceLoop;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The server of a manager in this process: Python's {@code Server}, which {@link BaseManager#getServer()} gives.
 *
 * <p>It serves from the moment it is made; {@link #serveForever()} only waits for its end. A client over a socket has a thread of its own,
 * those with a pipe have one together.
 */
@HomeOnly("is the server of a manager, which belongs to its own process; send proxies of its objects")
// Longer than most: connections, objects and their holders are counted under one lock.
public final class ManagerServer implements AutoCloseable {
    /** Time that an object stays without a holder, if a proxy of it may be under way or a client that is gone may come back. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final Duration ROUND = Duration.ofSeconds(5);

    /** A process at the other end of a network that is silent for 20 s counts as dead; it gives a sign every 5 s. */
    private static final int SILENT_ROUNDS = 4;

    private static final Duration END_LIMIT = Duration.ofSeconds(2);
    private static final long CLOSE_LOOK_NANOS = 1_000_000;

    private static final Map<String, ManagerServer> RUNNING = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final long home = ThisProcess.here().home();
    private final Map<String, Registration> registry;
    private final byte[] key;
    private final SocketSettings settings;
    private final SocketListener listener;
    private final SocketAddress address;
    private final CountDownLatch end = new CountDownLatch(1);

    private final ManagerPipes pipes = new ManagerPipes();

    private final Set<ManagerSession> sessions = ConcurrentHashMap.newKeySet();
    private final Map<Long, ServedObject> objects = new ConcurrentHashMap<>();

    /** Objects without holders, as long as other objects here have them. */
    private final Map<Long, WeakReference<ServedObject>> unheld = new HashMap<>(); // guarded by this

    private final Map<Long, Long> lastTimes = new HashMap<>(); // guarded by this: ends of the times of grace
    private final ServedIdentities known = new ServedIdentities(); // guarded by this
    private long lastId; // guarded by this
    private final Duration pause = ManagerSilence.shortPause();

    /** Cleared by each beat, set by a virtual thread: unset, no virtual thread has got a processor since the last one. */
    private volatile boolean isQuick = true;

    ManagerServer(Map<String, Registration> registry, SocketAddress address, byte[] key, SocketSettings settings)
            throws IOException {
        this.registry = Map.copyOf(registry);
        this.key = key;
        List<String> interfaces = new ArrayList<>();
        registry.values()
                .forEach(registration -> interfaces.add(registration.type().getName()));
        boolean isFile = address instanceof UnixDomainSocketAddress;
        this.settings = isFile ? settings : settings.allow(interfaces);
        listener = new SocketListener(address, key, this.settings, 1);
        this.address = listener.address();
        RUNNING.put(id, this);
        boolean started = false;
        try {
            Session.requireNotEnded(); // is told before closeAll() looks
            startThread("procession-manager", this::acceptAll);
            startThread("procession-manager-rounds", this::goRounds);
            startThread("procession-manager-beats", this::beat);
            started = true;
        } finally {
            if (!started) { // the system may have no thread for it
                close();
            }
        }
    }

    /** Starts a platform thread: a virtual one that waits while the heap is full may never be woken again. */
    private static void startThread(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }

    private void warn(Throwable failure) {
        if (RUNNING.containsKey(id)) {
            LibraryLogger.of(ManagerServer.class)
                    .warn("a manager's server is short of something, and goes on", failure);
        }
    }

    private void acceptAll() {
        ServiceLoop.run(
                () -> {
                    SocketListener.Accepted accepted;
                    try {
                        accepted = listener.accept();
                    } catch (IOException _) {
                        return false; // the server is closed
                    }
                    serve(accepted.end());
                    return true;
                },
                this::warn);
    }

    private void serve(SocketEnd client) {
        ManagerSession session = null;
        boolean served = false;
        try {
            session = new ManagerSession(this, client, address instanceof UnixDomainSocketAddress);
            sessions.add(session);
            if (!RUNNING.containsKey(id)) {
                session.close(); // close() has not seen it
            }
            startThread("procession-session", session::run);
            served = true;
        } finally {
            if (!served) {
                client.close();
                sessions.remove(session);
            }
        }
    }

    private void goRounds() {
        ServiceLoop.run(
                () -> {
                    if (end.await(ROUND.toSeconds(), TimeUnit.SECONDS)) {
                        return false;
                    }
                    goRound();
                    return true;
                },
                this::warn);
    }

    private void goRound() {
        long now = System.nanoTime();
        for (ManagerSession session : sessions) {
            if (session.isSilentFor(SILENT_ROUNDS)) {
                session.close();
            }
        }
        endGraces(now);
    }

    /** Gives signs of life while calls compute, which may take all carriers of virtual threads. */
    private void beat() {
        try (ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("procession-manager-beat").factory())) {
            ServiceLoop.run(
                    () -> {
                        if (end.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                            return false;
                        }
                        beat(threads);
                        return true;
                    },
                    this::warn);
            threads.shutdownNow(); // a client that takes nothing may keep one of them
        }
    }

    private void beat(ExecutorService threads) {
        boolean mayBeUnread = !isQuick; // of any client whose calls run in virtual threads
        pipes.replaceStuck();
        if (!mayBeUnread) {
            isQuick = false;
            Thread.startVirtualThread(() -> isQuick = true);
        }
        for (ManagerSession session : sessions) {
            if (mayBeUnread || session.isBusy()) {
                session.beat(threads);
            }
        }
    }

    private synchronized void endGraces(long now) {
        lastTimes.entrySet().removeIf(each -> {
            if (each.getValue() - now > 0) {
                return false;
            }
            ServedObject served = objects.get(each.getKey());
            if (served != null && served.holders().isEmpty()) {
                forget(served);
            }
            return true;
        });
        unheld.values().removeIf(reference -> reference.refersTo(null));
    }

    private void forget(ServedObject served) {
        objects.remove(served.id());
        unheld.put(served.id(), new WeakReference<>(served));
    }

    /** The server of this process with that id, or null. */
    static @Nullable ManagerServer running(String id) {
        ManagerServer server = RUNNING.get(id);
        return server != null && server.home == ThisProcess.here().home() ? server : null;
    }

    String id() {
        return id;
    }

    ManagerPipes pipes() {
        return pipes;
    }

    /**
     * Address of the server: Python's {@code address}.
     *
     * @return the address, with the port that was taken
     */
    public SocketAddress address() {
        return address;
    }

    /**
     * Waits until the server is closed, by {@link #close()} or by a client's shutdown: Python's {@code serve_forever()}.
     *
     * @throws InterruptedException if interrupted while waiting; the server goes on
     */
    public void serveForever() throws InterruptedException {
        end.await();
    }

    /** Ends the server and its connections. Further calls do nothing. */
    @Override
    public void close() {
        if (RUNNING.remove(id, this)) {
            listener.close();
            sessions.forEach(ManagerSession::close);
            end.countDown();
        }
    }

    /** Closes all servers of this class loader, and waits for a moment until their threads are out of shared memory. */
    static void closeAll() {
        List<ManagerServer> servers = List.copyOf(RUNNING.values());
        servers.forEach(ManagerServer::close);
        Deadline deadline = Deadline.after(END_LIMIT);
        for (ManagerServer server : servers) {
            while (!(server.sessions.isEmpty() && server.pipes.isIdle()) && deadline.left() > 0) {
                LockSupport.parkNanos(CLOSE_LOOK_NANOS);
            }
        }
    }

    /** The object with that number, also one that only other objects here have; null if there is none. */
    ServedObject find(long object) {
        ServedObject served = objects.get(object);
        if (served != null) {
            return served;
        }
        synchronized (this) {
            WeakReference<ServedObject> reference = unheld.get(object);
            return reference == null ? null : reference.get();
        }
    }

    Object create(String typeid, Object[] args, CallerSession session) throws Exception {
        Registration registration = registry.get(typeid);
        if (registration == null || registration.factory() == null) {
            throw new IllegalArgumentException("typeid=" + typeid + " is not registered at the server, which has "
                    + new TreeMap<>(registry).keySet());
        }
        Object referent = registration.factory().make(args);
        if (referent == null) {
            throw new IllegalStateException("the factory of " + typeid + " gave null");
        }
        ServedObject served = serve(typeid, registration.type(), ServedQueue.wrap(registration.type(), referent));
        hold(served.id(), session);
        return served.id();
    }

    /** Gives an object a number; it stays while a proxy holds it. An object that has one of this type keeps it. */
    synchronized ServedObject serve(String typeid, Class<?> type, Object referent) {
        ServedObject present = known.find(ServedQueue.unwrap(referent), type);
        if (present != null) {
            return present;
        }
        ServedObject served = new ServedObject(this, ++lastId, typeid, type, referent);
        known.add(served);
        forget(served);
        return served;
    }

    synchronized void hold(long object, CallerSession session) {
        ServedObject served = find(object);
        if (served != null && !session.isEnded()) {
            served.holders().add(session);
            objects.put(object, served);
            unheld.remove(object);
        }
    }

    synchronized void drop(long object, CallerSession session) {
        ServedObject served = objects.get(object);
        if (served != null
                && served.holders().remove(session)
                && served.holders().isEmpty()) {
            letGo(served);
        }
    }

    private void letGo(ServedObject served) {
        if (served.hasTravelled()) {
            keepForAWhile(served);
        } else {
            forget(served);
        }
    }

    private void keepForAWhile(ServedObject served) {
        lastTimes.put(served.id(), System.nanoTime() + GRACE.toNanos());
    }

    synchronized void keep(long object) {
        ServedObject served = find(object);
        if (served != null) {
            served.setTravelled();
        }
    }

    /** Token that stands for an object of this server in a message. */
    synchronized ProxyToken travels(ServedObject served) {
        served.setTravelled();
        objects.put(served.id(), served);
        unheld.remove(served.id());
        if (served.holders().isEmpty()) {
            letGo(served);
        }
        return ProxyToken.of(id, address, served.id(), served.typeid(), key, settings);
    }

    void ended(ManagerSession session) {
        sessions.remove(session);
        Set<ServedObject> all = new HashSet<>();
        synchronized (this) {
            for (ServedObject served : objects.values()) {
                all.add(served);
            }
            for (WeakReference<ServedObject> reference : unheld.values()) {
                ServedObject served = reference.get();
                if (served != null) {
                    all.add(served);
                }
            }
            for (ServedObject served : all) {
                if (served.holders().remove(session) && served.holders().isEmpty()) {
                    keepForAWhile(served); // the client may come back
                }
            }
        }
        for (ServedObject served : all) {
            if (served.referent() instanceof Referent referent) {
                try {
                    referent.sessionEnded(session);
                } catch (RuntimeException e) {
                    LibraryLogger.of(ManagerServer.class)
                            .warn("{} keeps what a process that is gone held", referent, e);
                }
            }
        }
    }

    int numberOfObjects() {
        return objects.size();
    }

    String debugInfo() {
        StringBuilder info = new StringBuilder();
        new TreeMap<>(objects).forEach((number, served) -> {
            String text;
            try {
                text = String.valueOf(served.referent());
            } catch (RuntimeException | StackOverflowError e) { // of a class of the user
                text = "its toString throws " + e;
            }
            info.append("  ")
                    .append(number)
                    .append(":       refcount=")
                    .append(served.holders().size());
            info.append("\n    ").append(text, 0, Math.min(text.length(), 75)).append('\n');
        });
        return info.toString();
    }
}
