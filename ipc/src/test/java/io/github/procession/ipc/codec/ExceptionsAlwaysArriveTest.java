package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.RemoteException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An exception that cannot be rebuilt arrives as one that reads and prints like it. */
class ExceptionsAlwaysArriveTest {
    private static Object roundTrip(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    private static String print(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }

        private void readObject(ObjectInputStream input) throws IOException {
            throw new IOException("not with me");
        }
    }

    static final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwritable(String message) {
            super(message);
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            throw new IOException("not with me");
        }
    }

    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final boolean withErrors;

        Hostile(boolean withErrors) {
            this.withErrors = withErrors;
        }

        private RuntimeException failure() {
            if (withErrors) {
                throw new AssertionError("nothing");
            }
            return new IllegalStateException("nothing");
        }

        @Override
        public String getMessage() {
            throw failure();
        }

        @Override
        public Throwable getCause() {
            throw failure();
        }

        @Override
        public String toString() {
            throw failure();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        private void readObject(ObjectInputStream input) throws IOException {
            throw new IOException("not with me");
        }
    }

    @Test
    void theStandInPrintsLikeTheOriginal() {
        Exception original = new Unreadable("boom", new IllegalStateException("cause", new IOException("root")));
        original.addSuppressed(new IllegalArgumentException("aside"));
        RemoteException copy = assertInstanceOf(RemoteException.class, roundTrip(original));
        assertEquals(print(original), print(copy));
        assertEquals(Unreadable.class.getName(), copy.remoteClassName());
        assertEquals("boom", copy.getMessage());
        assertEquals("java.lang.IllegalStateException", ((RemoteException) copy.getCause()).remoteClassName());
        assertTrue(
                copy.decodeFailure().toString().contains("not with me"),
                copy.decodeFailure().toString());
    }

    @Test
    void anExceptionThatCannotBeWrittenArrivesToo() {
        Unwritable original = new Unwritable("boom");
        RemoteException copy = assertInstanceOf(RemoteException.class, roundTrip(original));
        assertEquals(print(original), print(copy));
        assertNull(copy.decodeFailure());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExceptionWhoseMethodsFailArrivesToo(boolean withErrors) {
        RemoteException copy = assertInstanceOf(RemoteException.class, roundTrip(new Hostile(withErrors)));
        assertTrue(copy.toString().startsWith(Hostile.class.getName()), copy.toString());
    }

    @Test
    void cyclesAmongCausesStayCycles() {
        Unreadable first = new Unreadable("first", null);
        Exception second = new Exception("second", first);
        first.addSuppressed(second);
        RemoteException copy = (RemoteException) roundTrip(first);
        assertSame(copy, copy.getSuppressed()[0].getCause());
        assertTrue(print(copy).contains("CIRCULAR"), print(copy));
    }

    @Test
    void aChainOfAThousandCausesIsCut() {
        Throwable last = new IOException("root");
        for (int i = 0; i < 1000; i++) {
            last = new Unreadable("level " + i, last);
        }
        Throwable copy = (Throwable) roundTrip(last);
        int depth = 0;
        for (Throwable cause = copy; cause != null; cause = cause.getCause()) {
            depth++;
        }
        assertEquals(64, depth);
    }

    @Test
    void anExceptionThatCanBeRebuiltIsTheOriginal() {
        IllegalStateException original = new IllegalStateException("boom", new IOException("inner"));
        Throwable copy = (Throwable) roundTrip(original);
        assertEquals(IllegalStateException.class, copy.getClass());
        assertEquals(print(original), print(copy));
    }

    @Test
    void aClassThatIsMissingHereGivesTheStandIn() {
        byte[] message;
        try (Message encoded = Codec.encode(new Unreadable("x", null))) {
            message = encoded.toByteArray();
        }
        String name = Unreadable.class.getName();
        byte[] bytes = replace(message, name, name.replace("Unreadable", "Unknowable"));
        RemoteException copy = assertInstanceOf(RemoteException.class, Codec.decode(bytes));
        assertTrue(
                copy.decodeFailure().getMessage().contains("Unknowable"),
                copy.decodeFailure().getMessage());
    }

    private static byte[] replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }
}
