package io.github.procession.multiprocessing;

import java.util.Arrays;
import java.util.List;

/** The ways to start a process, the default first. */
enum StartMethod {
    /** A new JVM for each process. */
    SPAWN("spawn"),

    /** A spare JVM, booted in advance, for each process. */
    FORKSERVER("forkserver");

    private static StartMethod chosen; // guarded by the class

    private final String text;

    StartMethod(String text) {
        this.text = text;
    }

    /** Python's name. */
    String text() {
        return text;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(StartMethod::text).toList();
    }

    static StartMethod of(String name) {
        for (StartMethod method : values()) {
            if (method.text.equals(name)) {
                return method;
            }
        }
        throw new IllegalArgumentException(
                name.equals("fork")
                        ? "there is no start method fork: a JVM cannot be copied while its threads run; use"
                                + " forkserver, whose processes start as fast"
                        : "cannot find context for '" + name + "', there are " + names());
    }

    /** The method of this process as a whole; the default is fixed by this. */
    static synchronized StartMethod global() {
        if (chosen == null) {
            chosen = values()[0];
        }
        return chosen;
    }

    /** The method of this process as a whole, or null when it has not been fixed. */
    static synchronized StartMethod globalOrNull() {
        return chosen;
    }

    static synchronized void choose(StartMethod method, boolean force) {
        if (chosen != null && !force) {
            throw new IllegalStateException("context has already been set: it is " + chosen.text
                    + "; setStartMethod(method, true) changes it all the same");
        }
        chosen = method;
    }
}
