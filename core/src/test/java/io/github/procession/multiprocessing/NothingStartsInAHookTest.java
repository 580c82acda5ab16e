package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.ProcessPoolExecutor;
import io.github.procession.concurrent.ThreadPoolExecutor;
import io.github.procession.support.RootJvm;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a shutdown hook of the program no process starts, and whoever asks for one is told why. */
class NothingStartsInAHookTest {
    static void run() {
        System.out.println("a process runs");
    }

    static final class Subclass extends Process {
        @Override
        protected void run() {
            NothingStartsInAHookTest.run();
        }
    }

    /** Ends after it has used shared memory, or without. */
    static final class Late {
        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "process" -> {
                    Process process = new Process(NothingStartsInAHookTest::run);
                    process.start();
                    process.join();
                }
                case "pool" -> {
                    try (Pool pool = new Pool(1)) {
                        pool.apply(NothingStartsInAHookTest::run);
                    }
                }
                default -> {}
            }
            System.out.println("main ends");
            Runtime.getRuntime().addShutdownHook(new Thread(Late::hook));
        }

        private static void hook() {
            for (String method : List.of("spawn", "forkserver", "threads")) {
                print(() -> {
                    Multiprocessing.getContext(method)
                            .process(NothingStartsInAHookTest::run)
                            .start();
                    return "started";
                });
            }
            print(() -> {
                new Subclass().start();
                return "started";
            });
            print(() -> new Pool(1));
            print(() -> Multiprocessing.manager());
            print(() -> {
                SyncManager manager = new SyncManager();
                manager.start();
                return manager;
            });
            print(() -> new ProcessPoolExecutor(1));
            print(() -> new ThreadPoolExecutor(1).submit(NothingStartsInAHookTest::run));
        }

        private static void print(Callable<?> use) {
            try {
                System.out.println(use.call());
            } catch (IllegalStateException | RejectedExecutionException e) {
                System.out.println(e.getMessage());
            } catch (Exception e) {
                System.out.println(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "process", "pool"})
    void eachIsToldWhy(String before) throws Exception {
        var ended = new RootJvm(Late.class, before).run().succeeded();
        assertEquals("", ended.err());
        List<String> lines = ended.out().lines().toList();
        List<String> late = lines.subList(lines.indexOf("main ends") + 1, lines.size());
        for (int i = 0; i < 4; i++) {
            String name = (i == 3 ? "Subclass-" : "Process-");
            assertTrue(
                    late.get(i).startsWith("cannot start " + name)
                            && late.get(i).endsWith(" while shutdown hooks run: the program is ending"),
                    ended::out);
        }
        assertEquals("no pool can be started: the program is ending", late.get(4));
        for (String line : late.subList(5, 7)) {
            assertTrue(line.contains("program is ending"), ended::out);
        }
        assertEquals("no pool can be started: the program is ending", late.get(7));
        assertEquals("the program is ending: no new calls", late.get(8));
        assertEquals(9, late.size());
    }

    /** Makes the first shared object of the program in a hook. */
    static final class FirstObject {
        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Late.print(Queue::new)));
        }
    }

    @Test
    void sharedMemoryDoesNotBeginInAHook() throws Exception {
        var ended = new RootJvm(FirstObject.class).run().succeeded();
        assertEquals("", ended.err());
        assertTrue(ended.out().startsWith("this program is ending"), ended::out);
    }
}
