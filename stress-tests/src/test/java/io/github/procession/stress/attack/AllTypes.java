package io.github.procession.stress.attack;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.DictProxy;
import io.github.procession.multiprocessing.IntArray;
import io.github.procession.multiprocessing.IntValue;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.multiprocessing.SharedMemory;
import io.github.procession.multiprocessing.SyncManager;
import io.github.procession.multiprocessing.Value;
import io.github.procession.multiprocessing.WorkerLostException;
import io.github.procession.subprocess.Subprocess;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/** A program that uses a bit of everything, and in which processes are killed in the middle. */
final class AllTypes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 100;

    private AllTypes() {}

    /** A part of it. */
    @FunctionalInterface
    private interface Part {
        boolean isRight() throws Exception;
    }

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("process", AllTypes::process);
        parts.put("killed", AllTypes::killed);
        parts.put("queue", AllTypes::queue);
        parts.put("pipe", AllTypes::pipe);
        parts.put("value", AllTypes::value);
        parts.put("block", AllTypes::block);
        parts.put("pool", AllTypes::pool);
        parts.put("executor", AllTypes::executor);
        parts.put("manager", AllTypes::manager);
        parts.put("subprocess", AllTypes::subprocess);
        return parts;
    }

    /** Uses all, and says what was wrong. */
    static String use() throws Exception {
        for (Map.Entry<String, Part> part : parts().entrySet()) {
            try {
                if (!part.getValue().isRight()) {
                    return "wrong: " + part.getKey();
                }
            } catch (Exception e) {
                throw new IllegalStateException(part.getKey(), e);
            }
        }
        return "fine, all";
    }

    /**
     * Uses all, fills the file system of that folder, uses all again: each part is right or throws; makes room, and uses all once
     * more. What was there before goes on.
     */
    static String useWithoutSpace(Path folder) throws Exception {
        Lock lock = new Lock();
        Queue<Integer> queue = new Queue<>();
        IntValue count = Value.ofInt(0);
        try (Pool pool = new Pool(2);
                SyncManager manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> dict = manager.dict();
            BooleanSupplier old = () -> goesOn(pool, dict, queue, lock, count);
            if (!old.getAsBoolean()) {
                return "wrong: before";
            }
            Path filler = folder.resolve("filler");
            fill(filler);
            if (!old.getAsBoolean()) {
                return "wrong: what was there before";
            }
            for (Map.Entry<String, Part> part : parts().entrySet()) {
                try {
                    if (!part.getValue().isRight()) {
                        return "wrong without space: " + part.getKey();
                    }
                } catch (Exception e) {
                    IO.println(part.getKey() + " without space: " + e);
                }
            }
            Files.delete(filler);
            if (!old.getAsBoolean()) {
                return "wrong: afterwards";
            }
        }
        return use();
    }

    private static void fill(Path filler) throws IOException {
        byte[] bytes = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(bytes);
            }
        } catch (IOException e) {
            IO.println("full: " + e.getMessage());
        }
    }

    private static boolean goesOn(
            Pool pool, DictProxy<String, Integer> dict, Queue<Integer> queue, Lock lock, IntValue count) {
        try {
            dict.merge("k", 1, Integer::sum);
            queue.put(1);
            try (var _ = lock.acquire()) {
                count.set(count.get() + 1);
            }
            return pool.map(AllTypes::square, List.of(1, 2)).equals(List.of(1, 4))
                    && dict.get("k").equals(count.get())
                    && queue.get().equals(1);
        } catch (Exception e) {
            throw new IllegalStateException("what was there before", e);
        }
    }

    private static boolean process() throws InterruptedException {
        Process child = new Process(AllTypes::print, "child");
        child.start();
        child.join();
        return child.exitCode().orElse(-99) == 0;
    }

    static void print(String text) {
        IO.println(text);
    }

    /** A killed child loses its lock, and nothing else. */
    private static boolean killed() throws Exception {
        Lock lock = new Lock();
        Queue<String> queue = new Queue<>();
        Process child = new Process(AllTypes::holdForEver, lock, queue);
        child.start();
        String inside = queue.get(PATIENCE);
        child.kill();
        child.join();
        try (var _ = lock.acquire()) {
            return inside.equals("inside") && lock.wasAbandoned();
        }
    }

    static void holdForEver(Lock lock, Queue<String> queue) throws Exception {
        try (var _ = lock.acquire()) {
            queue.put("inside");
            Thread.sleep(PATIENCE);
        }
    }

    private static boolean queue() throws Exception {
        Queue<String> queue = new Queue<>();
        Process child = new Process(AllTypes::fillQueue, queue);
        child.start();
        int length = 0;
        for (int i = 0; i < MANY; i++) {
            length += queue.get(PATIENCE).length();
        }
        child.join();
        return length == MANY * MANY;
    }

    static void fillQueue(Queue<String> queue) throws Exception {
        for (int i = 0; i < MANY; i++) {
            queue.put("\u0130".repeat(MANY));
        }
    }

    private static boolean pipe() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send(List.of(1, 2));
            return pipe.second().recv().equals(List.of(1, 2));
        }
    }

    private static boolean value() throws InterruptedException {
        IntValue value = Value.ofInt(0);
        IntArray array = Array.ofInt(MANY);
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Process child = new Process(AllTypes::count, value, array);
            child.start();
            children.add(child);
        }
        for (Process child : children) {
            child.join();
        }
        return value.get() == 2 * MANY && array.get(MANY - 1) == 2 * MANY;
    }

    static void count(IntValue value, IntArray array) {
        for (int i = 0; i < MANY; i++) {
            value.getAndAdd(1);
            array.getAndAdd(MANY - 1, 1);
        }
    }

    private static boolean block() throws IOException {
        try (SharedMemory block = SharedMemory.create(MANY)) {
            block.segment().set(ValueLayout.JAVA_BYTE, 1, (byte) 7);
            try (SharedMemory same = SharedMemory.attach(block.name())) {
                return same.segment().get(ValueLayout.JAVA_BYTE, 1) == 7;
            } finally {
                block.unlink();
            }
        }
    }

    private static boolean pool() throws Exception {
        try (Pool pool = new Pool(2)) {
            List<Integer> squares = pool.map(AllTypes::square, List.of(1, 2, 3));
            try {
                pool.apply(AllTypes::die);
                return false;
            } catch (ExecutionException e) {
                return e.getCause() instanceof WorkerLostException
                        && squares.equals(List.of(1, 4, 9))
                        && pool.apply(AllTypes::square, 4) == 16;
            }
        }
    }

    static int square(int number) {
        return number * number;
    }

    static int die() {
        Runtime.getRuntime().halt(9);
        return 0;
    }

    private static boolean executor() throws Exception {
        try (ProcessPoolExecutor executor = new ProcessPoolExecutor(2)) {
            return executor.submit(AllTypes::square, 5).get() == 25;
        }
    }

    private static boolean manager() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> dict = manager.dict();
            dict.put("a", 1);
            Process child = new Process(AllTypes::changeDict, dict);
            child.start();
            child.join();
            return dict.get("a") == 2;
        }
    }

    static void changeDict(DictProxy<String, Integer> dict) {
        dict.put("a", 2);
    }

    private static boolean subprocess() throws Exception {
        return Subprocess.command("/bin/echo", "hello").checkOutput().equals("hello\n");
    }
}
