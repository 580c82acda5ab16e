package io.github.procession.subprocess;

import java.io.Serializable;
import java.nio.charset.Charset;

/**
 * Output of a program, as far as it was captured.
 *
 * @param out what it wrote to stdout, null if that was not captured
 * @param err what it wrote to stderr, null if that was not captured
 * @param charset the name of the encoding of both
 */
record Output(byte[] out, byte[] err, String charset) implements Serializable {
    private static final int LONGEST_TAIL = 300;

    String text(byte[] bytes) {
        return new String(bytes, Charset.forName(charset));
    }

    /** Bytes of the caller's own; none for what was not captured. */
    static byte[] copy(byte[] bytes) {
        return bytes == null ? new byte[0] : bytes.clone();
    }

    /** The last line on stderr, empty if there is none. */
    String lastWords() {
        if (err == null) {
            return "";
        }
        var lines = text(err).strip();
        var last = lines.substring(lines.lastIndexOf('\n') + 1);
        return last.substring(Math.max(0, last.length() - LONGEST_TAIL));
    }
}
