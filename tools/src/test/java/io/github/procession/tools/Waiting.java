package io.github.procession.tools;

import io.github.procession.concurrent.Future;
import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Client;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Listener;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.LockProxy;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.threading.Thread;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of processes that wait, each thread in its own way, for what is no word of shared memory. */
final class Waiting {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);

    private Waiting() {}

    static int nap(int number) throws Exception {
        new Event().await();
        return number;
    }

    static void start(String name, Process process) {
        process.setName(name);
        process.start();
    }

    private static void startThread(Action0 body) {
        Thread thread = new Thread(body);
        thread.setDaemon(true);
        thread.start();
    }

    static void mapper() throws Exception {
        Process napper = new Process(Waiting::nap, 1);
        start("napper", napper);
        startThread(() -> Multiprocessing.wait(List.of(napper.sentinel())));
        Pool closed = new Pool(1);
        closed.applyAsync(Waiting::nap, 1);
        closed.close();
        startThread(closed::join);
        new Pool(1).map(Waiting::nap, List.of(1, 2, 3));
    }

    static void streamer() throws Exception {
        try (Listener listener = new Listener(new InetSocketAddress("127.0.0.1", 0), KEY);
                var client = Client.connect(listener.address(), KEY)) {
            startThread(listener::accept);
            startThread(client::recv);
            startThread(() -> new Future<String>().get());
            for (int _ : new Pool(1).imap(Waiting::nap, List.of(1, 2))) {
                throw new IllegalStateException("no nap ends");
            }
        }
    }

    static void acquire(LockProxy lock) throws Exception {
        lock.acquire();
    }

    static void locker(Lock lock) throws Exception {
        lock.acquire();
    }

    /** Its main thread goes on, and may release the lock. */
    static void looker(Lock lock) throws Exception {
        lock.acquire();
        Process stuck = new Process(Waiting::locker, lock);
        start("stuck", stuck);
        startThread(stuck::join);
        new Event().await();
    }

    public static void main(String[] args) throws Exception {
        start("mapper", new Process(Waiting::mapper));
        start("streamer", new Process(Waiting::streamer));
        SyncManager manager = Multiprocessing.manager();
        var lock = manager.lock();
        lock.acquire();
        start("caller", new Process(Waiting::acquire, lock));
        Lock mine = new Lock();
        mine.acquire();
        Process locker = new Process(Waiting::locker, mine);
        start("locker", locker);
        start("looker", new Process(Waiting::looker, new Lock()));
        Event never = new Event();
        for (int i = 0; i < 5; i++) {
            startThread(never::await);
        }
        IO.println("waiting");
        System.in.read(); // until the others are seen to wait
        locker.join();
    }
}
