package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProcessOutputTest {
    private static final int LINES = 10_000;

    @Tag("full")
    @Test
    void linesOfManyChildrenNeitherMixNorGetLostNorChangeOrder() throws Exception {
        int children = 16;
        String printed = Capture.out(() -> {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < children; i++) {
                processes.add(Children.start(new Process(ProcessOutputTest::printLines, i)));
            }
            Children.join(processes);
        });
        Map<String, Integer> next = new HashMap<>();
        for (String line : printed.lines().toList()) {
            String[] parts = line.split(" ");
            assertEquals(3, parts.length, line);
            assertEquals("end", parts[2], line);
            assertEquals(next.merge(parts[0], 1, Integer::sum) - 1, Integer.parseInt(parts[1]), line);
        }
        assertEquals(children, next.size());
        next.forEach((child, lines) -> assertEquals(LINES, lines, child));
    }

    static void printLines(int child) {
        for (int i = 0; i < LINES; i++) {
            System.out.println("child" + child + " " + i + " end");
        }
    }

    @Test
    void whatAChildPrintsJustBeforeItIsKilledArrives() throws Exception {
        for (int round = 0; round < 10; round++) {
            String printed = Capture.out(() -> {
                Process process = Children.start(new Process(ProcessOutputTest::printAndDie));
                assertTrue(process.join(Eventually.LIMIT));
                assertEquals(OptionalInt.of(-9), process.exitCode());
            });
            assertEquals(2_001, printed.lines().count());
            assertTrue(printed.endsWith("the last line without an end"), "a partial line counts too");
        }
    }

    static void printAndDie() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            System.out.println("line " + i);
        }
        System.out.print("the last line without an end");
        new ProcessBuilder(
                        "kill", "-KILL", Long.toString(ProcessHandle.current().pid()))
                .start();
        new CountDownLatch(1).await();
    }

    @Test
    void aPromptAppearsBeforeItsLineEnds() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            PrintStream before = System.out;
            System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            try {
                Process process = Children.start(new Process(ProcessOutputTest::prompt, queue));
                Eventually.await(
                        "the prompt",
                        () -> bytes.toString(StandardCharsets.UTF_8).equals("name? "));
                queue.put("Ada");
                Children.join(process);
                assertEquals("name? Ada\n", bytes.toString(StandardCharsets.UTF_8));
            } finally {
                System.setOut(before);
            }
        }
    }

    static void prompt(Queue<Object> queue) throws InterruptedException {
        System.out.print("name? ");
        System.out.print(queue.get() + "\n");
    }

    @Test
    void textArrivesInWhateverEncodingTheParentPrints() throws Exception {
        String text = "gr\u00fc\u00dfe \u20ac \ud83d\ude00";
        assertEquals(
                text + "\n",
                Capture.out(() -> Children.join(Children.start(new Process(ProcessOutputTest::print, text)))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_16));
        try {
            Children.join(Children.start(new Process(ProcessOutputTest::print, text)));
        } finally {
            System.setOut(before);
        }
        assertTrue(bytes.toString(StandardCharsets.UTF_16).contains(text));
    }

    static void print(String text) {
        System.out.print(text + "\n");
    }

    @Test
    void aLongLineArrives() throws Exception {
        String printed = Capture.out(() -> Children.join(Children.start(new Process(ProcessOutputTest::printLong))));
        assertEquals(3_000_001, printed.length());
    }

    static void printLong() {
        System.out.print("x".repeat(3_000_000) + "\n");
    }

    @Test
    void standardInputIsEmpty() throws Exception {
        String printed = Capture.out(() -> Children.join(Children.start(new Process(ProcessOutputTest::readInput))));
        assertEquals("-1 null\n", printed);
    }

    static void readInput() throws Exception {
        System.out.print(System.in.read() + " " + IO.readln() + "\n");
    }

    @Test
    void joinDoesNotWaitForAProgramThatKeepsTheOutputOpen() throws Exception {
        String printed =
                Capture.out(() -> Children.join(Children.start(new Process(ProcessOutputTest::leaveProgramBehind))));
        long pid = Long.parseLong(printed.strip());
        assertTrue(LiveRoot.isAlive(pid), "the program outlives the child");
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    static void leaveProgramBehind() throws Exception {
        System.out.println(
                new ProcessBuilder("sleep", "600").inheritIO().start().pid());
    }

    @Test
    @Conformance("PROC-22")
    void aParentWhoseOutputIsClosedOrNullStartsChildren() throws Exception {
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream closed = new PrintStream(OutputStream.nullOutputStream());
        closed.close();
        PrintStream throwing = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                throw new IllegalStateException("broken stream of a user");
            }
        };
        for (PrintStream stream : new PrintStream[] {closed, null, throwing}) {
            System.setOut(stream);
            System.setErr(stream == throwing ? err : stream);
            try {
                Children.join(Children.start(new Process(ProcessOutputTest::printLines, 1)));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
        }
    }

    @Test
    @Conformance("PROC-23")
    void aChildWhoseOutputIsClosedOrRemovedEndsInOrder() throws Exception {
        Children.join(Children.start(new Process(ProcessOutputTest::closeOutput)));
        Children.join(Children.start(new Process(ProcessOutputTest::removeOutput)));
        Process failing = Children.start(new Process(ProcessOutputTest::failWithoutOutput));
        assertTrue(failing.join(Eventually.LIMIT));
        assertEquals(OptionalInt.of(1), failing.exitCode());
    }

    static void closeOutput() {
        System.out.close();
        System.err.close();
    }

    static void removeOutput() {
        System.setOut(null);
        System.setErr(new PrintStream(new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }
        }));
    }

    static void failWithoutOutput() {
        System.setErr(null);
        throw new IllegalStateException("nobody reads this");
    }
}
