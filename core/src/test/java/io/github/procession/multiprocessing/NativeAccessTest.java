package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.NotPortable;
import io.github.procession.support.RootJvm;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that were not told whether the library may call native functions, and those that were told it may not. */
class NativeAccessTest {
    /** Waits in each way there is, for children that answer and for one that is killed. */
    static final class Root {
        public static void main(String[] args) throws Exception {
            Lock lock = new Lock();
            Event event = new Event();
            Pipe pipe = Pipe.open();
            try (Queue<Integer> queue = new Queue<>(2)) {
                Process worker = Children.start(new Process(Root::work, queue, lock, event, pipe.second()));
                int sum = 0;
                for (int i = 0; i < 1_000; i++) {
                    sum += queue.get();
                }
                pipe.first().send(sum);
                event.await();
                System.out.println(pipe.first().<Integer>recv());
                Children.join(worker);
                Process holder = Children.start(new Process(Root::hold, lock, queue));
                queue.get();
                Children.kill(holder);
                System.out.println(lock.acquire(Eventually.LIMIT) + " " + lock.wasAbandoned());
                lock.release();
                System.out.println(
                        Multiprocessing.wait(java.util.List.of(holder.sentinel(), pipe.first()), Duration.ofSeconds(1))
                                .contains(holder.sentinel()));
            }
        }

        static void work(Queue<Integer> queue, Lock lock, Event event, Connection connection) throws Exception {
            for (int i = 0; i < 1_000; i++) {
                try (var _ = lock.acquire()) {
                    queue.put(i);
                }
            }
            int sum = connection.recv();
            event.set();
            connection.send(sum + 1);
        }

        static void hold(Lock lock, Queue<Integer> queue) throws Exception {
            lock.acquire();
            queue.put(1);
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    private static final String EXPECTED = "499501\ntrue true\ntrue\n";

    @Tag("full")
    @Test
    void deniedAllWorksAndNothingIsPrintedAboutIt() throws Exception {
        RootJvm.Result result = new RootJvm(Root.class)
                .nativeAccess("--illegal-native-access=deny")
                .run()
                .succeeded();
        assertEquals(EXPECTED, result.out());
        assertEquals(0, warnings(result), result.err());
    }

    @Tag("full")
    @Test
    void withTheFlagNothingIsPrinted() throws Exception {
        RootJvm.Result result = new RootJvm(Root.class)
                .nativeAccess("--enable-native-access=ALL-UNNAMED")
                .run()
                .succeeded();
        assertEquals(EXPECTED, result.out());
        assertEquals(0, warnings(result), result.err());
    }

    @Tag("full")
    @NotPortable("nothing native is called, so the JVM has nothing to warn of")
    @Test
    void withoutTheFlagTheJvmWarnsOnceInTheParentAlone() throws Exception {
        RootJvm.Result result = new RootJvm(Root.class)
                .nativeAccess()
                .options("-Dprocession.futexAfterMillis=0") // a short program needs no native call
                .run()
                .succeeded();
        assertEquals(EXPECTED, result.out());
        long warnings = warnings(result);
        assertTrue(warnings > 0 && warnings <= 4, result.err());
        assertEquals(
                1,
                result.err()
                        .lines()
                        .filter(line -> line.contains("has been called by"))
                        .count(),
                result.err());
    }

    private static long warnings(RootJvm.Result result) {
        return result.err().lines().filter(line -> line.startsWith("WARNING")).count();
    }
}
