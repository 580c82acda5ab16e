package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import io.github.procession.support.Shortage;
import org.junit.jupiter.api.Test;

/** A child that ends while its parent's heap is full is joined afterwards, though what is done at its end failed. */
class EndWithoutMemoryTest {
    /** Has a full heap when its child ends. */
    static final class FullRoot {
        private static final int REST_MILLIS = 2_000;
        private static final int LOST = 255; // the JDK's own thread for it may have lacked memory, too

        public static void main(String[] args) throws Exception {
            Process child = new Process(FullRoot::rest);
            child.start();
            try (Shortage _ = Shortage.ofMemory()) {
                java.lang.Thread.sleep(3 * REST_MILLIS);
            }
            child.join(Eventually.LIMIT);
            int exitCode = child.exitCode().orElseThrow();
            assertTrue(exitCode == 0 || exitCode == LOST, () -> "exit code " + exitCode);
            System.out.println("joined");
        }

        private static void rest() throws InterruptedException {
            java.lang.Thread.sleep(REST_MILLIS);
        }
    }

    @Test
    void itIsJoinedAllTheSame() throws Exception {
        assertEquals(
                "joined",
                new RootJvm(FullRoot.class)
                        .options("-Xmx32m", "-XX:+UseSerialGC")
                        .run()
                        .succeeded()
                        .out()
                        .strip());
    }
}
