package io.github.procession.multiprocessing;

import io.github.procession.support.Resources;
import io.github.procession.support.RootJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LockMillionTest {
    private static final int LOCKS = 1_000_000;
    private static final int HEAP_ALLOWANCE_MEBIBYTES = 8;
    private static final int SLABS_ALLOWANCE_MEBIBYTES = 64;

    /** Creates locks, uses each, and drops them, in a JVM with a small heap. */
    public static final class MillionMain {
        private MillionMain() {}

        public static void main(String[] args) throws Exception {
            create(1000);
            Resources before = Resources.now();
            create(LOCKS);
            before.awaitBack(HEAP_ALLOWANCE_MEBIBYTES, SLABS_ALLOWANCE_MEBIBYTES);
            System.out.println(before + "\n" + Resources.now());
        }

        private static void create(int count) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                try (var _ = new Lock().acquire()) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Tag("full")
    @Test
    void aMillionLocksCreatedAndDroppedLeaveNothing() throws Exception {
        new RootJvm(MillionMain.class).options("-Xmx128m").run().succeeded();
    }
}
