package io.github.procession.subprocess;

import static io.github.procession.subprocess.Subprocess.PIPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.function.Function1;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the time is over, or the waiting thread is interrupted: run leaves nothing, Popen goes on. */
class SubprocessTimeoutTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private long pidIn(String name) throws Exception {
        Path file = folder.resolve(name);
        Eventually.await(
                name + " is written",
                () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
        return Long.parseLong(Files.readString(file).strip());
    }

    /** Runs a program with time limits that grow, until it has written something before its limit. */
    private static TimeoutExpired expiresAfterItHasBegun(Function1<Duration, CompletedProcess> run) {
        for (Duration limit = SHORT; ; limit = limit.multipliedBy(2)) {
            Duration now = limit;
            TimeoutExpired expired = assertThrows(TimeoutExpired.class, () -> run.apply(now));
            assertEquals(now, expired.timeout());
            if (expired.stdoutBytes().length > 0) {
                return expired;
            }
        }
    }

    @Tag("full")
    @Test
    void runKillsTheProgramAndWhatItStarted() throws Exception {
        var expired = expiresAfterItHasBegun(
                limit -> Subprocess.shell("sleep 1000 & echo $! > below; echo $$ > shell; echo begun; wait")
                        .cwd(folder)
                        .captureOutput()
                        .timeout(limit)
                        .run());
        assertEquals("begun\n", expired.stdout(), "what it had written by then");
        assertEquals("", expired.stderr());
        assertTrue(expired.getMessage().endsWith(" did not end within " + expired.timeout()), expired::getMessage);
        assertFalse(isAlive(pidIn("shell")));
        long below = pidIn("below");
        Eventually.await("the sleep is gone", () -> !isAlive(below));
    }

    @Tag("full")
    @Test
    void whatFailedHasItsOutputAsBytesToo() throws Exception {
        var expired = expiresAfterItHasBegun(limit -> Subprocess.shell("printf '\\377\\0'; sleep 1000")
                .stdout(PIPE)
                .timeout(limit)
                .run());
        assertArrayEquals(new byte[] {(byte) 0xff, 0}, expired.stdoutBytes());
        assertArrayEquals(new byte[0], expired.stderrBytes(), "not captured");
        var failed = assertThrows(
                CalledProcessError.class,
                Subprocess.shell("printf '\\376' >&2; exit 1").captureOutput().check()::run);
        assertArrayEquals(new byte[] {(byte) 0xfe}, failed.stderrBytes());
        failed.stderrBytes()[0] = 0;
        assertArrayEquals(new byte[] {(byte) 0xfe}, failed.stderrBytes(), "a copy each time");
        assertArrayEquals(new byte[0], failed.stdoutBytes());
    }

    @Tag("full")
    @Test
    void anInterruptedRunKillsTheProgramAndWhatItStarted() throws Exception {
        var running = Threads.run(() -> Subprocess.shell("sleep 1000 & echo $! > below; echo $$ > shell; wait")
                .cwd(folder)
                .captureOutput()
                .run());
        long shell = pidIn("shell");
        running.awaitParked().thread().interrupt();
        assertInstanceOf(InterruptedException.class, running.failure());
        assertFalse(isAlive(shell));
        long below = pidIn("below");
        Eventually.await("the sleep is gone", () -> !isAlive(below));
    }

    @Test
    void communicateGoesOnAfterATimeoutAndLosesNothing() throws Exception {
        Path go = folder.resolve("go");
        var process = Subprocess.shell("cat; echo error >&2; until [ -e go ]; do sleep 0.05; done; echo late; exit 5")
                .cwd(folder)
                .stdin(PIPE)
                .captureOutput()
                .start();
        String input = "line\n".repeat(100_000);
        TimeoutExpired expired = assertThrows(TimeoutExpired.class, () -> process.communicate(input, SHORT));
        Eventually.await("all that it reads has come back", () -> {
            try {
                process.communicate(Duration.ZERO);
                throw new AssertionError("it ended");
            } catch (TimeoutExpired e) {
                return e.stdout().length() == input.length() && e.stderr().equals("error\n");
            }
        });
        assertTrue(input.startsWith(expired.stdout()));
        assertEquals(OptionalInt.empty(), process.poll());
        assertThrows(IllegalStateException.class, () -> process.communicate("more"), "the input was given");

        Files.createFile(go);
        var done = process.communicate();
        assertEquals(input + "late\n", done.stdout());
        assertEquals("error\n", done.stderr());
        assertEquals(5, done.returnCode());
        assertEquals(input + "late\n", process.communicate().stdout(), "it may be asked again");
    }

    @Test
    void anInterruptedCommunicateCanBeTakenUpAgain() throws Exception {
        var process = Subprocess.shell("echo begun; until [ -e go ]; do sleep 0.05; done; echo end")
                .cwd(folder)
                .stdout(PIPE)
                .start();
        var communicating = Threads.run(process::communicate).awaitParked();
        communicating.thread().interrupt();
        assertInstanceOf(InterruptedException.class, communicating.failure());
        assertEquals(OptionalInt.empty(), process.poll(), "the program goes on");
        Files.createFile(folder.resolve("go"));
        assertEquals("begun\nend\n", process.communicate().stdout());
    }

    @Test
    void awaitGoesOnAfterATimeoutAndAnInterrupt() throws Exception {
        var process = Subprocess.shell("until [ -e go ]; do sleep 0.05; done; exit 6")
                .cwd(folder)
                .start();
        assertThrows(TimeoutExpired.class, () -> process.await(Duration.ZERO));
        assertThrows(TimeoutExpired.class, () -> process.await(Duration.ofSeconds(-1)));
        long start = System.nanoTime();
        assertThrows(TimeoutExpired.class, () -> process.await(SHORT));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos(), "it waited");
        var waiting = Threads.run(() -> process.await()).awaitParked();
        waiting.thread().interrupt();
        assertInstanceOf(InterruptedException.class, waiting.failure());
        Files.createFile(folder.resolve("go"));
        assertEquals(6, process.await(Duration.ofSeconds(Long.MAX_VALUE)));
        assertEquals(OptionalInt.of(6), process.poll());
    }

    @Test
    void aProcessLeftBehindIsHeardToItsEnd() throws Exception {
        var process = Subprocess.shell("(until [ -e go ]; do sleep 0.05; done; echo late; sleep 0.2; echo later) & "
                        + "until [ -e end ]; do sleep 0.05; done; echo early")
                .cwd(folder)
                .stdout(PIPE)
                .start();
        assertThrows(TimeoutExpired.class, () -> process.communicate(Duration.ZERO));
        Files.createFile(folder.resolve("end"));
        assertEquals(0, process.await());
        Files.createFile(folder.resolve("go"));
        assertEquals("early\nlate\nlater\n", process.communicate().stdout());
    }
}
