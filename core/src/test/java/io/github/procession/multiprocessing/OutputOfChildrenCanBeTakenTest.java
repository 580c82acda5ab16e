package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutputOfChildrenCanBeTakenTest {
    private static final int LINES = 2_000;

    @AfterEach
    void usual() {
        Multiprocessing.setOutputConsumer(null);
        Multiprocessing.setOutputPrefix(false);
    }

    static void print() {
        for (int i = 0; i < LINES; i++) {
            System.out.println("out " + i);
            System.err.println("err " + i);
        }
        System.out.print("the end");
        System.out.flush();
        Runtime.getRuntime().halt(5); // nothing of the JVM's own end helps
    }

    private static Process printer(String name) {
        return Process.target(OutputOfChildrenCanBeTakenTest::print).name(name).build();
    }

    @Test
    void aConsumerGetsEveryLineInOrderAndTheStreamsNone() throws Exception {
        var out = new ConcurrentLinkedQueue<String>();
        var err = new ConcurrentLinkedQueue<String>();
        Multiprocessing.setOutputConsumer((name, error, line) -> (error ? err : out).add(name + ": " + line));
        String printed = Capture.err(() -> assertEquals("", Capture.out(() -> {
            Process process = Children.start(printer("talker"));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(5), process.exitCode());
        })));
        assertEquals("", printed);
        List<String> expected = new ArrayList<>(
                IntStream.range(0, LINES).mapToObj(i -> "talker: out " + i).toList());
        expected.add("talker: the end");
        assertEquals(expected, List.copyOf(out));
        assertEquals(IntStream.range(0, LINES).mapToObj(i -> "talker: err " + i).toList(), List.copyOf(err));
    }

    @Test
    void aConsumerThatThrowsDoesNotHoldUpTheChild() throws Exception {
        Multiprocessing.setOutputConsumer((name, error, line) -> {
            throw new IllegalStateException("on purpose");
        });
        Process process = Children.start(printer("talker"));
        assertTrue(process.join(Eventually.LIMIT));
        assertEquals(OptionalInt.of(5), process.exitCode());
    }

    @Test
    void eachLineGetsTheNameOfItsProcess() throws Exception {
        Multiprocessing.setOutputPrefix(true);
        String[] errors = new String[1];
        String printed = Capture.out(() -> errors[0] = Capture.err(() -> {
            Process first = Children.start(printer("one"));
            Process second = Children.start(printer("two"));
            assertTrue(first.join(Eventually.LIMIT));
            assertTrue(second.join(Eventually.LIMIT));
        }));
        assertTrue(errors[0].lines().allMatch(line -> line.matches("\\[(one|two)] err \\d+")));
        for (String name : List.of("one", "two")) {
            String prefix = "[" + name + "] out ";
            List<String> lines =
                    printed.lines().filter(line -> line.startsWith(prefix)).toList();
            assertEquals(IntStream.range(0, LINES).mapToObj(i -> prefix + i).toList(), lines, "all of them, in order");
            assertTrue(printed.lines().anyMatch(("[" + name + "] the end")::equals), "also one without an end");
        }
    }

    static void printInPieces(Queue<Integer> queue) throws Exception {
        System.out.print("name? ");
        System.out.print(queue.get() + "\n");
    }

    /** Prints what a child prints that waits within a line until the piece has appeared. */
    static final class PiecesRoot {
        public static void main(String[] args) throws Exception {
            var seen = new java.io.ByteArrayOutputStream();
            var out = System.out;
            System.setOut(new java.io.PrintStream(seen, true));
            try (Queue<Integer> queue = new Queue<>()) {
                Process process = Children.start(new Process(OutputOfChildrenCanBeTakenTest::printInPieces, queue));
                Eventually.await("the prompt", () -> seen.toString().endsWith("name? "));
                queue.put(1);
                Children.join(process);
            }
            out.print(seen);
        }
    }

    @Test
    void aLineInPiecesHasOnePrefix() throws Exception {
        RootJvm.Result result = new RootJvm(PiecesRoot.class)
                .options("-Dprocession.outputPrefix=true")
                .run()
                .succeeded();
        assertEquals("[Process-1] name? 1\n", result.out());
    }
}
