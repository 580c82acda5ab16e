package io.github.procession.support;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.Client;
import io.github.procession.multiprocessing.DynamicProxy;
import io.github.procession.multiprocessing.Listener;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.ShareableList;
import io.github.procession.multiprocessing.SharedMemory;
import io.github.procession.multiprocessing.SharedMemoryManager;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.multiprocessing.ThreadPool;
import io.github.procession.multiprocessing.Value;
import io.github.procession.subprocess.Subprocess;
import io.github.procession.threading.Local;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Makers of an object of each public class whose methods take objects. */
public final class PublicObjects {
    private final Map<Class<?>, Callable<?>> makers = new LinkedHashMap<>();

    /** Makes a first object of each. Those that have processes are shared. */
    public PublicObjects() throws Exception {
        addSharedObjects();
        addManaged();
        addCallers();
        addThreading();
    }

    /** An object of a class, an interface or a superclass; fails if there is none. */
    public Object of(Class<?> type) throws Exception {
        for (Map.Entry<Class<?>, Callable<?>> maker : makers.entrySet()) {
            if (type.isAssignableFrom(maker.getKey())) {
                return maker.getValue().call();
            }
        }
        throw new AssertionError("no maker of a " + type);
    }

    private void add(Callable<?> maker) throws Exception {
        makers.put(maker.call().getClass(), maker);
    }

    private void add(Object one) throws Exception {
        add(() -> one);
    }

    private void addSharedObjects() throws Exception {
        add(io.github.procession.multiprocessing.Lock::new);
        add(io.github.procession.multiprocessing.RLock::new);
        add(() -> new io.github.procession.multiprocessing.Semaphore(1));
        add(() -> new io.github.procession.multiprocessing.BoundedSemaphore(1));
        add(io.github.procession.multiprocessing.Condition::new);
        add(io.github.procession.multiprocessing.Event::new);
        add(() -> new io.github.procession.multiprocessing.Barrier(1));
        add(io.github.procession.multiprocessing.Queue::new);
        add(io.github.procession.multiprocessing.JoinableQueue::new);
        add(io.github.procession.multiprocessing.SimpleQueue::new);
        add(() -> Pipe.open().first());
        add(() -> Value.ofInt(1));
        add(() -> Value.ofLong(1));
        add(() -> Value.ofDouble(1));
        add(() -> Value.ofFloat(1));
        add(() -> Value.ofByte((byte) 1));
        add(() -> Value.ofShort((short) 1));
        add(() -> Value.ofChar('a'));
        add(() -> Value.ofBoolean(true));
        add(() -> Array.ofInt(2));
        add(() -> Array.ofLong(2));
        add(() -> Array.ofDouble(2));
        add(() -> Array.ofFloat(2));
        add(() -> Array.ofByte(2));
        add(() -> Array.ofShort(2));
        add(() -> Array.ofChar(2));
        add(() -> Array.ofBoolean(2));
        add(SharedMemory.create(100));
        add(ShareableList.of("a", 1));
    }

    private void addManaged() throws Exception {
        SyncManager manager = new SyncManager();
        manager.register("StringBuilder", StringBuilder::new);
        manager.start();
        add(manager.<DynamicProxy>create("StringBuilder"));
        add(SyncManager::new);
        add(SharedMemoryManager::new);
        add(() -> manager.dict(Map.of("a", 1)));
        add(() -> manager.list(List.of(1)));
        add(() -> manager.set(List.of(1)));
        add(manager::namespace);
        add(() -> manager.value(1));
        add(() -> manager.array(List.of(1)));
        add(manager::queue);
        add(manager::lock);
        add(() -> manager.semaphore(1));
        add(manager::condition);
        add(manager::event);
        add(() -> manager.barrier(1));
        add(manager.pool(1));
        add(Listener.builder());
        Listener listener = new Listener();
        add(listener);
        add(() -> Client.to(listener.address()));
    }

    private void addCallers() throws Exception {
        add(() -> new Process(PublicObjects::nothing));
        add(() -> Process.target(PublicObjects::nothing));
        Pool pool = new Pool(1);
        add(pool);
        add(pool.applyAsync(PublicObjects::nothing));
        add(() -> pool.target(PublicObjects::nothing));
        add(new ThreadPool(1));
        add(Pool::builder);
        add(() -> ThreadPool.ofThreads(1));
        add(Multiprocessing.getContext("spawn"));
        ProcessPoolExecutor executor = new ProcessPoolExecutor(1);
        add(executor);
        add(() -> executor.target(PublicObjects::one));
        add(new ThreadPoolExecutor(1));
        add(ProcessPoolExecutor::builder);
        add(ThreadPoolExecutor::builder);
        add(io.github.procession.concurrent.Future::new);
        add(() -> Subprocess.command("true"));
        add(Subprocess.command("true").start());
    }

    private void addThreading() throws Exception {
        add(io.github.procession.queue.Queue::new);
        add(io.github.procession.queue.LifoQueue::new);
        add(io.github.procession.queue.PriorityQueue::new);
        add(io.github.procession.queue.SimpleQueue::new);
        add(io.github.procession.threading.Lock::new);
        add(() -> Local.withInitial(PublicObjects::one));
        add(io.github.procession.threading.RLock::new);
        add(() -> new io.github.procession.threading.Semaphore(1));
        add(() -> new io.github.procession.threading.BoundedSemaphore(1));
        add(io.github.procession.threading.Condition::new);
        add(io.github.procession.threading.Event::new);
        add(() -> new io.github.procession.threading.Barrier(1));
        add(() -> new io.github.procession.threading.Thread(PublicObjects::nothing));
        add(() -> io.github.procession.threading.Thread.target(PublicObjects::nothing));
    }

    private static void nothing() {}

    private static int one() {
        return 1;
    }
}
