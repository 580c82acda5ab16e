package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootMethod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** The library's own log, on stderr in the form that Python gives it. */
class LogToStderrTest {
    @AfterEach
    void usual() {
        Multiprocessing.logToStderr(null);
    }

    @Test
    @Conformance("LOG-01")
    void thereIsOneLoggerAndItsLevelCanBeSet() throws Exception {
        Logger log = Multiprocessing.logToStderr();
        assertSame(Multiprocessing.getLogger(), log);
        assertTrue(log.isWarnEnabled());
        assertFalse(log.isInfoEnabled());
        assertSame(log, Multiprocessing.logToStderr(Level.DEBUG));
        assertTrue(log.isDebugEnabled());
        assertFalse(log.isTraceEnabled());
        Multiprocessing.logToStderr(); // keeps the level
        assertEquals("""
            [WARN/MainProcess] doomed 1
            [DEBUG/MainProcess] with an exception
            java.lang.IllegalStateException: why
            """, Capture.err(() -> {
            log.warn("doomed {}", 1);
            log.trace("too fine");
            IllegalStateException reason = new IllegalStateException("why");
            reason.setStackTrace(new StackTraceElement[0]);
            log.debug("with an exception", reason);
        }));
    }

    @Tag("full")
    @Test
    @Conformance("LOG-02")
    void aChildHasTheLevelThatItsParentHasAtTheStart() throws Exception {
        try (Queue<Object> levels = new Queue<>()) {
            for (Level level : Level.values()) {
                Multiprocessing.logToStderr(level);
                String printed = Capture.err(
                        () -> Children.join(Children.start(new Process(LogToStderrTest::tellLevel, levels))));
                assertEquals(level, levels.get());
                assertEquals(level.toInt() <= Level.INFO.toInt(), printed.contains("exitcode"), printed);
            }
            Multiprocessing.logToStderr(null);
            assertEquals(
                    "",
                    Capture.err(() -> Children.join(Children.start(new Process(LogToStderrTest::tellLevel, levels)))));
            assertEquals(null, levels.get());
        }
    }

    static void tellLevel(Queue<Object> levels) throws Exception {
        levels.put(LibraryLogger.stderrLevel());
    }

    @Test
    void theBeginAndTheEndOfAProcessAreTold() throws Exception {
        Multiprocessing.logToStderr(Level.INFO);
        assertEquals("""
            [INFO/talker] child process calling run()
            [ERROR/talker] by the child
            [INFO/talker] process shutting down
            [INFO/talker] process exiting with exitcode 4
            """, Capture.err(() -> {
            Process process = Children.start(
                    Process.target(LogToStderrTest::logAndExit).name("talker").build());
            assertTrue(process.join(Eventually.LIMIT));
        }));
    }

    static void logAndExit() {
        Multiprocessing.getLogger().error("by the child");
        throw Multiprocessing.exit(4);
    }

    @Test
    void aRootTellsItsEndAndWhomItAwaits() throws Exception {
        List<String> lines = RootMethod.of(LogToStderrTest.class, "leaveChildren")
                .options("-Dprocession.logToStderr=INFO")
                .run()
                .succeeded()
                .err()
                .lines()
                .toList();
        assertTrue(lines.contains("[INFO/MainProcess] process shutting down"), lines::toString);
        assertTrue(lines.contains("[INFO/MainProcess] calling join() for process awaited"), lines::toString);
        assertTrue(lines.contains("[INFO/MainProcess] calling terminate() for daemon daemon"), lines::toString);
        assertTrue(lines.contains("[INFO/awaited] process exiting with exitcode 0"), lines::toString);
    }

    static void leaveChildren() throws Exception {
        Children.start(Process.target(LogToStderrTest::waitForEver)
                .name("daemon")
                .daemon(true)
                .build());
        Children.start(Process.target(LogToStderrTest::waitForEndOfRoot)
                .name("awaited")
                .build());
        System.exit(0); // from here on the daemon is terminated and the other one awaited
    }

    static void waitForEver() throws Exception {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    /** Ends once the daemon that was started with it has been terminated by the root's end. */
    static void waitForEndOfRoot() throws Exception {
        long root = Multiprocessing.parentProcess().pid();
        Eventually.await(
                "the end of the daemon",
                () -> ProcessHandle.of(root).orElseThrow().children().count() <= 1);
    }

    @Test
    void aLevelThatDoesNotExistIsRefused() throws Exception {
        var result = RootMethod.of(LogToStderrTest.class, "getLogger")
                .options("-Dprocession.logToStderr=loud")
                .run();
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("procession.logToStderr is loud, but must be a level of slf4j"), result::err);
    }

    static void getLogger() {
        Multiprocessing.getLogger();
    }
}
