package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the code of an object throws is a refusal with a path, and the next message is right. */
class FailuresLeaveTheCodecWholeTest {
    private static boolean readerFails;

    /** Throws in its code for writing, or in that for reading. */
    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Throwable failure;

        Failing(Throwable failure) {
            this.failure = failure;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.writeInt(5);
            if (!readerFails) {
                throwAny(failure);
            }
        }

        private void readObject(ObjectInputStream input) throws IOException {
            throwAny(readersFailure);
        }
    }

    private static Throwable readersFailure;

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwAny(Throwable failure) throws T {
        throw (T) failure;
    }

    private static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("x"),
                new IOException("checked"),
                new InterruptedException("sneaky"),
                new AssertionError("error"),
                new NoClassDefFoundError("missing"),
                new ExceptionInInitializerError("init"),
                new InternalError("clone"),
                new ThreadDeathLike());
    }

    /** An Error of no kind that anybody expects. */
    static final class ThreadDeathLike extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            return message.toByteArray();
        }
    }

    @AfterEach
    void goodValuesStillTravel() {
        readerFails = false;
        Object good = new ArrayList<>(List.of(1, Map.of("a", new ShapeSamples.Pair("x", 2))));
        for (int i = 0; i < 20; i++) {
            assertEquals(good, Codec.decode(encode(good)));
        }
    }

    @Test
    void theSendersFailureIsTheCauseAndHasAPath() {
        for (Throwable failure : failures()) {
            NotSendableException e = assertThrows(
                    NotSendableException.class, () -> Codec.encode(new Object[] {1, List.of(new Failing(failure))}));
            assertSame(failure, e.getCause());
            assertEquals(List.of("[1]", "[0]"), e.path());
            assertEquals(1, e.element());
            assertTrue(e.getMessage().startsWith("[1][0]: " + Failing.class.getName()), e.getMessage());
            assertEquals("[1][0]: " + e.reason(), e.getMessage());
        }
    }

    @Test
    void theReadersFailureIsTheCauseAndHasAPathOfClasses() {
        readerFails = true;
        byte[] bytes = encode(new ArrayList<>(List.of(1, new ShapeSamples.Pair("x", 2), new Failing(null))));
        for (Throwable failure : failures()) {
            readersFailure = failure;
            DecodeException e = assertThrows(DecodeException.class, () -> Codec.decode(bytes));
            assertSame(failure, e.getCause());
            assertEquals(List.of("java.util.ArrayList", Failing.class.getName()), e.path());
            assertTrue(
                    e.getMessage()
                            .startsWith("cannot rebuild a received value: java.util.ArrayList > "
                                    + Failing.class.getName() + ": "),
                    e.getMessage());
        }
    }

    @Test
    void noMemoryIsNoRefusal() {
        OutOfMemoryError none = new OutOfMemoryError("x");
        assertSame(none, assertThrows(OutOfMemoryError.class, () -> Codec.encode(new Failing(none))));
    }

    /** Goes on when one of its parts cannot be written or read. */
    static final class Tolerant implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream output) throws IOException {
            try {
                output.writeObject(List.of("half", readerFails ? new Failing(null) : Thread.currentThread()));
            } catch (RuntimeException e) {
                output.writeObject("nothing");
            }
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            try {
                input.readObject();
            } catch (RuntimeException e) {
                input.readObject();
            }
        }
    }

    @Test
    void aPartThatFailedIsNotForgotten() {
        NotSendableException e =
                assertThrows(NotSendableException.class, () -> Codec.encode(new Object[] {new Tolerant()}));
        assertTrue(e.getMessage().contains("java.lang.Thread cannot be sent"), e.getMessage());
        readerFails = true;
        readersFailure = new IllegalStateException("x");
        byte[] bytes = encode(new Object[] {new Tolerant(), "next"});
        assertThrows(DecodeException.class, () -> Codec.decode(bytes));
    }

    /** Keeps the stream that it was given. */
    static final class Keeping implements Serializable {
        private static final long serialVersionUID = 1L;
        private static ObjectOutputStream kept;

        private void writeObject(ObjectOutputStream output) {
            kept = output;
        }
    }

    @Test
    void aStreamThatIsKeptWritesIntoNoOtherMessage() {
        encode(new Keeping());
        assertThrows(IOException.class, () -> Keeping.kept.writeInt(1));
        assertThrows(IOException.class, () -> Keeping.kept.writeObject("x"));
    }

    /** Calls itself without end where it is written. */
    static final class Recursing implements Serializable {
        private static final long serialVersionUID = 1L;

        private int depth(int depth) {
            return depth(depth + 1) + 1;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.writeInt(depth(0));
        }
    }

    @Test
    void endlessCallsAreRefusedWithThePath() {
        NotSendableException e =
                assertThrows(NotSendableException.class, () -> Codec.encode(new Object[] {1, new Recursing()}));
        assertEquals(1, e.element());
        assertInstanceOf(StackOverflowError.class, e.getCause());
        assertTrue(e.getMessage().startsWith("[1]: " + Recursing.class.getName()), e.getMessage());
    }

    @Test
    void aDeepArgumentIsNamed() {
        Object deep = "core";
        for (int i = 0; i < 300_000; i++) {
            deep = new Object[] {deep};
        }
        Object argument = deep;
        NotSendableException e =
                assertThrows(NotSendableException.class, () -> Codec.encode(new Object[] {1, 2, argument}));
        assertEquals(2, e.element());
        assertTrue(
                e.getMessage()
                        .startsWith("[2]: java.lang.Object[] cannot be sent to another process: its objects are nested"
                                + " too deeply"),
                e.getMessage());
        assertTrue(e.from("argument 2").getMessage().startsWith("argument 2: java.lang.Object[] cannot"));
    }

    /** Its hash code calls itself as deep as the stack lets it. */
    static final class Measuring {
        private static int deepest;

        @Override
        public int hashCode() {
            deepest = 0;
            return depth(0);
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }

        private int depth(int depth) {
            deepest = Math.max(deepest, depth);
            return readerFails ? depth(depth + 1) + 1 : 0;
        }
    }

    @Test
    void aShortMessageGetsNoLargeStack() {
        byte[] bytes = encode(new HashMap<>(Map.of(new Measuring(), 1)));
        readerFails = true;
        assertThrows(DecodeException.class, () -> Codec.decode(bytes));
        int reached = Measuring.deepest;
        // A frame of such a method takes 16 bytes at least, so that 2 MiB have room for no more than 131,072.
        assertTrue(reached < 300_000, reached + " calls");
    }

    @Test
    void aListThatIsItsOwnKeyIsRefused() {
        byte[] bytes = HexFormat.of().parseHex("170000001125010201030102010261004902022c01010201021204");
        BoundedDecode.isDecoded(bytes);
    }
}
