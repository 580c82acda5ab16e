package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.ThreadPool;
import java.text.ParseException;
import java.text.SimpleDateFormat;
import java.time.LocalDate;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * A library with global state that is not thread-safe, here {@link SimpleDateFormat} in a static field. Threads that use it
 * at the same time spoil each other's results; each process has the library, and its state, for itself.
 */
class NotThreadSafeLibrary {
    private static final SimpleDateFormat FORMAT = new SimpleDateFormat("yyyy-MM-dd");

    static {
        FORMAT.setTimeZone(TimeZone.getTimeZone("UTC"));
    }

    /** Whether the library reads this day right. */
    static boolean isRight(int day) {
        try {
            long millis = day * 86_400_000L;
            String text = "%tF".formatted(LocalDate.ofEpochDay(day));
            return FORMAT.parse(text).getTime() == millis;
        } catch (ParseException | RuntimeException e) {
            return false; // its state is in disorder
        }
    }

    private static long wrong(Pool pool) throws InterruptedException, ExecutionException {
        List<Boolean> right = pool.map(NotThreadSafeLibrary::isRight, IntStream.range(0, 20_000));
        return right.stream().filter(each -> !each).count();
    }

    void main() throws InterruptedException, ExecutionException {
        IO.println("20000 dates are read by four threads, then by four processes.");
        try (var threads = new ThreadPool(4)) {
            IO.println("four threads: " + wrong(threads) + " of 20000 results are wrong");
        }
        try (var processes = new Pool(4)) {
            IO.println("four processes: " + wrong(processes) + " of 20000 results are wrong");
        }
    }
}
