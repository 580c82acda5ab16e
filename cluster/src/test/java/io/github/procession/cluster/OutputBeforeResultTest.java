package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.WorkerLostException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task has printed is there when its result is. */
class OutputBeforeResultTest {
    private static final int ROUNDS = 100;
    private static final long LONG_SECONDS = 60;
    private static int namespaces;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private WorkerProcess worker;
    private Cluster cluster;
    private Pool pool;

    @BeforeEach
    void start() throws Exception {
        String url = TestServer.shared().url("output" + ++namespaces);
        worker = WorkerProcess.start(url, null, "--slots", "1");
        cluster = Leases.connect(url);
        pool = cluster.pool(2);
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void end() {
        System.setOut(out);
        System.setErr(err);
        pool.terminate();
        cluster.close();
        worker.close();
    }

    /** What was printed so far, without the places. */
    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\[" + Session.host() + "-\\d+-\\d+] ", ""))
                .toList();
    }

    static int print(int n) {
        System.out.println("out " + n);
        System.err.println("err " + n);
        return n;
    }

    @Test
    void ofOneWhoWaits() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            assertEquals(i, pool.apply(OutputBeforeResultTest::print, i));
            List<String> lines = lines();
            assertEquals(
                    List.of("err " + i, "out " + i), lines.stream().sorted().toList());
            printed.reset();
        }
    }

    @Test
    void ofEachChunk() throws Exception {
        for (int n : pool.imap(
                OutputBeforeResultTest::print, IntStream.range(0, ROUNDS).boxed())) {
            List<String> lines = lines();
            assertEquals(
                    List.of(true, true),
                    List.of(lines.contains("out " + n), lines.contains("err " + n)),
                    () -> n + " comes before its lines: " + lines);
        }
    }

    static void fail(int n) {
        System.out.print("beginning of a line " + n);
        throw new IllegalStateException("as it should");
    }

    @Test
    void ofAFailureAndWithoutTheEndOfALine() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            int n = i;
            assertThrows(ExecutionException.class, () -> pool.apply(OutputBeforeResultTest::fail, n));
            assertEquals(List.of("beginning of a line " + i), lines());
            printed.reset();
        }
    }

    static int printBehindMine(int length) throws Exception {
        System.out.println("mine");
        new ProcessBuilder("sh", "-c", "head -c " + length + " /dev/zero | tr '\\0' x; printf y >&2")
                .inheritIO()
                .start()
                .waitFor();
        System.err.println("mine, too");
        return length;
    }

    /** Behind which the mark comes, in one case so that the longest line that is read at once ends within it. */
    @ParameterizedTest
    @ValueSource(ints = {1, (1 << 20) - 10})
    void andOfAnotherProgramWithoutTheEndOfALine(int length) throws Exception {
        AsyncResult<Integer> result = pool.applyAsync(OutputBeforeResultTest::printBehindMine, length);
        assertEquals(length, result.get(LONG_SECONDS, TimeUnit.SECONDS));
        assertEquals(
                List.of("mine", "x".repeat(length), "ymine, too"),
                lines().stream().sorted().toList());
    }

    @Test
    void inAnyEncoding() throws Exception {
        try (Pool other = cluster.pool(Pool.builder().processes(1).jvmOptions("-Dstdout.encoding=UTF-16"))) {
            assertEquals(2, other.applyAsync(OutputBeforeResultTest::print, 2).get(LONG_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void aTaskMayCloseItsOutput() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertEquals(1, pool.apply(() -> {
                System.out.println("last words");
                System.out.close();
                System.err.close();
                return 1;
            }));
        }
    }

    @Test
    void lastLinesOfADeadChildHaveNoMarks() throws Exception {
        assertEquals(1, pool.apply(OutputBeforeResultTest::print, 1));
        ExecutionException lost = assertThrows(
                ExecutionException.class,
                () -> pool.map(
                        (Integer n) -> {
                            System.err.println("the end");
                            Runtime.getRuntime().halt(n);
                            return 0;
                        },
                        List.of(3),
                        1));
        String message = assertThrows(WorkerLostException.class, () -> {
                    throw lost.getCause();
                })
                .getMessage();
        assertEquals(true, message.contains("the end"), message);
        assertFalse(message.contains("\u0001"), message);
    }
}
