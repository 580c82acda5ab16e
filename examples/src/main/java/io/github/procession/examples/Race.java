package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import java.util.concurrent.Callable;

/** Work that is done twice, by one process and by one for each processor, and what each of them took. */
final class Race {
    private Race() {}

    /** Prints both times, the start of the processes included, and whether both found the same. */
    static void run(String what, Callable<?> one, Callable<?> several) throws Exception {
        long start = System.nanoTime();
        Object alone = one.call();
        long middle = System.nanoTime();
        Object together = several.call();
        double aloneSeconds = (middle - start) / 1e9;
        double togetherSeconds = (System.nanoTime() - middle) / 1e9;
        int processors = Multiprocessing.cpuCount();
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
