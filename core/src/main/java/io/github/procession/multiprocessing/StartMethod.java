package io.github.procession.multiprocessing;

import java.util.Arrays;
import java.util.List;

/** The ways to start a process, the default first; then what stands in for a process. */
enum StartMethod {
    /** A new JVM for each process. */
    SPAWN("spawn"),

    /** A spare JVM, booted in advance, for each process. */
    FORKSERVER("forkserver"),

    /** A thread of this JVM, for debugging. */
    THREADS("threads");

    /** System property that puts all processes into threads, whatever the program says. */
    private static final boolean ALL_IN_THREADS = Boolean.getBoolean("procession.threads");

    private final String text;

    StartMethod(String text) {
        this.text = text;
    }

    /** Python's name. */
    String text() {
        return text;
    }

    static List<String> names() {
        return Arrays.stream(values())
                .filter(method -> method != THREADS)
                .map(StartMethod::text)
                .toList();
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
        if (globalOrNull() == null) {
            ThisProcess.here().setStartMethod(SPAWN);
        }
        return globalOrNull();
    }

    /** The method of this process as a whole, or null when it has not been fixed. */
    static StartMethod globalOrNull() {
        return ALL_IN_THREADS ? THREADS : ThisProcess.here().startMethod();
    }

    /** What becomes of a method that a context asks for. */
    StartMethod effective() {
        return ALL_IN_THREADS ? THREADS : this;
    }

    static synchronized void choose(StartMethod method, boolean force) {
        StartMethod chosen = ThisProcess.here().startMethod();
        if (chosen != null && !force) {
            throw new IllegalStateException("context has already been set: it is " + chosen.text
                    + "; setStartMethod(method, true) changes it all the same");
        }
        ThisProcess.here().setStartMethod(method);
    }
}
