package io.github.procession.stress.attack;

import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.SharedMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs that the attack tests run: each prints one line that begins with "fine" when all that it did was right. */
public final class Workload {
    private Workload() {}

    /** Runs what the first argument says. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "work" -> IO.println(work());
            case "work-into" -> Files.writeString(Path.of(args[1]), work());
            case "work-without-folder" -> {
                Files.delete(Path.of("").toAbsolutePath());
                IO.println(work());
            }
            case "all" -> IO.println(AllTypes.use());
            case "all-without-space" -> IO.println(AllTypes.useWithoutSpace(Path.of(args[1])));
            case "pool" -> IO.println(pool());
            case "share" -> IO.println("fine " + new Queue<Integer>().toString().isEmpty());
            case "wait" -> {
                Queue<Integer> queue = new Queue<>();
                queue.put(1);
                IO.println("fine, waiting");
                Thread.sleep(Long.MAX_VALUE);
            }
            case "child" -> {
                Process child = new Process(Workload::nap, Integer.parseInt(args[1]));
                child.start();
                child.join();
                IO.println("fine " + child.exitCode().orElse(-99));
            }
            case "name" -> {
                try (SharedMemory block = SharedMemory.create(args[1], 64)) {
                    block.unlink();
                }
                IO.println("fine, named");
            }
            case "name-for-ever" -> {
                try (SharedMemory _ = SharedMemory.create("keep", 10)) {
                    IO.println("fine, naming");
                    while (true) {
                        try (SharedMemory block = SharedMemory.create(10)) {
                            block.unlink();
                        }
                    }
                }
            }
            case "forget" -> {
                SharedMemory.create("forgotten", 64);
                IO.println("fine, forgotten");
            }
            case "children" -> {
                List<Process> children = new java.util.ArrayList<>();
                for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                    Process child = new Process(Workload::nap, 0);
                    child.start();
                    children.add(child);
                }
                for (Process child : children) {
                    child.join();
                }
                IO.println("fine, all ended");
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** A child with a queue and a lock, which takes its lock from a killed one. */
    private static String work() throws Exception {
        Queue<String> queue = new Queue<>();
        Lock lock = new Lock();
        Process child = new Process(Workload::answer, queue, lock);
        child.start();
        String answer = queue.get();
        child.join();
        return "fine " + answer + " " + child.exitCode().orElse(-99);
    }

    private static String pool() throws Exception {
        try (Pool pool = new Pool(2)) {
            return "fine " + pool.map(Workload::square, List.of(1, 2, 3));
        }
    }

    static int square(int number) {
        return number * number;
    }

    static void answer(Queue<String> queue, Lock lock) throws Exception {
        try (var _ = lock.acquire()) {
            queue.put("answer of " + Multiprocessing.currentProcess().getName());
        }
    }

    static void nap(int millis) throws Exception {
        IO.println("fine, napping: " + System.getProperty("password"));
        Thread.sleep(millis);
    }
}
