package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConditionProcessDiesTest {
    private static void awaitWaiting(Condition condition, int count) throws Exception {
        Eventually.await(
                count + " wait: " + condition, () -> condition.toString().endsWith(", " + count + ")>"));
    }

    static void awaitSignal(Condition condition) throws Exception {
        try (var _ = condition.acquire()) {
            condition.await();
        }
    }

    @Test
    void aSignalToADeadProcessWakesAnotherThatWaitedThen() throws Exception {
        Condition condition = new Condition();
        Process dying = Children.start(new Process(ConditionProcessDiesTest::awaitSignal, condition));
        awaitWaiting(condition, 1); // it is the oldest
        Process surviving = Children.start(new Process(ConditionProcessDiesTest::awaitSignal, condition));
        awaitWaiting(condition, 2);
        Children.kill(dying);
        try (var _ = condition.acquire()) {
            condition.signal();
        }
        Children.join(surviving);
        assertEquals("<Condition(<RLock(None, 0)>, 0)>", condition.toString());
    }

    @Test
    void aSignalToADeadProcessIsNotForThoseWhoComeLater() throws Exception {
        Condition condition = new Condition();
        Process dying = Children.start(new Process(ConditionProcessDiesTest::awaitSignal, condition));
        awaitWaiting(condition, 1);
        Children.kill(dying);
        try (var _ = condition.acquire()) {
            condition.signal();
            assertFalse(condition.await(Duration.ofMillis(400)), "longer than any slice");
        }
    }

    @Test
    void aProcessThatIsKilledAsItWakesPassesTheSignalOn() throws Exception {
        Condition condition = new Condition();
        Process dying = Children.start(new Process(ConditionProcessDiesTest::awaitSignal, condition));
        awaitWaiting(condition, 1);
        var survivor = Threads.run(() -> {
            try (var _ = condition.acquire()) {
                return condition.await(Eventually.LIMIT);
            }
        });
        awaitWaiting(condition, 2);
        try (var _ = condition.acquire()) {
            condition.signal();
            Children.kill(dying); // it has the signal and waits for the lock
        }
        assertTrue(survivor.result());
        assertFalse(condition.locked());
    }

    @Test
    void aKilledHolderOfTheLockLeavesAConditionThatWorks() throws Exception {
        Condition condition = new Condition();
        try (Pipe pipe = Pipe.open()) {
            Process holder =
                    Children.start(new Process(ConditionProcessDiesTest::acquireAndHang, condition, pipe.second()));
            assertEquals("has it", pipe.first().recv());
            Children.kill(holder);
        }
        Process waiting = Children.start(new Process(ConditionProcessDiesTest::awaitSignal, condition));
        awaitWaiting(condition, 1);
        try (var _ = condition.acquire()) {
            condition.signalAll();
        }
        Children.join(waiting);
    }

    static void acquireAndHang(Condition condition, Connection connection) throws Exception {
        condition.acquire();
        connection.send("has it");
        connection.recv();
    }
}
