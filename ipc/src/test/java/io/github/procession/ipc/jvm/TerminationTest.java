package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a child is told to each listener, whatever becomes of the others. */
class TerminationTest {
    private final Termination end = new Termination();
    private final List<String> told = new ArrayList<>();
    private int shortages = 2;

    private void tellWithoutMemory() {
        told.add("attempt");
        if (shortages-- > 0) {
            throw new OutOfMemoryError("none for the listener");
        }
    }

    @Test
    void aListenerThatHasNoMemoryIsCalledAgain() {
        end.onComplete(this::tellWithoutMemory);
        end.onComplete(() -> told.add("second"));
        end.complete();
        assertEquals(List.of("attempt", "attempt", "attempt", "second"), told);
    }

    @Test
    void aListenerThatFailsKeepsNoOtherFromItsCall() {
        end.onComplete(() -> {
            throw new IllegalStateException();
        });
        end.onComplete(() -> told.add("second"));
        assertThrows(IllegalStateException.class, end::complete);
        assertEquals(List.of("second"), told);
        assertTrue(end.isComplete());
    }
}
