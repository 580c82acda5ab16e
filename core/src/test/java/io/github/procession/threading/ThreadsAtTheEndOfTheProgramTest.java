package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ThreadsAtTheEndOfTheProgramTest {
    private static void awaitMainsEnd() throws InterruptedException {
        Threading.mainThread().join();
        System.out.println("after main");
    }

    static final class JoinsMain {
        public static void main(String[] args) {
            new Thread(ThreadsAtTheEndOfTheProgramTest::awaitMainsEnd).start();
            System.out.println("end of main");
        }
    }

    @Test
    @Conformance("TJ-01")
    void aThreadMayJoinTheMainThread() throws Exception {
        assertEquals(
                "end of main\nafter main\n",
                new RootJvm(JoinsMain.class).run().succeeded().out());
    }

    static final class MainExits {
        public static void main(String[] args) {
            new Thread(ThreadsAtTheEndOfTheProgramTest::awaitMainsEnd).start();
            throw Multiprocessing.exit(3);
        }
    }

    @Test
    @Conformance("TH-16")
    void theProgramWaitsForItsThreadsThoughMainExits() throws Exception {
        RootJvm.Result result = new RootJvm(MainExits.class).run();
        assertEquals("after main\n", result.out());
        assertEquals(3, result.exitCode());
    }

    static void childExits(Queue<String> news) {
        new Thread(() -> {
                    Threading.mainThread().join();
                    news.put("after main");
                })
                .start();
        throw Multiprocessing.exit(4);
    }

    @Test
    @Conformance("TH-16")
    void aChildWaitsForItsThreadsThoughItsMainExits() throws Exception {
        Queue<String> news = new Queue<>();
        Process child = Children.start(new Process(ThreadsAtTheEndOfTheProgramTest::childExits, news));
        assertEquals("after main", news.get(Eventually.LIMIT));
        assertTrue(child.join(Eventually.LIMIT));
        assertEquals(OptionalInt.of(4), child.exitCode());
    }

    static final class StartsFromAThread {
        public static void main(String[] args) {
            new Thread(() -> {
                        Threading.mainThread().join();
                        new Thread(() -> System.out.println("second")).start();
                        System.out.println("first");
                    })
                    .start();
        }
    }

    @Test
    @Conformance("TJ-05")
    void aThreadStartedAfterTheEndOfMainCompletes() throws Exception {
        String out = new RootJvm(StartsFromAThread.class).run().succeeded().out();
        assertEquals("first\nsecond\n", out.lines().sorted().reduce("", (a, b) -> a + b + "\n"));
    }

    static final class BusyDaemons {
        static volatile long count;

        public static void main(String[] args) throws Exception {
            Barrier running = new Barrier(41);
            for (int i = 0; i < 40; i++) {
                Thread thread = Thread.target(() -> {
                            running.await();
                            while (true) {
                                count++;
                            }
                        })
                        .daemon(true)
                        .build();
                thread.start();
            }
            running.await();
            System.out.println("bye");
        }
    }

    @Test
    @Conformance({"TJ-04", "TH-50"})
    void busyDaemonsDoNotHoldTheProgram() throws Exception {
        assertEquals("bye\n", new RootJvm(BusyDaemons.class).run().succeeded().out());
    }

    static final class ShutdownHook {
        private static final Local<String> LOCAL = Local.withInitial(() -> "local");

        public static void main(String[] args) throws Exception {
            java.lang.Thread main = Threading.currentThread();
            Thread finished = Thread.target(() -> LOCAL.get()).daemon(true).build();
            finished.start();
            finished.join();
            Runtime.getRuntime().addShutdownHook(new java.lang.Thread(() -> {
                try {
                    inHook(main, finished);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
            System.out.println("main " + LOCAL.get());
        }

        private static void inHook(java.lang.Thread main, Thread finished) throws InterruptedException {
            System.out.println(Threading.mainThread() == main);
            System.out.println(Threading.enumerate().contains(main) + " " + main.isAlive());
            System.out.println(LOCAL.get());
            finished.join();
            Thread late = new Thread(() -> System.out.println("started in shutdown"));
            late.start();
            late.join();
        }
    }

    @Test
    @Conformance({"TH-31", "TH-32", "TH-44", "TH-46"})
    void threadsAreUsableWhileTheProgramShutsDown() throws Exception {
        assertEquals(
                "main local\ntrue\nfalse false\nlocal\nstarted in shutdown\n",
                new RootJvm(ShutdownHook.class).run().succeeded().out());
    }

    static final class FirstUsedInAWorker {
        public static void main(String[] args) throws Exception {
            java.lang.Thread worker = new java.lang.Thread(() -> {
                System.out.println(Threading.mainThread().getName() + " " + Threading.activeCount());
                Threading.currentThread();
                System.out.println(Threading.activeCount());
            });
            worker.start();
            worker.join();
        }
    }

    @Test
    @Conformance("TH-43")
    void theLibraryMayFirstBeUsedInAWorker() throws Exception {
        assertEquals(
                "main 1\n2\n",
                new RootJvm(FirstUsedInAWorker.class).run().succeeded().out());
    }
}
