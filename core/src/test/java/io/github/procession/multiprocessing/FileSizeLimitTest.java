package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.RootJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared memory that the limit for the size of a file forbids says which limit that is, whatever language the system speaks. */
class FileSizeLimitTest {
    private static final String ADVICE = "raise the limit for the size of a file (ulimit -f)";

    static final class Large {
        public static void main(String[] args) {
            try {
                Array.ofLong(10_000_000);
            } catch (UncheckedIOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static String message(String... environment) throws Exception {
        List<String> wrapper = new ArrayList<>(List.of("env"));
        wrapper.addAll(List.of(environment));
        wrapper.addAll(List.of("sh", "-c", "ulimit -f 32768 && exec \"$@\"", "sh"));
        return new RootJvm(Large.class).wrappedIn(wrapper).run().succeeded().out();
    }

    @Test
    void inEnglish() throws Exception {
        String message = message("LC_ALL=C.UTF-8");
        assertTrue(message.contains(ADVICE), message);
    }

    /** Where the system can make that language. */
    @Test
    void inGerman(@TempDir Path locales) throws Exception {
        makeGerman(locales.resolve("de_DE.UTF-8"));
        String message = message("LC_ALL=de_DE.UTF-8", "LOCPATH=" + locales);
        assertTrue(message.contains(ADVICE), message);
    }

    private static void makeGerman(Path locale) throws InterruptedException {
        try {
            new ProcessBuilder("localedef", "-c", "-i", "de_DE", "-f", "UTF-8", locale.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            assertEquals(
                    "localedef", e.getMessage().replaceFirst(".*\"(\\w+)\".*", "$1"), "the system has no such program");
        }
    }
}
