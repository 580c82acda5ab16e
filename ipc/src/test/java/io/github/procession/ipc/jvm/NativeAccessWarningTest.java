package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NativeAccessWarningTest {
    private static final String WARNING = """
        WARNING: A restricted method in java.lang.foreign.Linker has been called
        WARNING: java.lang.foreign.Linker::downcallHandle has been called by a.B in an unnamed module (file:/x/)
        WARNING: Use --enable-native-access=ALL-UNNAMED to avoid a warning for callers in this module
        WARNING: Restricted methods will be blocked in a future release unless native access is enabled

        """;

    /** What arrives in System.err when a child prints these pieces. */
    private static String pump(String... pieces) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            PipedOutputStream child = new PipedOutputStream();
            OutputPump pump = new OutputPump(new PipedInputStream(child, 1 << 16), true, "child");
            pump.start();
            for (String piece : pieces) {
                write(child, piece);
            }
            child.close();
            pump.join();
        } finally {
            System.setErr(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void write(PipedOutputStream child, String piece) throws IOException {
        child.write(piece.getBytes(StandardCharsets.UTF_8));
        child.flush();
    }

    @Test
    void theWarningIsTakenOutOfOtherLines() throws Exception {
        assertEquals("before\nafter\n\nlast", pump("before\n" + WARNING + "after\n\nlast"));
        assertEquals("", pump(WARNING));
    }

    @Test
    void thePiecesOfTheWarningMayComeOneByOne() throws Exception {
        assertEquals("after\n", pump((WARNING + "after\n").split("(?<=\\G.{7})")));
    }

    @Test
    void theWarningIsTakenOutOnce() throws Exception {
        assertEquals("x\n" + WARNING + "y\n", pump(WARNING + "x\n" + WARNING + "y\n"));
    }

    @Test
    void otherWarningsStay() throws Exception {
        String other = "WARNING: A terminally deprecated method in sun.misc.Unsafe has been called\nWARNING: x\n\n";
        assertEquals(other, pump(other));
        assertEquals("WARN", pump("WARN"));
        assertEquals("\n\nWARNING: mine\n", pump("\n\n", "WARNING: mine\n"));
    }
}
