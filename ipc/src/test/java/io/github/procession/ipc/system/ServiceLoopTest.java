package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceLoopTest {
    private final List<Integer> steps = new ArrayList<>();
    private final List<Throwable> told = new ArrayList<>();

    private boolean step(Throwable end) throws IOException, InterruptedException {
        steps.add(steps.size());
        switch (steps.size()) {
            case 1 -> throw new IOException("Too many open files");
            case 2 -> throw new OutOfMemoryError("unable to create native thread");
            case 3 -> throw new IllegalStateException("of a step");
            case 5 -> {
                switch (end) {
                    case IOException e -> throw e;
                    case InterruptedException e -> throw e;
                    default -> {
                        return false;
                    }
                }
            }
            default -> {
                return true;
            }
        }
    }

    @Test
    void aStepThatFailsIsLostAndTheNextIsTaken() {
        ServiceLoop.run(() -> step(new Exception()), told::add);
        assertEquals(5, steps.size());
        assertEquals("Too many open files", told.getFirst().getMessage());
        assertEquals(1, told.size(), "once for failures that follow each other");
    }

    @Test
    void theEndOfWhatIsServedEndsTheLoop() {
        ServiceLoop.run(() -> step(new ClosedChannelException()), told::add);
        assertEquals(5, steps.size());
    }

    @Test
    void anInterruptEndsTheLoop() {
        ServiceLoop.run(() -> step(new InterruptedException()), told::add);
        assertEquals(5, steps.size());
    }

    @Test
    void aLogThatFailsDoesNotEndTheLoop() {
        ServiceLoop.run(() -> step(new Exception()), _ -> {
            throw new OutOfMemoryError("in the log");
        });
        assertEquals(5, steps.size());
    }
}
