package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is stopped while it makes room for shared objects keeps the others waiting for a limited time. */
class StoppedGrowthTest {
    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAllocationEndsWithAnErrorThatNamesTheStoppedProcessAndWorksWhenThatIsDead() {
        try (SharedFolder shared = new SharedFolder()) {
            Cells cells = shared.cells(shared.living());
            cells.limitGrowth(100);
            SharedFolder.Mortal stopped = shared.mortal();
            shared.table().putIntVolatile(ProcessTableLayout.GROWING_OFFSET, stopped.token());
            String message = assertThrows(IllegalStateException.class, () -> cells.allocate(1))
                    .getMessage();
            assertTrue(message.contains("process " + stopped.process().pid() + " "), message);
            stopped.kill();
            assertTrue(cells.isCurrent(cells.allocate(1)));
        }
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void otherThreadsReachTheirObjectsMeanwhile() throws Exception {
        try (SharedFolder shared = new SharedFolder()) {
            Cells cells = shared.cells(shared.living());
            cells.limitGrowth(Integer.MAX_VALUE);
            SharedFolder.Mortal stopped = shared.mortal();
            shared.table().putIntVolatile(ProcessTableLayout.GROWING_OFFSET, stopped.token());
            FutureTask<Cell> allocation = new FutureTask<>(() -> cells.allocate(1));
            Thread thread = Thread.ofPlatform().daemon().start(allocation);
            while (Stream.of(thread.getStackTrace())
                    .noneMatch(frame -> frame.getMethodName().equals("grow"))) {
                Thread.onSpinWait();
            }
            // what the stopped process has made already
            Segment.createUnmapped(shared.path().resolve("slab-0"), CellLayout.SLAB_BYTES);
            shared.table().putIntRelease(ProcessTableLayout.SLABS_OFFSET, 1);
            assertFalse(cells.isCurrent(cells.at(1L << 32)), "a look that has to map it");
            stopped.kill();
            assertTrue(cells.isCurrent(allocation.get()));
        }
    }
}
