package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;

/** Work that is done twice, by one process and by one for each processor, and what each of them took. */
final class Race {
    private Race() {}

    /** All of the work, which tells each task that is done. */
    @FunctionalInterface
    interface Work {
        Object run(Progress progress) throws Exception;
    }

    /** Prints both times, the start of the processes included, and whether both found the same. */
    static void run(String what, long tasks, Work one, Work several) throws Exception {
        int processors = Multiprocessing.cpuCount();
        IO.println("%s: %,d tasks, first for one process, then for %d".formatted(what, tasks, processors));
        long start = System.nanoTime();
        Object alone = one.run(new Progress("one process", tasks));
        long middle = System.nanoTime();
        Object together = several.run(new Progress(processors + " processes", tasks));
        double aloneSeconds = (middle - start) / 1e9;
        double togetherSeconds = (System.nanoTime() - middle) / 1e9;
        IO.println("%s: %s".formatted(what, together));
        IO.println("one process %.2f s, %d processes on %d processors %.2f s: %.2f times as fast"
                .formatted(aloneSeconds, processors, processors, togetherSeconds, aloneSeconds / togetherSeconds));
        IO.println(alone.equals(together) ? "The results are equal." : "The results DIFFER.");
    }

    /** The first argument of a program, per cent of its usual work; 100 without one. */
    static int percent(String[] args) {
        return args.length > 0 ? Integer.parseInt(args[0]) : 100;
    }
}
