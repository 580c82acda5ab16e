package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Shortage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children without descriptors, behind a wrapper, with a collector of the user's choice, or without a reader of their output. */
class ChildrenInPoorSurroundingsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static void sleep() throws Exception {
        Thread.sleep(Duration.ofDays(1));
    }

    /** Ends with 0 when the parent is seen to live without a descriptor to look at it. */
    static void watchParent(Event ready) throws Exception {
        boolean lost = Multiprocessing.parentProcess().join(Duration.ofMillis(1)); // loads what is needed
        try (Shortage _ = Shortage.ofDescriptors()) {
            lost |= Multiprocessing.parentProcess().join(Duration.ofMillis(500));
        }
        ready.set();
        System.exit(lost ? 1 : 0);
    }

    /** Kills children when it has no descriptor left. */
    static final class Poor {
        public static void main(String[] args) throws Exception {
            Event ready = new Event();
            Process watcher = Children.start(new Process(ChildrenInPoorSurroundingsTest::watchParent, ready));
            assertTrue(ready.await(LIMIT), "the child takes its parent for dead");
            boolean ended = watcher.join(LIMIT);
            Process killed = Children.start(new Process(ChildrenInPoorSurroundingsTest::sleep));
            Process terminated = Children.start(new Process(ChildrenInPoorSurroundingsTest::sleep));
            try (Shortage _ = Shortage.ofDescriptors()) {
                killed.kill();
                terminated.terminate();
                ended &= killed.join(LIMIT) && terminated.join(LIMIT);
            }
            System.out.println(ended + " " + watcher.exitCode().getAsInt() + " "
                    + killed.exitCode().getAsInt() + " " + terminated.exitCode().getAsInt());
            System.exit(0);
        }
    }

    private static String run(Class<?> poor, String system) throws Exception {
        return new RootJvm(poor)
                .options("-Dprocession.system=" + system)
                .wrappedIn(List.of("sh", "-c", "ulimit -n 250; exec \"$@\"", "sh"))
                .run()
                .succeeded()
                .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "portable"})
    void signalsNeedNoDescriptor(String system) throws Exception {
        assertEquals("true 0 -9 -15\n", run(Poor.class, system));
    }

    static void hold(Lock lock, Event held, Event mayEnd) throws Exception {
        lock.acquire();
        held.set();
        mayEnd.await();
        lock.release();
    }

    /** Wants a lock whose holder lives when it has no descriptor left to look at it. */
    static final class Patient {
        public static void main(String[] args) throws Exception {
            Lock lock = new Lock();
            Event held = new Event();
            Event mayEnd = new Event();
            Process holder = Children.start(new Process(ChildrenInPoorSurroundingsTest::hold, lock, held, mayEnd));
            assertTrue(held.await(LIMIT));
            boolean stolen = lock.acquire(Duration.ofMillis(300)); // loads what is needed
            try (Shortage _ = Shortage.ofDescriptors()) {
                stolen |= lock.acquire(Duration.ofSeconds(1));
            }
            mayEnd.set();
            boolean got = stolen || lock.acquire(LIMIT);
            System.out.println(stolen + " " + got + " " + lock.wasAbandoned() + " " + holder.join(LIMIT));
            System.exit(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "portable"})
    void noLockIsTakenFromTheLivingForWantOfDescriptors(String system) throws Exception {
        assertEquals("false true false true\n", run(Patient.class, system));
    }

    static void tellOptions(Queue<List<String>> queue) throws Exception {
        queue.put(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** Has an executable that starts the JVM as a process of its own. */
    static final class Wrapped {
        public static void main(String[] args) throws Exception {
            Multiprocessing.setExecutable(Path.of(args[0]));
            Queue<List<String>> queue = new Queue<>();
            Process child = new Process(ChildrenInPoorSurroundingsTest::tellOptions, queue);
            child.setJvmOptions("-XX:+UseParallelGC");
            Children.start(child);
            List<String> options = queue.get(LIMIT);
            System.out.println(child.join(LIMIT) + " " + child.exitCode() + " "
                    + options.contains("-XX:+UseParallelGC") + " "
                    + options.contains("-XX:+UseCountedLoopSafepoints"));
        }
    }

    @Test
    void anExecutableNeedNotBecomeTheJvm(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("java-wrapper");
        Files.writeString(script, "#!/bin/sh\n'" + System.getProperty("java.home") + "/bin/java' \"$@\"\nexit $?\n");
        assertTrue(script.toFile().setExecutable(true));
        RootJvm.Result result =
                new RootJvm(Wrapped.class, script.toString()).run().succeeded();
        assertEquals("true OptionalInt[0] true true\n", result.out());
        assertEquals("", result.err());
    }

    static void print() {
        System.out.println("printed");
    }

    @Test
    void outputThatNobodyTakesDoesNotHoldJoin() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        ByteArrayOutputStream received = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                try {
                    taken.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                super.write(bytes, offset, length);
            }
        };
        PrintStream before = System.out;
        System.setOut(new PrintStream(received, true, StandardCharsets.UTF_8));
        try {
            Process child = Children.start(new Process(ChildrenInPoorSurroundingsTest::print));
            assertTrue(child.join(LIMIT), "join waits for a reader");
            assertEquals(OptionalInt.of(0), child.exitCode());
            taken.countDown();
            Eventually.await(
                    "the output",
                    () -> received.toString(StandardCharsets.UTF_8).equals("printed\n"));
        } finally {
            taken.countDown();
            System.setOut(before);
        }
    }
}
