package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.RootJvm;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is used after the program has given up its shared memory says so, in one sentence. */
class UseAfterTheEndTest {
    /** Uses each kind of shared object after a shutdown, or in a hook that runs last. */
    static final class Late {
        public static void main(String[] args) throws Exception {
            var queue = new Queue<Integer>();
            var lock = new Lock();
            var value = Value.ofInt(1);
            var event = new Event();
            var manager = Multiprocessing.manager();
            DictProxy<String, Integer> map = manager.dict();
            map.put("a", 1);
            Path folder = Session.current().directory();
            Runnable use = () -> {
                while (Files.exists(folder)) {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
                print(() -> {
                    queue.put(1);
                    return null;
                });
                print(() -> lock.acquire(Duration.ofSeconds(1)));
                print(value::get);
                print(event::isSet);
                print(() -> map.put("b", 2));
                print(Listener::new);
                print(() -> new Pool(1));
                print(() -> new Queue<Integer>());
                System.out.println(map);
            };
            if (args[0].equals("shutdown")) {
                Multiprocessing.shutdown();
                use.run();
            } else {
                Runtime.getRuntime().addShutdownHook(new Thread(use));
            }
        }

        private static void print(Callable<?> use) {
            try {
                System.out.println(use.call());
            } catch (Exception e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static List<String> lines(String mode) throws Exception {
        var ended = new RootJvm(Late.class, mode).run().succeeded();
        assertEquals("", ended.err());
        return ended.out().lines().toList();
    }

    private static void assertSays(String text, List<String> lines) {
        for (String line : lines) {
            assertTrue(line.contains(text), line);
        }
    }

    @Tag("full")
    @Test
    void afterAShutdown() throws Exception {
        List<String> lines = lines("shutdown");
        assertEquals("the queue is closed", lines.getFirst());
        assertSays("Multiprocessing.shutdown() was called", lines.subList(1, 9));
        assertEquals(9, lines.size());
    }

    @Test
    void inAHookThatRunsLast() throws Exception {
        List<String> lines = lines("hook");
        String ending = "this program is ending and has given up its shared memory";
        assertSays(ending, List.of(lines.get(4), lines.get(7), lines.get(8))); // others have what they need
        assertSays("program is ending", List.of(lines.get(6)));
        assertEquals(9, lines.size());
        assertTrue(
                lines.stream().noneMatch(line -> line.contains("logind") || line.equals("No such file or directory")));
    }

    /** Threads that wait at shared objects meet a shutdown. */
    static final class Waiting {
        public static void main(String[] args) throws Exception {
            var queue = new Queue<Integer>();
            var barrier = new Barrier(2);
            var semaphore = new BoundedSemaphore(1);
            semaphore.acquire();
            var condition = new Condition();
            var toReceive = Pipe.open();
            var toPoll = Pipe.open();
            var toWait = Pipe.open();
            var full = Pipe.open();
            List<Callable<?>> calls = List.of(
                    queue::get,
                    barrier::await,
                    semaphore::acquire,
                    () -> {
                        condition.acquire();
                        condition.await();
                        return null;
                    },
                    toReceive.first()::recv,
                    () -> toPoll.first().poll(null),
                    () -> Multiprocessing.wait(List.of(toWait.first())),
                    () -> {
                        while (true) {
                            full.first().send(new byte[100_000]);
                        }
                    });
            List<Thread> threads = calls.stream()
                    .map(call -> Thread.ofPlatform().start(() -> Late.print(call)))
                    .toList();
            for (Thread thread : threads) {
                while (Arrays.stream(thread.getStackTrace())
                        .noneMatch(frame -> frame.getClassName().endsWith(".Parker"))) {
                    Thread.onSpinWait();
                }
            }
            Multiprocessing.shutdown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void threadsThatWaitAreToldOfAShutdown() throws Exception {
        List<String> lines =
                new RootJvm(Waiting.class).run().succeeded().out().lines().toList();
        assertSays("Multiprocessing.shutdown() was called", lines);
        assertEquals(8, lines.size());
    }

    /** Ends while a thread of the library still passes on what a child has printed, which takes longer than the end. */
    static final class Slow {
        public static void main(String[] args) throws Exception {
            Path folder = Session.current().directory();
            var begun = new CountDownLatch(1);
            Multiprocessing.setOutputConsumer((_, _, _) -> {
                begun.countDown();
                if (Files.exists(folder)) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            });
            var child = new Process(Slow::print);
            child.setDaemon(true);
            child.start();
            begun.await();
            Thread waiter = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().endsWith("-waiter"))
                    .findAny()
                    .orElseThrow();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    waiter.join();
                    System.out.println("ended, folder there: " + Files.exists(folder));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            if (args[0].equals("exit")) {
                System.exit(0);
            }
            System.out.flush();
            new ProcessBuilder(
                            "kill",
                            "-TERM",
                            String.valueOf(ProcessHandle.current().pid()))
                    .start();
            Thread.sleep(Duration.ofDays(1));
        }

        /** Holds more objects than its parent has mapped memory for. */
        private static void print() throws Exception {
            var held = Stream.generate(Lock::new).limit(20_000).toList();
            for (int i = 0; i < 2_000; i++) {
                System.out.println(i);
            }
            Thread.sleep(Duration.ofDays(1));
            Reference.reachabilityFence(held);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "signal"})
    void aChildWhoseEndIsNoticedAfterwardsLeavesNoTrace(String way) throws Exception {
        RootJvm.Result ended = new RootJvm(Slow.class, way).run();
        assertEquals("ended, folder there: false\n", ended.out());
        assertEquals("", ended.err());
    }
}
