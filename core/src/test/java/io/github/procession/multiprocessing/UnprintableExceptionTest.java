package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.report.FailureText;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** An exception whose own methods throw is reported by its class, and changes no exit code. */
class UnprintableExceptionTest {
    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    private static final class WithoutText extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return null;
        }
    }

    @Test
    void aProcessThatEndsByOneSaysSo() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        int code;
        try {
            code = ChildTask.report(new Unprintable());
        } finally {
            System.setErr(before);
        }
        String said = bytes.toString(StandardCharsets.UTF_8);
        assertEquals(1, code);
        assertTrue(said.contains(Unprintable.class.getName()), said);
        assertTrue(said.contains("cannot be printed"), said);
    }

    @Test
    void oneWithoutTextIsNamedByItsClass() {
        assertEquals(WithoutText.class.getName(), FailureText.of(new WithoutText()));
    }
}
