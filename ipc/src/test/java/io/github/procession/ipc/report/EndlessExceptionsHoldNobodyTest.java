package io.github.procession.ipc.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** An exception whose own methods never end keeps nobody else from the error output, nor a thread of the library from its work. */
class EndlessExceptionsHoldNobodyTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final Level level = LibraryLogger.stderrLevel();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    private final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            asked.countDown();
            while (true) {
                try {
                    release.await();
                    return "released";
                } catch (InterruptedException e) {
                    // it is endless
                }
            }
        }
    }

    @BeforeEach
    void catchErrors() {
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        LibraryLogger.setStderrLevel(Level.WARN);
    }

    @AfterEach
    void letGo() {
        System.setErr(before);
        LibraryLogger.setStderrLevel(level);
        release.countDown();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void othersPrintAndLogWhileOneIsAsked() throws Exception {
        Thread logging = Thread.ofPlatform()
                .daemon()
                .start(() -> LibraryLogger.named("Test").warn("one", new Endless()));
        asked.await();
        System.err.println("printed by another");
        LibraryLogger.named("Test").warn("another", new IllegalStateException("quick"));
        assertTrue(printed().contains("printed by another"), this::printed);
        assertTrue(printed().contains("[WARN/" + LibraryLogger.ROOT + "] another"), this::printed);
        assertTrue(printed().contains("java.lang.IllegalStateException: quick"), this::printed);
        logging.join();
        assertTrue(
                printed().contains("one: " + Endless.class.getName() + ", whose own methods do not end"),
                this::printed);
    }

    @Test
    void manyAreNotAskedAtAll() {
        for (int i = 0; i < 8; i++) {
            Thread.ofPlatform().daemon().start(() -> TraceInTime.of(new Endless()));
        }
        while (TraceInTime.of(new IllegalStateException("quick")) != null) {
            Thread.onSpinWait();
        }
        release.countDown();
        String trace = null;
        while (trace == null) {
            trace = TraceInTime.of(new IllegalStateException("quick"));
        }
        assertEquals(
                "java.lang.IllegalStateException: quick",
                trace.lines().findFirst().orElseThrow());
    }

    @Test
    void aThreadThatPrintsOneKeepsNobodyFromTheStream() throws Exception {
        Thread printing =
                Thread.ofPlatform().daemon().start(() -> FailureText.print("title: ", new Endless(), System.err));
        asked.await();
        System.err.println("printed by another");
        release.countDown();
        printing.join();
        assertTrue(printed().startsWith("printed by another"), this::printed);
        assertTrue(printed().contains("title: released"), this::printed);
    }
}
