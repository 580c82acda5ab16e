package io.github.procession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The processors that both sides get. */
enum Placement {
    /** All of them, with nothing else running. */
    ALL("all processors"),
    /** One, which all processes of a side share. */
    ONE("one processor"),
    /** All of them, each with a program on it that never waits. */
    BUSY("beside a spinning program for each processor");

    private static final List<String> PINNED = List.of("taskset", "-c", "0");

    private final String title;

    Placement(String title) {
        this.title = title;
    }

    static Placement parse(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String title() {
        return title;
    }

    /** The command that runs another one on these processors. */
    List<String> place(List<String> command) {
        if (this != ONE) {
            return command;
        }
        List<String> pinned = new ArrayList<>(PINNED);
        pinned.addAll(command);
        return pinned;
    }

    /** The programs that keep the processors busy; they end when this is closed. */
    Spinning spin() throws IOException {
        return new Spinning(this == BUSY ? Runtime.getRuntime().availableProcessors() : 0);
    }

    /** Programs that never wait. */
    static final class Spinning implements AutoCloseable {
        private final List<Process> programs = new ArrayList<>();

        private Spinning(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                programs.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
            }
        }

        @Override
        public void close() {
            programs.forEach(Process::destroyForcibly);
        }
    }
}
