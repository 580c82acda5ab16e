package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of the program waits for a thread that makes what the end must find: the session's folder, a process. */
class EndOvertakesNothingTest {
    private static final long SOME_MILLIS = 300;

    /** Comes back in the middle of the end, when that has had time to overtake the caller. */
    private static void awaitTheMiddleOfTheEnd() {
        try {
            Eventually.await("the end", ExitSequence::isShuttingDown);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        LockSupport.parkNanos(SOME_MILLIS * 1_000_000);
    }

    /** Makes the session in a thread, which what it logs holds up, and returns from main. */
    static final class MakesASession {
        public static void main(String[] args) throws Exception {
            var inTheMiddle = new CountDownLatch(1);
            System.setErr(new PrintStream(new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int from, int length) {
                    super.write(bytes, from, length);
                    if (inTheMiddle.getCount() > 0 && toString().contains("names of shared memory")) {
                        inTheMiddle.countDown();
                        awaitTheMiddleOfTheEnd();
                    }
                }
            }));
            Thread.ofPlatform().daemon().start(Queue::new);
            inTheMiddle.await();
        }
    }

    @Test
    void aSessionThatIsBeingMadeIsRemoved(@TempDir Path folder) throws Exception {
        // in place of the lock file: the sweep of names, which follows the making of the folder, logs that it cannot
        Path names = folder.resolve("procession-names-" + System.getProperty("user.name"));
        Files.createDirectory(
                names, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createDirectory(names.resolve(".lock"));
        new RootJvm(MakesASession.class)
                .options("-Dprocession.dir=" + folder, "-Dprocession.logToStderr=debug")
                .run()
                .succeeded();
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(names), left.toList());
        }
    }

    /** A class loader that is compared with others when a process is started. */
    static final class Slow extends ClassLoader {
        private final CountDownLatch inTheMiddle;

        Slow(CountDownLatch inTheMiddle) {
            this.inTheMiddle = inTheMiddle;
        }

        @Override
        public boolean equals(Object other) {
            boolean starts = Arrays.stream(Thread.currentThread().getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("launch"));
            if (starts && inTheMiddle.getCount() > 0) {
                inTheMiddle.countDown();
                awaitTheMiddleOfTheEnd();
                System.out.println("the start goes on");
            }
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    static void run() {}

    /** Starts a process in a thread, which a class loader holds up, and returns from main. */
    static final class StartsAProcess {
        private static final int BEFORE_CHILDREN = 9;

        public static void main(String[] args) throws Exception {
            Thread.currentThread().setContextClassLoader(new ClassLoader() {}); // one to be compared with
            Process first = new Process(EndOvertakesNothingTest::run);
            first.start();
            first.join();
            var inTheMiddle = new CountDownLatch(1);
            Thread starter = Thread.ofPlatform().daemon().unstarted(() -> {
                Process process = new Process(EndOvertakesNothingTest::run);
                process.setDaemon(true);
                process.start();
            });
            starter.setContextClassLoader(new Slow(inTheMiddle));
            ExitSequence.add(BEFORE_CHILDREN, () -> System.out.println("children are ended"));
            starter.start();
            inTheMiddle.await();
        }
    }

    @Test
    void aProcessThatIsBeingStartedIsFound() throws Exception {
        var ended = new RootJvm(StartsAProcess.class).run().succeeded();
        assertEquals("the start goes on\nchildren are ended\n", ended.out());
        assertEquals("", ended.err());
    }
}
