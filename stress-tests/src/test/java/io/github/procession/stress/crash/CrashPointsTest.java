package io.github.procession.stress.crash;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A process may die after any store to shared memory, and after any operation on its files: each operation is tried with
 * a death at the first, the second, ... until it completes. Prints how many points were visited.
 */
class CrashPointsTest {
    private static int total;

    private static List<Scenario> scenarios() {
        return List.of(
                new MutexScenario.Lock(),
                new MutexScenario.ContendedLock(),
                new MutexScenario.Unlock(),
                new MutexScenario.ContendedUnlock(),
                new MutexScenario.TakeOver(),
                new SemaphoreScenario.Acquire(),
                new SemaphoreScenario.AcquireWaiting(),
                new SemaphoreScenario.ReleaseToWaiter(),
                new LedgerScenario.Create(),
                new LedgerScenario.AcquireAndRelease(),
                new LedgerScenario.AcquireWaiting(),
                new LedgerScenario.ReleaseForAnother(),
                new LedgerScenario.Reclaim(),
                new EventScenario.SetAndClear(),
                new EventScenario.Await(),
                new RLockScenario(),
                new ConditionScenario.Await(),
                new ConditionScenario.AwaitInVain(),
                new ConditionScenario.Signal(),
                new BarrierScenario.AwaitFirst(),
                new BarrierScenario.AwaitLast(),
                new BarrierScenario.AbortAndReset(),
                new ChannelScenario.WriteSmall(),
                new ChannelScenario.WriteLarge(),
                new ChannelScenario.Interrupted(),
                new ChannelScenario.AbortOfTheDead(),
                new ChannelScenario.ReadSmall(),
                new ChannelScenario.ReadWaiting(),
                new ChannelScenario.ReadLarge(),
                new QueueScenario.Create(),
                new QueueScenario.Put(),
                new QueueScenario.Wrap(),
                new QueueScenario.PutWithGrowth(),
                new QueueScenario.BoundedPut(),
                new QueueScenario.Take(),
                new QueueScenario.TakeWaiting(),
                new QueueScenario.TakeAcrossRings(),
                new QueueScenario.Finish());
    }

    @TestFactory
    Stream<DynamicTest> noDeathLeavesASurvivorStuckOrAnInvariantBroken() {
        return scenarios().stream().map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
            long start = System.nanoTime();
            int points = CrashRun.visit(scenario);
            total += points;
            IO.println("crash points | %-45s | %3d | %5d ms"
                    .formatted(scenario.name(), points, (System.nanoTime() - start) / 1_000_000));
        }));
    }

    @AfterAll
    static void printTotal() {
        IO.println("crash points | total %d".formatted(total));
    }
}
