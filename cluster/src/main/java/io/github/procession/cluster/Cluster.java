package io.github.procession.cluster;

import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolBuilder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Queues, locks, maps and more on a Valkey or Redis server, found by name: for programs on many machines that do not know each
 * other. Python has them at a manager that all connect to; here the server is an existing one, with its replication, failover
 * and access control.
 *
 * <pre>{@code
 * try (var cluster = Cluster.connect("redis://localhost/shop")) {
 *     QueueProxy<Order> orders = cluster.joinableQueue("orders");
 *     while (true) {
 *         Order order = orders.get();     // belongs to this process,
 *         ship(order);
 *         orders.taskDone();              // until here: if it dies before, another gets the order
 *     }
 * }
 * }</pre>
 *
 * <p>Objects cost nothing until they are used and leave nothing when they are free, empty or zero. Two handles with the same
 * kind and name are the same object, in all processes that are connected to the same namespace.
 *
 * <p><b>If a process dies</b>, or cannot reach the server for a lease (see {@link ClusterBuilder#lease}), its locks and permits
 * are granted to others, and items that it took and did not acknowledge go back to the front of their queues. Should it live
 * after all, its calls change nothing any more, and it is told by {@link SessionLostException}.
 *
 * <p><b>If the connection breaks</b> calls are sent again until they are answered, and are done once. <b>If the server is
 * restarted</b> with its data, as with {@code appendonly yes}, sessions go on.
 *
 * <p>All methods may be called by any number of threads. Methods throw {@link EngineException} if the server cannot do what they
 * ask for. All are round trips to the server, some thousand times slower than the objects in shared memory.
 */
@HomeOnly("is a cluster, whose connection belongs to this process: connect there by the same address")
// Longer than most: one short method for each kind of object, and its comment.
public final class Cluster implements AutoCloseable {
    private final Session session;
    private final Payloads payloads;
    private final String run;
    private final String workerHint;
    private ProgramPools pools; // guarded by this
    private final List<Session> others = new CopyOnWriteArrayList<>();
    private volatile Runnable afterEnd = () -> {};
    private final Thread atExit = new Thread(this::end, "procession-cluster-exit");

    Cluster(Session session, Payloads payloads, String run, String workerHint) {
        this.session = session;
        this.payloads = payloads;
        this.run = run;
        this.workerHint = workerHint;
        try {
            Runtime.getRuntime().addShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // the JVM ends already
        }
    }

    /**
     * Connects to a namespace of a server.
     *
     * @param url {@code redis://host:port/name}, or {@code rediss://...} for TLS, with {@code user:password@} before the host if
     *     the server asks for them
     * @return the cluster
     * @throws EngineException if the server cannot be reached, is too old, would throw data away, or does not allow it
     * @throws IllegalArgumentException if the URL is wrong, or leads to another machine while there is no authkey, see
     *     {@link ClusterBuilder#authkey}
     */
    public static Cluster connect(String url) {
        return builder().address(url).connect();
    }

    /**
     * Begins to say how to connect.
     *
     * @return a builder
     */
    public static ClusterBuilder builder() {
        return new ClusterBuilder();
    }

    /**
     * A queue without bound. An item that was taken is acknowledged with the next call of this process, within 50 ms at the
     * latest: a process that dies before may have begun with it, and another gets it again.
     *
     * @param name its name
     * @param <T> type of its items
     * @return the queue
     */
    public <T> ClusterQueue<T> queue(String name) {
        return queue(name, 0);
    }

    /**
     * A queue whose {@code put} waits while it is full.
     *
     * @param name its name
     * @param maxsize how many items it may hold; zero or less means no bound. All who put should name the same
     * @param <T> type of its items
     * @return the queue
     */
    public <T> ClusterQueue<T> queue(String name, int maxsize) {
        return new ClusterQueue<>(session, payloads, name, maxsize, false);
    }

    /**
     * A queue whose items belong to the process that takes them until it says {@code taskDone()}: when it dies before, they go
     * back to the front. The same queue as {@link #queue(String)} of that name.
     *
     * @param name its name
     * @param <T> type of its items
     * @return the queue
     */
    public <T> ClusterQueue<T> joinableQueue(String name) {
        return joinableQueue(name, 0);
    }

    /**
     * A queue as {@link #joinableQueue(String)}, whose {@code put} waits while it is full.
     *
     * @param name its name
     * @param maxsize how many items it may hold; zero or less means no bound
     * @param <T> type of its items
     * @return the queue
     */
    public <T> ClusterQueue<T> joinableQueue(String name, int maxsize) {
        return new ClusterQueue<>(session, payloads, name, maxsize, true);
    }

    /**
     * A lock that any process may release, as Python's {@code Lock}.
     *
     * @param name its name
     * @return the lock
     */
    public ClusterLock lock(String name) {
        return new ClusterLock(session, name, false);
    }

    /**
     * A lock that its thread may acquire again and must release as often, as Python's {@code RLock}.
     *
     * @param name its name; the same lock as {@link #lock} of that name
     * @return the lock
     */
    public ClusterLock rlock(String name) {
        return new ClusterLock(session, name, true);
    }

    /**
     * A condition with an {@link #rlock} of the same name.
     *
     * @param name its name
     * @return the condition
     */
    public ClusterCondition condition(String name) {
        return condition(name, rlock(name));
    }

    /**
     * A condition of a lock.
     *
     * @param name its name
     * @param lock a lock of this cluster
     * @return the condition
     */
    public ClusterCondition condition(String name, ClusterLock lock) {
        return new ClusterCondition(session, name, lock);
    }

    /**
     * A semaphore. Permits of a process that dies come back.
     *
     * @param name its name
     * @param permits how many there are at the beginning; all users must name the same
     * @return the semaphore
     */
    public ClusterSemaphore semaphore(String name, int permits) {
        return new ClusterSemaphore(session, name, permits, false);
    }

    /**
     * A semaphore that is never released more often than it was acquired.
     *
     * @param name its name
     * @param permits how many there are; all users must name the same
     * @return the semaphore
     */
    public ClusterSemaphore boundedSemaphore(String name, int permits) {
        return new ClusterSemaphore(session, name, permits, true);
    }

    /**
     * A flag that processes wait for.
     *
     * @param name its name
     * @return the event
     */
    public ClusterEvent event(String name) {
        return new ClusterEvent(session, name);
    }

    /**
     * A barrier.
     *
     * @param name its name
     * @param parties how many must come; all must name the same
     * @return the barrier
     */
    public ClusterBarrier barrier(String name, int parties) {
        return new ClusterBarrier(session, name, parties);
    }

    /**
     * A count of 64 bits, 0 at the beginning. It is not sealed, as the server adds.
     *
     * @param name its name
     * @return the counter
     */
    public ClusterCounter counter(String name) {
        return new ClusterCounter(session, name);
    }

    /**
     * A value.
     *
     * @param name its name
     * @param initial what it is before it is set for the first time, possibly null
     * @param <T> its type
     * @return the value
     */
    public <T> ClusterValue<T> value(String name, @Nullable T initial) {
        return new ClusterValue<>(session, payloads, name, initial);
    }

    /**
     * A map: Python's {@code manager.dict()}.
     *
     * @param name its name
     * @param <K> type of its keys
     * @param <V> type of its values
     * @return the map
     */
    public <K, V> ClusterMap<K, V> dict(String name) {
        return new ClusterMap<>(session, payloads, name);
    }

    /**
     * Starts a pool whose workers are on the machines that run {@code procession-cluster worker}. All methods and semantics are
     * those of a pool of this machine. The pool takes tasks before there is any such machine; they wait for one.
     *
     * @param processes how many tasks run at once, on all machines together
     * @return the pool, which ends with this cluster at the latest
     * @throws IllegalArgumentException if there would be less than one worker
     */
    public Pool pool(int processes) {
        return pool(Pool.builder().processes(processes));
    }

    /**
     * Starts a pool whose workers are on the machines that run {@code procession-cluster worker}.
     *
     * @param builder settings of the pool; those of how workers start and when the pool gives up are not used
     * @return the pool, which ends with this cluster at the latest
     */
    public Pool pool(PoolBuilder builder) {
        return ClusterPoolHome.on(
                this,
                () -> builder.context(Multiprocessing.getContext("cluster")).build());
    }

    /**
     * Connects to a cluster on this machine alone, for a first try: starts the {@code valkey-server} or {@code redis-server} on
     * the {@code PATH}, without a disk and on a free port, and one worker. Both end with this program. Other users of the
     * machine can neither use it nor read what goes through it: the server's password and the authkey are drawn anew.
     *
     * @return the cluster, a new one each time
     * @throws EngineException if there is no server program, or it does not start
     */
    public static Cluster local() {
        return LocalCluster.start(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Machines that do tasks of pools now.
     *
     * @return one for each process that runs {@code procession-cluster worker}
     */
    public List<ClusterWorker> workers() {
        return Status.workers(session);
    }

    /** Pools of this program. */
    synchronized ProgramPools pools() {
        if (pools == null) {
            pools = new ProgramPools(session, payloads, run, workerHint);
        }
        return pools;
    }

    /** For what this program makes without a name. */
    Payloads ownPayloads() {
        return payloads.ofOwn();
    }

    Payloads payloads() {
        return payloads;
    }

    /** Ends the session in the stages of the end of this JVM, not by a shutdown hook: for whoever has something to do before. */
    void endsLater() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // the JVM ends already
        }
    }

    /**
     * Ends the session: what this process holds goes to others at once. An ordinary end of the JVM does the same. While the server is out
     * of reach this waits for it, as every call does: until the lease is over at the latest.
     */
    @Override
    public void close() {
        end();
        endsLater();
    }

    private void end() {
        session.close(); // with the pools, whose tasks may use what the others have
        others.forEach(Session::close);
        afterEnd.run();
    }

    /** Another session of this process, which ends with this cluster at the latest. */
    Session another(String role) {
        Session other = session.another(role);
        others.add(other);
        other.atEnd(_ -> others.remove(other));
        return other;
    }

    /** Has it run when the session has ended. */
    void afterEnd(Runnable action) {
        afterEnd = action;
    }

    /** For tests. */
    Session session() {
        return session;
    }

    /** Address without password. */
    @Override
    public String toString() {
        return "Cluster[" + session.server().address() + "]";
    }
}
