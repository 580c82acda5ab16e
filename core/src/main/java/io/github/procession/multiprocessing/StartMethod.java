package io.github.procession.multiprocessing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The ways to start a process, the default first; then what stands in for a process. */
enum StartMethod {
    /** A new JVM for each process. */
    SPAWN("spawn"),

    /** A spare JVM, booted in advance, for each process. */
    FORKSERVER("forkserver"),

    /** A thread of this JVM, for debugging. */
    THREADS("threads"),

    /** A child of a worker on another machine, by the module {@code procession-cluster}. */
    CLUSTER("cluster");

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
                .filter(method -> method.ordinal() < THREADS.ordinal())
                .map(StartMethod::text)
                .toList();
    }

    private static String all() {
        return Arrays.stream(values()).map(StartMethod::text).collect(Collectors.joining(", "));
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
                        : "cannot find context for '" + name + "': there are " + all());
    }
}
