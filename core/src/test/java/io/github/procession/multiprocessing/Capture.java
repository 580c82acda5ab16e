package io.github.procession.multiprocessing;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What this process and its children print while something runs. */
final class Capture {
    private Capture() {}

    /** Something that may throw. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    static String out(Body body) throws Exception {
        return capture(System.out, System::setOut, body);
    }

    static String err(Body body) throws Exception {
        return capture(System.err, System::setErr, body);
    }

    private static String capture(PrintStream before, Consumer<PrintStream> setter, Body body) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        setter.accept(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            body.run();
        } finally {
            setter.accept(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
