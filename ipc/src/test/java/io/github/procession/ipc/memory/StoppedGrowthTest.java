package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is stopped while it makes room for shared objects keeps the others waiting for a limited time. */
class StoppedGrowthTest {
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
}
