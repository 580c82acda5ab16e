package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.subprocess.Subprocess;
import io.github.procession.support.Children;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The standard input of a child is empty, also for a program that it starts: that one sees its end at once. */
class StdinOfChildrenTest {
    private static final int SEEN = 3;

    static void readAll() throws Exception {
        boolean end = new ProcessBuilder("cat").inheritIO().start().waitFor() == 0
                && Subprocess.run("cat").returnCode() == 0
                && System.in.read() < 0;
        System.exit(end ? SEEN : 1);
    }

    @Test
    void isEmptyForPrograms() throws Exception {
        for (String method : new String[] {"spawn", "forkserver", "forkserver"}) {
            Process child = Children.start(Multiprocessing.getContext(method).process(StdinOfChildrenTest::readAll));
            assertTrue(child.join(Duration.ofSeconds(60)), "a program waits for input that never comes");
            assertEquals(OptionalInt.of(SEEN), child.exitCode());
        }
    }
}
