package io.github.procession.threading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Action0;
import io.github.procession.support.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadNamesTest {
    static void work() {}

    private static void assertName(String expected, java.lang.Thread thread) {
        assertTrue(thread.getName().matches(expected), () -> thread.getName() + " is not " + expected);
    }

    private static final class Sub extends Thread {
        Sub() {}

        Sub(String name) {
            super(name);
        }
    }

    @Test
    @Conformance("TH-02")
    void namesAreGivenOrCountedWithTheNameOfTheTarget() {
        assertName("hello", Thread.target(ThreadNamesTest::work).name("hello").build());
        assertName("123", Thread.target(ThreadNamesTest::work).name("" + 123).build());
        assertName(
                "Thread-\\d+ \\(work\\)",
                Thread.target(ThreadNamesTest::work).name("").build());
        assertName(
                "Thread-\\d+ \\(work\\)",
                Thread.target(ThreadNamesTest::work).name(null).build());
        assertName("Thread-\\d+ \\(work\\)", new Thread(ThreadNamesTest::work));
        assertName("Thread-\\d+ \\(<lambda>\\)", new Thread(() -> {}));
        assertName("Thread-\\d+ \\(ArrayList\\)", new Thread(ArrayList<String>::new));
        assertName("Thread-\\d+", new Thread(new Named()));
        assertName("Thread-\\d+", new Sub());
        assertName("Thread-\\d+", new Sub(""));
        assertName("sub", new Sub("sub"));
    }

    private static final class Named implements Action0 {
        private static final long serialVersionUID = 1L;

        @Override
        public void run() {}
    }

    @Test
    void numbersGoUpByOneForEachThreadWithoutAName() {
        int first = number(new Sub());
        assertEquals(first + 1, number(new Thread(ThreadNamesTest::work)));
        Thread named = Thread.target(ThreadNamesTest::work).name("named").build();
        assertEquals(first + 2, number(Thread.virtual(ThreadNamesTest::work)), () -> named + " took a number");
    }

    private static int number(java.lang.Thread thread) {
        return Integer.parseInt(thread.getName().replaceAll("Thread-(\\d+).*", "$1"));
    }

    private static String nameInTheSystem() throws Exception {
        return Files.readString(
                        Path.of("/proc/self/task/" + Threading.getNativeId().getAsLong() + "/comm"),
                        StandardCharsets.UTF_8)
                .strip();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Conformance({"TM-02", "TM-03"})
    void theSystemKnowsTheNameCutToWhatItHolds() throws Exception {
        AtomicReference<String> atStart = new AtomicReference<>();
        AtomicReference<String> renamed = new AtomicReference<>();
        AtomicReference<String> cut = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            atStart.set(nameInTheSystem());
            Threading.currentThread().setName("second");
            renamed.set(nameInTheSystem());
            Threading.currentThread().setName("a name of more than fifteen characters");
            cut.set(nameInTheSystem());
        });
        thread.setName("first");
        thread.start();
        assertTrue(thread.join(Eventually.LIMIT));
        assertEquals("first", atStart.get());
        assertEquals("second", renamed.get());
        assertTrue(cut.get().startsWith("a name") && cut.get().length() <= 15, cut::get);
    }
}
