package io.github.procession.tools;

import io.github.procession.ipc.memory.Elsewhere;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import java.util.List;

/** The program that the tests look at: two processes that block each other, one that waits for a queue, a pool at work. */
final class Busy {
    static final String EVIL = "evil\u001b[31m\n</script>\"<b>";

    private Busy() {}

    static void left(Lock first, Lock second, Event locked, Event go) throws Exception {
        try (var _ = first.acquire()) {
            locked.set();
            go.await();
            second.acquire(true);
        }
    }

    static void taker(Queue<String> queue) throws Exception {
        System.err.println("a line of the taker");
        queue.get();
    }

    static void failer() {
        throw new IllegalStateException("a failure of the failer");
    }

    static int task(int number) throws Exception {
        if (number == 0) {
            throw new IllegalStateException("zero");
        }
        if (number > 2) {
            Thread.sleep(Long.MAX_VALUE);
        }
        return number;
    }

    public static void main(String[] args) throws Exception {
        Elsewhere.note("on a cluster\u001b[31m: look there");
        var a = new Lock();
        var b = new Lock();
        var aLocked = new Event();
        var bLocked = new Event();
        start("left", new Process(Busy::left, a, b, aLocked, bLocked));
        start("right", new Process(Busy::left, b, a, bLocked, aLocked));
        start(EVIL, new Process(Busy::taker, new Queue<String>()));
        var failer = new Process(Busy::failer);
        start("failer", failer);
        failer.join();
        var full = new Queue<String>(2);
        full.put("one");
        full.put("two");
        var pool = new Pool(1);
        var results = List.of(pool.applyAsync(Busy::task, 0), pool.applyAsync(Busy::task, 1));
        results.forEach(result -> {
            try {
                result.get();
            } catch (Exception _) {
                // the first fails
            }
        });
        pool.applyAsync(Busy::task, 3);
        IO.println("busy");
        Thread.sleep(Long.MAX_VALUE);
        full.get();
    }

    private static void start(String name, Process process) {
        process.setName(name);
        process.start();
    }
}
