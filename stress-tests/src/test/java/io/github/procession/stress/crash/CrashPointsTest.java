package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A process may die after any store to shared memory, and after any operation on its files: each operation is tried with
 * a death at the first, the second, ... until it completes. Prints how many points were visited. With
 * {@code -Dprocession.crashScenarios=some} one operation of each kind of object is tried.
 */
class CrashPointsTest {
    private static final int MINUTES = 5;
    private static final AtomicInteger TOTAL = new AtomicInteger();
    private static final ExecutorService TWO_AT_ONCE = Executors.newFixedThreadPool(2);

    private static List<Class<? extends Scenario>> scenarios() {
        return List.of(
                MutexScenario.Lock.class,
                MutexScenario.ContendedLock.class,
                MutexScenario.Unlock.class,
                MutexScenario.ContendedUnlock.class,
                MutexScenario.TakeOver.class,
                SemaphoreScenario.Acquire.class,
                SemaphoreScenario.AcquireWaiting.class,
                SemaphoreScenario.ReleaseToWaiter.class,
                LedgerScenario.Create.class,
                LedgerScenario.AcquireAndRelease.class,
                LedgerScenario.AcquireWaiting.class,
                LedgerScenario.ReleaseForAnother.class,
                LedgerScenario.ReleaseBesideAStopped.class,
                LedgerScenario.Reclaim.class,
                EventScenario.SetAndClear.class,
                EventScenario.Await.class,
                RLockScenario.class,
                ConditionScenario.Await.class,
                ConditionScenario.AwaitInVain.class,
                ConditionScenario.Signal.class,
                BlockScenario.Create.class,
                BlockScenario.Unlink.class,
                BlockScenario.MakeElements.class,
                BlockScenario.SetSlot.class,
                BarrierScenario.AwaitFirst.class,
                BarrierScenario.AwaitLast.class,
                BarrierScenario.AbortAndReset.class,
                ChannelScenario.WriteSmall.class,
                ChannelScenario.WriteTogether.class,
                ChannelScenario.ReadTogether.class,
                ChannelScenario.WriteLarge.class,
                ChannelScenario.Interrupted.class,
                ChannelScenario.AbortOfTheDead.class,
                ChannelScenario.ReadSmall.class,
                ChannelScenario.ReadWaiting.class,
                ChannelScenario.ReadLarge.class,
                QueueScenario.Create.class,
                QueueScenario.Put.class,
                QueueScenario.Wrap.class,
                QueueScenario.PutWithGrowth.class,
                QueueScenario.PutGiant.class,
                QueueScenario.BoundedPut.class,
                QueueScenario.Take.class,
                QueueScenario.TakeWaiting.class,
                QueueScenario.TakeAcrossRings.class,
                QueueScenario.Finish.class,
                CellScenario.Allocate.class,
                CellScenario.AllocateNewSlab.class,
                CellScenario.Hold.class,
                CellScenario.Drop.class,
                CellScenario.Free.class,
                CellScenario.FreeWithFiles.class,
                CellScenario.Grant.class,
                MoveScenario.Send.class,
                MoveScenario.SendAndDie.class,
                MoveScenario.Receive.class,
                MoveScenario.FreeCarrier.class,
                MoveScenario.Pipe.class,
                TableScenario.Reserve.class,
                TableScenario.Bind.class,
                TableScenario.Join.class,
                TableScenario.Reap.class,
                FolderScenario.Open.class,
                FolderScenario.Remove.class,
                FolderScenario.Sweep.class);
    }

    @Test
    void eachScenarioIsVisited() throws Exception {
        Path classes = Path.of(CrashPointsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(
                classes.resolve(CrashPointsTest.class.getPackageName().replace('.', '/')))) {
            List<String> found = new ArrayList<>();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.class$", "");
                Class<?> type = Class.forName(CrashPointsTest.class.getPackageName() + "." + name);
                if (Scenario.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    found.add(type.getName());
                }
            }
            found.remove(FolderScenario.DeadRoot.class.getName()); // what Sweep prepares with
            List<String> visited =
                    scenarios().stream().map(Class::getName).sorted().toList();
            assertEquals(found.stream().sorted().toList(), visited, "each scenario is in the list once");
        }
    }

    @TestFactory
    Stream<DynamicTest> noDeathLeavesASurvivorStuckOrAnInvariantBroken() throws Exception {
        String only = System.getProperty("procession.scenario", "");
        boolean isAll = !only.isEmpty() || !"some".equals(System.getProperty("procession.crashScenarios"));
        Set<Class<?>> kinds = new HashSet<>();
        return scenarios().stream()
                .filter(scenario -> scenario.getName().endsWith(only))
                .filter(scenario -> isAll || kinds.add(scenario.getEnclosingClass()))
                .map(scenario -> {
                    Future<Integer> points = TWO_AT_ONCE.submit(() -> visit(scenario));
                    return DynamicTest.dynamicTest(scenario.getSimpleName(), () -> TOTAL.addAndGet(points.get()));
                })
                .toList()
                .stream();
    }

    private static int visit(Class<? extends Scenario> scenario) throws Exception {
        Scenario described = scenario.getDeclaredConstructor().newInstance();
        long start = System.nanoTime();
        int points = 0;
        if (described.wantsNewSession()) {
            while (visit(scenario, points + 1, points + 1) != 0) {
                points++;
            }
        } else {
            points = visit(scenario, 1, Integer.MAX_VALUE);
        }
        IO.println("crash points | %-53s | %3s | %5d ms"
                .formatted(described.name(), points, (System.nanoTime() - start) / 1_000_000));
        assertTrue(points > 0, scenario + ": the operation stores nothing, so no death was tried");
        return points;
    }

    private static int visit(Class<? extends Scenario> scenario, int first, int last) throws Exception {
        // short slices: children die before they could wake anybody, so each survivor's wait ends with its slice
        Process root = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dprocession.sliceMillis=10",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashRoot.class.getName(),
                        scenario.getName(),
                        Integer.toString(first),
                        Integer.toString(last))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String printed = new String(root.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertTrue(root.waitFor(MINUTES, TimeUnit.MINUTES), scenario + ": the root hangs");
            assertEquals(0, root.exitValue(), scenario + " (the reason is on stderr)");
            return Integer.parseInt(printed);
        } finally {
            root.destroyForcibly();
        }
    }

    @AfterAll
    static void printTotal() {
        TWO_AT_ONCE.shutdownNow();
        IO.println("crash points | total " + TOTAL);
    }
}
