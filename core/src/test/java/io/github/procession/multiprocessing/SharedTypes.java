package io.github.procession.multiprocessing;

import io.github.procession.function.Action0;
import io.github.procession.function.Predicate0;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.function.Supplier;

/**
 * Makes queues, locks and the like, either those in shared memory or proxies of a manager: tests of what both do are written
 * once. What it makes travels.
 */
interface SharedTypes {
    /** What queues of both kinds do. */
    interface AnyQueue<T> extends Serializable {
        void put(T item) throws InterruptedException;

        void put(T item, boolean block) throws InterruptedException;

        void put(T item, Duration timeout) throws InterruptedException;

        void put(T item, boolean block, Duration timeout) throws InterruptedException;

        void putNowait(T item) throws InterruptedException;

        T get() throws InterruptedException;

        T get(boolean block) throws InterruptedException;

        T get(Duration timeout) throws InterruptedException;

        T get(boolean block, Duration timeout) throws InterruptedException;

        T getNowait() throws InterruptedException;

        int qsize();

        boolean empty();

        boolean full();

        void taskDone();

        void join() throws InterruptedException;

        boolean join(Duration timeout) throws InterruptedException;
    }

    /** What locks, reentrant ones and semaphores of both kinds do. */
    interface AnyLock extends Serializable {
        AutoCloseable acquire() throws InterruptedException;

        boolean acquire(boolean block) throws InterruptedException;

        boolean acquire(Duration timeout) throws InterruptedException;

        boolean acquire(boolean block, Duration timeout) throws InterruptedException;

        void release();

        boolean locked();

        /** How many permits are free, of a semaphore. */
        int permits();
    }

    /** What conditions of both kinds do. */
    interface AnyCondition extends Serializable {
        AutoCloseable acquire() throws InterruptedException;

        boolean await(Duration timeout) throws InterruptedException;

        <X extends Exception> boolean awaitFor(Predicate0<X> predicate, Duration timeout)
                throws X, InterruptedException;

        <T> T awaitValue(Supplier<T> supplier) throws InterruptedException;

        <T> T awaitValue(Supplier<T> supplier, Duration timeout) throws InterruptedException;

        void signal(int n);

        void signalAll();

        boolean locked();
    }

    /** What events of both kinds do. */
    interface AnyEvent extends Serializable {
        boolean isSet();

        void set();

        void clear();

        boolean await() throws InterruptedException;

        boolean await(Duration timeout) throws InterruptedException;
    }

    /** What barriers of both kinds do. */
    interface AnyBarrier extends Serializable {
        int await() throws InterruptedException, BrokenBarrierException;

        int await(Duration timeout) throws InterruptedException, BrokenBarrierException;

        void abort();

        void reset();

        int parties();

        int nWaiting();

        boolean broken();
    }

    /** In shared memory. */
    SharedTypes IN_MEMORY = new SharedTypes() {
        @Override
        public <T> AnyQueue<T> queue(int maxsize) {
            return as(AnyQueue.class, new JoinableQueue<>(maxsize));
        }

        @Override
        public AnyLock lock() {
            return as(AnyLock.class, new Lock());
        }

        @Override
        public AnyLock rlock() {
            return as(AnyLock.class, new RLock());
        }

        @Override
        public AnyLock semaphore(int value) {
            return as(AnyLock.class, new Semaphore(value));
        }

        @Override
        public AnyLock boundedSemaphore(int value) {
            return as(AnyLock.class, new BoundedSemaphore(value));
        }

        @Override
        public AnyCondition condition() {
            return as(AnyCondition.class, new Condition());
        }

        @Override
        public AnyCondition conditionOfLock() {
            return as(AnyCondition.class, new Condition(new Lock()));
        }

        @Override
        public AnyEvent event() {
            return as(AnyEvent.class, new Event());
        }

        @Override
        public AnyBarrier barrier(int parties, Action0 action, Duration timeout) {
            return as(AnyBarrier.class, new Barrier(parties, action, timeout));
        }
    };

    /** Proxies of a manager's objects. */
    static SharedTypes of(SyncManager manager) {
        return new SharedTypes() {
            @Override
            public <T> AnyQueue<T> queue(int maxsize) {
                return as(AnyQueue.class, manager.joinableQueue(maxsize));
            }

            @Override
            public AnyLock lock() {
                return as(AnyLock.class, manager.lock());
            }

            @Override
            public AnyLock rlock() {
                return as(AnyLock.class, manager.rlock());
            }

            @Override
            public AnyLock semaphore(int value) {
                return as(AnyLock.class, manager.semaphore(value));
            }

            @Override
            public AnyLock boundedSemaphore(int value) {
                return as(AnyLock.class, manager.boundedSemaphore(value));
            }

            @Override
            public AnyCondition condition() {
                return as(AnyCondition.class, manager.condition());
            }

            @Override
            public AnyCondition conditionOfLock() {
                return as(AnyCondition.class, manager.condition(manager.lock()));
            }

            @Override
            public AnyEvent event() {
                return as(AnyEvent.class, manager.event());
            }

            @Override
            public AnyBarrier barrier(int parties, Action0 action, Duration timeout) {
                return as(AnyBarrier.class, manager.barrier(parties, action, timeout));
            }
        };
    }

    <T> AnyQueue<T> queue(int maxsize);

    AnyLock lock();

    AnyLock rlock();

    AnyLock semaphore(int value);

    AnyLock boundedSemaphore(int value);

    AnyCondition condition();

    /** One whose lock is not reentrant. */
    AnyCondition conditionOfLock();

    AnyEvent event();

    AnyBarrier barrier(int parties, Action0 action, Duration timeout);

    /** A test of both kinds. */
    @FunctionalInterface
    interface Body {
        void run(SharedTypes types) throws Exception;
    }

    /** Calls the method of the same name and parameters. */
    record Call(Object target) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
            try {
                return target.getClass()
                        .getMethod(name(method), method.getParameterTypes())
                        .invoke(target, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private String name(Method method) {
            if (method.getName().equals("permits")) {
                return target instanceof Semaphore ? "getValue" : "getPermits";
            }
            return method.getName();
        }
    }

    @SuppressWarnings("unchecked") // the type of items is not seen at run time
    private static <A> A as(Class<? super A> type, Object target) {
        return (A) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Call(target));
    }
}
