package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.SerializableUnaryOperator;
import io.github.procession.threading.Barrier;
import io.github.procession.threading.Event;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A manager of maps, lists, queues, locks and the like: Python's {@code multiprocessing.managers.SyncManager}.
 *
 * <pre>{@code
 * try (var manager = Multiprocessing.manager()) {
 *     DictProxy<String, Integer> counts = manager.dict();
 *     new Process(Work::count, counts).start();       // there: counts.merge(word, 1, Integer::sum)
 * }
 * }</pre>
 *
 * <p>Within one tree of processes the types without a manager are faster, since they are in shared memory: {@link Queue},
 * {@link Lock}, {@link Value} and so on. Those of a manager also work with other machines; there is no map and no list of any
 * size without one.
 *
 * <p><b>On a cluster</b> ({@code setContext(Multiprocessing.getContext("cluster"))}, or the default there) a manager without an address has no process: its
 * objects are at the cluster's server until it is shut down. Methods with a function run it where they are called, once, while changes
 * of others wait; when it throws, or its process dies, nothing has changed. {@code taskDone} and {@code join} are for {@link #joinableQueue}
 * alone. An initializer runs in a process that ends then. Pools, actions of barriers and registered types need a server: one that has an address
 * is a process of this machine, as everywhere, and the others call it at that address.
 */
// Longer than most: one method for each type of object that a manager serves, and its comment.
public class SyncManager extends BaseManager {
    private static final Object[] NONE = {};

    /** Makes a manager with the key of this process, to be started. */
    public SyncManager() {
        this(null, null);
    }

    /**
     * Makes a manager: Python's {@code SyncManager(address, authkey)}.
     *
     * @param address where the server listens or is to listen; null for a private place on this machine
     * @param authKey the secret; null for that of this process
     */
    public SyncManager(@Nullable SocketAddress address, byte @Nullable [] authKey) {
        super(address, authKey);
    }

    /** Holder of the types, of which a client needs only the interfaces. */
    private static final class Types {
        static final Map<String, Registration> ALL = make();

        @SuppressWarnings("unchecked") // as the methods below give them
        private static Map<String, Registration> make() {
            Map<String, Registration> all = new HashMap<>();
            add(all, "dict", DictProxy.class, args -> new ServedMap<>((Map<Object, Object>) args[0]));
            add(all, "list", ListProxy.class, args -> new ServedList<>((Collection<Object>) args[0]));
            add(all, "set", SetProxy.class, args -> new ServedSet<>((Collection<Object>) args[0]));
            add(all, "Namespace", NamespaceProxy.class, args -> new ServedNamespace((Map<String, Object>) args[0]));
            add(all, "Value", ValueProxy.class, args -> new ServedValue<>(args[0]));
            add(all, "Array", ArrayProxy.class, args -> new ServedArray((Collection<Object>) args[0]));
            add(all, "Queue", QueueProxy.class, args -> new JoinableQueue<>((Integer) args[0]));
            add(all, "JoinableQueue", QueueProxy.class, args -> new JoinableQueue<>((Integer) args[0]));
            add(all, "Lock", LockProxy.class, _ -> new ServedLock(false));
            add(all, "RLock", LockProxy.class, _ -> new ServedLock(true));
            add(all, "Semaphore", SemaphoreProxy.class, args -> new ServedSemaphore((Integer) args[0], 0));
            add(
                    all,
                    "BoundedSemaphore",
                    SemaphoreProxy.class,
                    args -> new ServedSemaphore((Integer) args[0], Math.max(1, (Integer) args[0])));
            add(all, "Condition", ConditionProxy.class, args -> new ServedCondition(lock(args[0])));
            add(all, "Event", EventProxy.class, _ -> new Event());
            add(
                    all,
                    "Barrier",
                    BarrierProxy.class,
                    args -> new Barrier((Integer) args[0], (Action0) args[1], (Duration) args[2]));
            add(all, "Pool", PoolProxy.class, args -> ServedPool.of(args[0]));
            return Map.copyOf(all);
        }

        private static void add(
                Map<String, Registration> all, String typeid, Class<?> type, Registration.Factory factory) {
            all.put(typeid, new Registration(args -> factory.make(StandardArguments.complete(typeid, args)), type));
        }

        private static ServedLock lock(Object proxy) {
            if (proxy == null) {
                return new ServedLock(true);
            }
            if (ProxiedObject.isProxy(proxy) && ProxiedObject.of(proxy).object() instanceof ServedLock lock) {
                return lock;
            }
            throw new IllegalArgumentException("lock=" + proxy + " is not a lock of this manager");
        }
    }

    @Override
    final Registration.Table ownTypes() {
        return () -> Types.ALL;
    }

    /**
     * Makes an empty map: Python's {@code dict()}.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return its proxy
     */
    public <K, V> DictProxy<K, V> dict() {
        return dict(Map.of());
    }

    /**
     * Makes a map: Python's {@code dict(entries)}.
     *
     * @param entries its first entries
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return its proxy
     */
    public <K, V> DictProxy<K, V> dict(Map<? extends K, ? extends V> entries) {
        Objects.requireNonNull(entries, "entries");
        return create("dict", new LinkedHashMap<>(entries));
    }

    /**
     * Makes an empty list: Python's {@code list()}.
     *
     * @param <E> type of the elements
     * @return its proxy
     */
    public <E> ListProxy<E> list() {
        return list(List.of());
    }

    /**
     * Makes a list: Python's {@code list(sequence)}.
     *
     * @param elements its first elements
     * @param <E> type of the elements
     * @return its proxy
     */
    public <E> ListProxy<E> list(Collection<? extends E> elements) {
        Objects.requireNonNull(elements, "elements");
        return create("list", new ArrayList<>(elements));
    }

    /**
     * Makes an empty set: Python's {@code set()}.
     *
     * @param <E> type of the elements
     * @return its proxy
     */
    public <E> SetProxy<E> set() {
        return set(List.of());
    }

    /**
     * Makes a set: Python's {@code set(iterable)}.
     *
     * @param elements its first elements
     * @param <E> type of the elements
     * @return its proxy
     */
    public <E> SetProxy<E> set(Collection<? extends E> elements) {
        Objects.requireNonNull(elements, "elements");
        return create("set", new ArrayList<>(elements));
    }

    /**
     * Makes a namespace without names: Python's {@code Namespace()}.
     *
     * @return its proxy
     */
    public NamespaceProxy namespace() {
        return namespace(Map.of());
    }

    /**
     * Makes a namespace: Python's {@code Namespace(x=1, y=2)}.
     *
     * @param values its first values by name
     * @return its proxy
     */
    public NamespaceProxy namespace(Map<String, ?> values) {
        Objects.requireNonNull(values, "values");
        return create("Namespace", new HashMap<>(values));
    }

    /**
     * Makes a value: Python's {@code Value(typecode, value)}.
     *
     * @param value the first value, possibly null
     * @param <T> its type
     * @return its proxy
     */
    public <T extends @Nullable Object> ValueProxy<T> value(T value) {
        return create("Value", new Object[] {value});
    }

    /**
     * Makes an array: Python's {@code Array(typecode, sequence)}.
     *
     * @param elements its first elements
     * @param <T> their type
     * @return its proxy
     */
    public <T> ArrayProxy<T> array(List<? extends T> elements) {
        Objects.requireNonNull(elements, "elements");
        return create("Array", new ArrayList<>(elements));
    }

    /**
     * Makes a queue without bound: Python's {@code Queue()}. It is in shared memory: processes of the program's own tree use
     * it without the manager, also after the manager's end, until none of them has it any more. For others it ends with the
     * manager.
     *
     * @param <T> type of the items
     * @return its proxy
     */
    public <T> QueueProxy<T> queue() {
        return queue(0);
    }

    /**
     * Makes a queue: Python's {@code Queue(maxsize)}. It may outlive the manager, as {@link #queue()} tells.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @param <T> type of the items
     * @return its proxy
     */
    public <T> QueueProxy<T> queue(int maxsize) {
        return create("Queue", maxsize);
    }

    /**
     * Makes a queue: Python's {@code JoinableQueue(maxsize)}, which does what {@link #queue(int)} does.
     *
     * @param maxsize how many items it may hold; zero or less means no bound
     * @param <T> type of the items
     * @return its proxy
     */
    public <T> QueueProxy<T> joinableQueue(int maxsize) {
        return create("JoinableQueue", maxsize);
    }

    /**
     * Makes a lock: Python's {@code Lock()}.
     *
     * @return its proxy
     */
    public LockProxy lock() {
        return create("Lock", NONE);
    }

    /**
     * Makes a reentrant lock: Python's {@code RLock()}.
     *
     * @return its proxy
     */
    public LockProxy rlock() {
        return create("RLock", NONE);
    }

    /**
     * Makes a semaphore: Python's {@code Semaphore(value)}.
     *
     * @param value how many permits it has
     * @return its proxy
     */
    public SemaphoreProxy semaphore(int value) {
        return create("Semaphore", value);
    }

    /**
     * Makes a semaphore that is not released more often than acquired: Python's {@code BoundedSemaphore(value)}.
     *
     * @param value how many permits it has
     * @return its proxy
     */
    public SemaphoreProxy boundedSemaphore(int value) {
        return create("BoundedSemaphore", value);
    }

    /**
     * Makes a condition with a reentrant lock of its own: Python's {@code Condition()}.
     *
     * @return its proxy
     */
    public ConditionProxy condition() {
        return create("Condition", NONE);
    }

    /**
     * Makes a condition: Python's {@code Condition(lock)}.
     *
     * @param lock a lock of this manager
     * @return its proxy
     */
    public ConditionProxy condition(LockProxy lock) {
        return create("Condition", Objects.requireNonNull(lock, "lock"));
    }

    /**
     * Makes an event: Python's {@code Event()}.
     *
     * @return its proxy
     */
    public EventProxy event() {
        return create("Event", NONE);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties)}.
     *
     * @param parties how many must come
     * @return its proxy
     */
    public BarrierProxy barrier(int parties) {
        return barrier(parties, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action)}.
     *
     * @param parties how many must come
     * @param action runs at the server each time when all have come; null for nothing
     * @return its proxy
     */
    public BarrierProxy barrier(int parties, @Nullable Action0 action) {
        return barrier(parties, action, null);
    }

    /**
     * Makes a barrier: Python's {@code Barrier(parties, action, timeout)}.
     *
     * @param parties how many must come
     * @param action runs at the server each time when all have come; null for nothing
     * @param timeout how long those wait who give no time of their own; null for ever
     * @return its proxy
     */
    public BarrierProxy barrier(int parties, @Nullable Action0 action, @Nullable Duration timeout) {
        return create("Barrier", parties, action, timeout);
    }

    /**
     * Makes a pool with as many workers as the server may use processors: Python's {@code Pool()}.
     *
     * @return its proxy
     */
    public PoolProxy pool() {
        return create("Pool", (Object) null);
    }

    /**
     * Makes a pool whose workers are children of the server: Python's {@code Pool(processes)}.
     *
     * @param processes how many workers
     * @return its proxy
     */
    public PoolProxy pool(int processes) {
        return create("Pool", processes);
    }

    /**
     * Makes a pool with an initializer, a limit of tasks for each worker or other options: Python's {@code Pool(processes,
     * initializer, initargs, maxtasksperchild)}.
     *
     * <pre>{@code
     * PoolProxy pool = manager.pool(options -> options.processes(2).initializer(Work::init, "a").maxTasksPerChild(10));
     * }</pre>
     *
     * @param options sets the options; it runs at the server
     * @return its proxy
     */
    public PoolProxy pool(SerializableUnaryOperator<PoolBuilder> options) {
        return create("Pool", Objects.requireNonNull(options, "options"));
    }
}
