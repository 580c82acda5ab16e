package io.github.procession.cluster;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An entry of a map as the server has it: "version b sealed-key-and-value" or "version n number sealed-key". */
record StoredEntry(String version, Object key, Object value) {
    /** Null for none. */
    static @Nullable StoredEntry of(Object stored, Payloads payloads, String object) {
        if (!(stored instanceof byte[] bytes)) {
            return null;
        }
        int afterVersion = after(bytes, 0);
        String version = text(bytes, 0, afterVersion);
        int begin = afterVersion + 2;
        if (bytes[afterVersion] == 'b') {
            Object[] both = (Object[]) payloads.decode(Arrays.copyOfRange(bytes, begin, bytes.length), object);
            return new StoredEntry(version, both[0], both[1]);
        }
        int afterNumber = after(bytes, begin);
        Object key = payloads.decode(Arrays.copyOfRange(bytes, afterNumber, bytes.length), object);
        return new StoredEntry(version, key, Long.valueOf(text(bytes, begin, afterNumber)));
    }

    /** Index behind the next space. */
    private static int after(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != ' ') {
            at++;
        }
        return at + 1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return Request.text(Arrays.copyOfRange(bytes, from, to - 1));
    }
}
