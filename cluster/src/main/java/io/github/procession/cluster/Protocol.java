package io.github.procession.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What processes at one namespace must have in common: the functions at the server, and the forms of keys and messages. The number names it,
 * and the functions by it, so that a server may have those of several builds of this library. Processes with another number are refused
 * while others are there.
 */
final class Protocol {
    /** One more whenever functions or forms change so that a process of the build before cannot work with them. */
    static final int NUMBER = 5;

    static final String OPEN = function("open", NUMBER);
    static final String BEAT = function("beat", NUMBER);
    static final String BYE = function("bye", NUMBER);

    /** Of calls that a full server refuses. */
    static final String CALL = function("call", NUMBER);

    /** Of calls that a full server does too. */
    static final String GIVE = function("give", NUMBER);

    /** Where the text of the functions has the number. */
    private static final String PLACE = "{protocol}";

    private Protocol() {}

    static String function(String name, int number) {
        return "p" + number + "_" + name;
    }

    /** Version of this jar and number of the protocol, as others show it: such as "0.1.0/5". */
    static String version() {
        String version = Protocol.class.getPackage().getImplementationVersion();
        return (version == null ? "unknown" : version.replace(' ', '-')) + "/" + NUMBER;
    }

    /** Source of the functions. */
    static String functions() {
        return functions(NUMBER);
    }

    static String functions(int number) {
        try (InputStream in = Protocol.class.getResourceAsStream("procession.lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(PLACE, Integer.toString(number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
