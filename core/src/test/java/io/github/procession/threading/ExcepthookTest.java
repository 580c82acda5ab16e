package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Action0;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.support.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExcepthookTest {
    private final PrintStream errBefore = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @BeforeEach
    void captureErr() {
        System.setErr(err);
    }

    @AfterEach
    void restore() {
        System.setErr(errBefore);
        Threading.setExcepthook(Threading.defaultExcepthook());
        java.lang.Thread.setDefaultUncaughtExceptionHandler(null);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void run(java.lang.Thread thread) throws InterruptedException {
        thread.start();
        assertTrue(thread.join(Eventually.LIMIT));
    }

    private static Thread failing(Action0 body) {
        return Thread.target(body).name("excepthook thread").build();
    }

    static void fail() throws IOException {
        throw new IOException("no disk");
    }

    @Test
    @Conformance({"TX-01", "TE-07"})
    void theDefaultPrintsTheThreadAndTheTrace() throws Exception {
        run(failing(ExcepthookTest::fail));
        String text = printed();
        assertTrue(
                text.startsWith("Exception in thread excepthook thread:\njava.io.IOException: no disk\n\tat "), text);
        assertTrue(text.contains("ExcepthookTest.fail"), text);
        run(Thread.virtual(ExcepthookTest::fail));
        assertTrue(printed()
                .substring(text.length())
                .matches("(?s)Exception in thread Thread-\\d+ \\(fail\\):.*no disk.*"));
    }

    @Test
    @Conformance("TX-02")
    void withoutAThreadItPrintsTheNumberOfTheCurrentOne() throws Exception {
        Threading.excepthook().handle(new ExceptHookArgs(new IOException("bug"), null));
        assertTrue(
                printed().startsWith("Exception in thread " + Threading.getIdent() + ":\njava.io.IOException: bug"),
                printed());
        assertThrows(NullPointerException.class, () -> new ExceptHookArgs(null, null));
    }

    @Test
    @Conformance("TX-03")
    void anExitIsSilent() throws Exception {
        List<ExceptHookArgs> seen = new ArrayList<>();
        Threading.setExcepthook(seen::add);
        run(failing(() -> {
            throw Multiprocessing.exit(1);
        }));
        run(Thread.virtual(() -> {
            throw Multiprocessing.exit(1);
        }));
        assertEquals("", printed());
        assertEquals(List.of(), seen);
    }

    @Test
    @Conformance("TX-04")
    void aHookGetsWhatHappened() throws Exception {
        List<ExceptHookArgs> seen = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(seen::add);
        Thread thread = failing(ExcepthookTest::fail);
        run(thread);
        Thread subclass = new Thread() {
            @Override
            public void run() {
                throw new IllegalStateException("subclass");
            }
        };
        run(subclass);
        assertEquals(2, seen.size());
        assertSame(thread, seen.getFirst().thread());
        assertEquals(IOException.class, seen.getFirst().excType());
        assertEquals("no disk", seen.getFirst().excValue().getMessage());
        assertEquals("fail", seen.getFirst().excTraceback()[0].getMethodName());
        assertSame(subclass, seen.getLast().thread());
        assertEquals("", printed());
    }

    @Test
    @Conformance("TX-05")
    void aHookThatFailsIsReportedAndTheProcessesHandlerIsTold() throws Exception {
        Threading.setExcepthook(_ -> {
            throw new IOException("the hook failed");
        });
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        java.lang.Thread.setDefaultUncaughtExceptionHandler((_, failure) -> told.add(failure));
        run(failing(ExcepthookTest::fail));
        assertTrue(
                printed().startsWith("Exception in threading.excepthook:\njava.io.IOException: the hook failed"),
                printed());
        assertEquals(
                List.of("the hook failed"),
                told.stream().map(Throwable::getMessage).toList());
    }

    @Test
    @Conformance("TX-06")
    void theOriginalHookCanBeRestored() throws Exception {
        List<ExceptHookArgs> seen = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(seen::add);
        run(failing(ExcepthookTest::fail));
        assertEquals("", printed());
        Threading.setExcepthook(Threading.defaultExcepthook());
        assertSame(Threading.defaultExcepthook(), Threading.excepthook());
        run(failing(ExcepthookTest::fail));
        assertTrue(printed().startsWith("Exception in thread excepthook thread:"), printed());
        assertEquals(1, seen.size());
        assertThrows(NullPointerException.class, () -> Threading.setExcepthook(null));
    }

    @Test
    void theDefaultLeavesItToTheHandlerOfTheProcess() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        java.lang.Thread.setDefaultUncaughtExceptionHandler((_, failure) -> told.add(failure));
        run(failing(ExcepthookTest::fail));
        assertEquals(
                List.of("no disk"), told.stream().map(Throwable::getMessage).toList());
        assertEquals("", printed());
    }

    @Test
    void aHandlerOfTheThreadItselfWins() throws Exception {
        List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
        Thread thread = failing(ExcepthookTest::fail);
        thread.setUncaughtExceptionHandler((_, failure) -> told.add(failure));
        run(thread);
        assertEquals(1, told.size());
        assertEquals("", printed());
    }

    @Test
    @Conformance("TE-08")
    void withoutStderrTheOneKnownAtTheCreationIsUsed() throws Exception {
        Thread thread = failing(ExcepthookTest::fail);
        System.setErr(null);
        run(thread);
        assertTrue(printed().startsWith("Exception in thread excepthook thread:"), printed());
    }

    @Test
    @Conformance("TE-09")
    void withoutAnyStderrItIsSilent() throws Exception {
        System.setErr(null);
        Thread thread = failing(ExcepthookTest::fail);
        run(thread);
        assertFalse(thread.isAlive());
        assertEquals("", printed());
    }

    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    @Test
    @Conformance("TE-06")
    void aStackOverflowIsAnErrorOfItsThread() throws Exception {
        List<ExceptHookArgs> seen = Collections.synchronizedList(new ArrayList<>());
        Threading.setExcepthook(seen::add);
        run(failing(() -> recurse(0)));
        assertEquals(StackOverflowError.class, seen.getFirst().excType());
        run(failing(ExcepthookTest::fail));
        assertEquals(IOException.class, seen.getLast().excType());
    }
}
