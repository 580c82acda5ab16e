package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neither other processes nor broken sinks nor odd text tear or lose what a child prints. */
class OutputStaysWholeTest {
    @AfterEach
    void usual() {
        Multiprocessing.setOutputConsumer(null);
    }

    @Test
    void aMegabyteThatWasPrintedBeforeAKillArrives() throws Exception {
        String printed = Capture.out(() -> {
            Process process = Children.start(new Process(OutputStaysWholeTest::printMuchAndDie));
            assertTrue(process.join(Eventually.LIMIT));
            assertEquals(OptionalInt.of(-9), process.exitCode());
        });
        assertEquals(
                IntStream.range(0, 50_000)
                        .mapToObj(i -> "the line with number " + i)
                        .toList(),
                printed.lines().toList());
    }

    static void printMuchAndDie() throws Exception {
        for (int i = 0; i < 50_000; i++) {
            System.out.println("the line with number " + i);
        }
        ProcessHandle self = ProcessHandle.current();
        new ProcessBuilder("kill", "-KILL", Long.toString(self.pid())).start();
        new java.util.concurrent.CountDownLatch(1).await();
    }

    @Test
    void theLineOfAnotherChildDoesNotEndUpWithinOneThatIsNotFinished() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (Queue<Integer> goOn = new Queue<>()) {
            Process slow = Children.start(new Process(OutputStaysWholeTest::printInPieces, goOn));
            Eventually.await(
                    "the beginning",
                    () -> bytes.toString(StandardCharsets.UTF_8).equals("begin"));
            Children.join(Children.start(new Process(() -> System.out.println("whole"))));
            goOn.put(1);
            Children.join(slow);
            Children.join(Children.start(new Process(() -> System.out.print("a"))));
            Children.join(Children.start(new Process(() -> System.out.print("b"))));
        } finally {
            System.setOut(before);
        }
        assertEquals("begin\nwhole\n and end\nab", bytes.toString(StandardCharsets.UTF_8));
    }

    static void printInPieces(Queue<Integer> goOn) throws Exception {
        System.out.print("begin");
        goOn.get();
        System.out.println(" and end");
    }

    @Test
    void aLineThatIsTooLongToBeKeptIsNotCutWithinACharacter() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_16LE));
        try {
            Children.join(Children.start(new Process(OutputStaysWholeTest::printEuros)));
        } finally {
            System.setOut(before);
        }
        assertEquals("x" + EUROS + "y", bytes.toString(StandardCharsets.UTF_16LE));
    }

    private static final String EUROS = "\u20ac\u00e4\ud83d\ude00".repeat(400_000);

    static void printEuros() {
        System.out.print("x" + EUROS);
        System.out.print("y");
    }

    @Test
    void bytesThatAreNoTextArriveAsTheyAre() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Children.join(Children.start(new Process(OutputStaysWholeTest::printBytes)));
        } finally {
            System.setOut(before);
        }
        assertEquals(256 * 100, bytes.size());
        for (int i = 0; i < bytes.size(); i++) {
            assertEquals((byte) i, bytes.toByteArray()[i], "byte " + i);
        }
    }

    static void printBytes() {
        byte[] all = new byte[256 * 100];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        System.out.write(all, 0, all.length);
        System.out.flush();
    }

    @Test
    void aSinkThatThrowsAnErrorDoesNotHoldUpTheChild() throws Exception {
        PrintStream before = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                throw new AssertionError("on purpose");
            }
        });
        try {
            Children.join(Children.start(new Process(OutputStaysWholeTest::printEuros)));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void aConsumerThatThrowsLosesOnlyThatLine() throws Exception {
        var taken = new ConcurrentLinkedQueue<String>();
        Multiprocessing.setOutputConsumer((name, error, line) -> {
            if (line.endsWith("0")) {
                throw new IllegalStateException("on purpose");
            }
            taken.add(line);
        });
        Children.join(Children.start(new Process(OutputStaysWholeTest::printNumbers)));
        assertEquals(
                IntStream.range(0, 1_000)
                        .filter(i -> i % 10 != 0)
                        .mapToObj(Integer::toString)
                        .toList(),
                List.copyOf(taken));
    }

    static void printNumbers() {
        for (int i = 0; i < 1_000; i++) {
            System.out.println(i);
        }
    }
}
