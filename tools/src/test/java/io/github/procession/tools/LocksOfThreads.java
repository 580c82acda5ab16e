package io.github.procession.tools;

import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.RLock;
import io.github.procession.threading.Thread;
import java.util.concurrent.CountDownLatch;

/** A program of processes that have locks between processes in several threads. */
final class LocksOfThreads {
    private LocksOfThreads() {}

    /** Its main thread waits for what another thread holds, which goes on. */
    static void owner(RLock lock) throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        new Thread(() -> {
                    lock.acquire();
                    locked.countDown();
                    new Event().await();
                })
                .start();
        locked.await();
        lock.acquire();
    }

    /** The same with a lock that does not know its thread. */
    static void lender(Lock lock) throws Exception {
        Thread holder = new Thread(lock::lock);
        holder.start();
        holder.join();
        lock.acquire();
    }

    /** Each of two threads waits for what the other holds. */
    private static void cross(Action0 one, Action0 two) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        new Thread(() -> {
                    two.run();
                    both.countDown();
                    both.await();
                    one.run();
                })
                .start();
        one.run();
        both.countDown();
        both.await();
        two.run();
    }

    static void crossed(RLock one, RLock two) throws Exception {
        cross(one::lock, two::lock);
    }

    /** The same with locks between threads. */
    static void friends() throws Exception {
        var one = new io.github.procession.threading.Lock();
        var two = new io.github.procession.threading.RLock();
        cross(one::lock, two::lock);
    }

    private static void start(String name, Process process) {
        process.setName(name);
        process.start();
    }

    public static void main(String[] args) throws Exception {
        start("owner", new Process(LocksOfThreads::owner, new RLock()));
        start("lender", new Process(LocksOfThreads::lender, new Lock()));
        start("crossed", new Process(LocksOfThreads::crossed, new RLock(), new RLock()));
        start("friends", new Process(LocksOfThreads::friends));
        IO.println("started");
        new Event().await();
    }
}
