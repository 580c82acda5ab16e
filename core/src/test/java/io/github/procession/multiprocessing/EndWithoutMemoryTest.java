package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A child that ends while its parent's heap is full is joined afterwards, though what is done at its end failed. */
class EndWithoutMemoryTest {
    private static final int LARGEST = 1 << 20;
    private static final int SMALLEST = 16;

    /** Has a full heap when its child ends. */
    static final class FullRoot {
        private static final int REST_MILLIS = 2_000;
        private static final int LOST = 255; // the JDK's own thread for it may have lacked memory, too

        private static List<byte[]> hoard = new ArrayList<>(1 << 20);

        public static void main(String[] args) throws Exception {
            Process child = new Process(FullRoot::rest);
            child.start();
            fill();
            java.lang.Thread.sleep(3 * REST_MILLIS);
            hoard = null;
            child.join(Eventually.LIMIT);
            int exitCode = child.exitCode().orElseThrow();
            assertTrue(exitCode == 0 || exitCode == LOST, () -> "exit code " + exitCode);
            System.out.println("joined");
        }

        private static void rest() throws InterruptedException {
            java.lang.Thread.sleep(REST_MILLIS);
        }

        private static void fill() {
            for (int bytes = LARGEST; bytes >= SMALLEST; ) {
                try {
                    hoard.add(new byte[bytes]);
                } catch (OutOfMemoryError e) {
                    bytes /= 2;
                }
            }
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
