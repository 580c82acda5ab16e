package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The file by which a child says that it ended in order: taken by its parent, and by another process if the parent is dead. */
class OrphanExitReportTest {
    private static final int STATUS = 143;

    static void exit(Queue<Long> pids, Event go) throws Exception {
        pids.put(PoolWorkers.ownPid());
        go.await();
        System.exit(STATUS);
    }

    static void parent(Queue<Long> pids, Event go, Queue<Integer> codes) throws Exception {
        pids.put(PoolWorkers.ownPid());
        Process child = Children.start(new Process(OrphanExitReportTest::exit, pids, go));
        child.join();
        codes.put(child.exitCode().orElseThrow());
    }

    static void nothing() {}

    /** A child whose own child has ended in order, of which this process's child knows nothing: it is stopped. */
    private static Process stoppedParent(Queue<Integer> codes) throws Exception {
        try (Queue<Long> pids = new Queue<>()) {
            Event go = new Event();
            Process parent = Children.start(new Process(OrphanExitReportTest::parent, pids, go, codes));
            long parentPid = pids.get(Eventually.LIMIT);
            long childPid = pids.get(Eventually.LIMIT);
            PoolWorkers.signal("STOP", parentPid);
            go.set();
            LiveRoot.awaitAllDead(List.of(childPid));
            return parent;
        }
    }

    private static Set<String> reports() throws Exception {
        try (Stream<Path> files = Files.list(Session.current().directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("exit-"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aReportForAParentThatIsKilledGoesWithIt() throws Exception {
        try (Queue<Integer> codes = new Queue<>()) {
            Process parent = stoppedParent(codes);
            assertEquals(1, reports().size());
            Children.kill(parent);
            assertEquals(Set.of(), reports());
        }
    }

    @Test
    void aParentThatIsSlowFindsTheReportOfItsChild() throws Exception {
        try (Queue<Integer> codes = new Queue<>()) {
            Process parent = stoppedParent(codes);
            Children.join(Children.start(new Process(OrphanExitReportTest::nothing))); // cleans up after the dead
            assertEquals(1, reports().size());
            PoolWorkers.signal("CONT", parent.pid());
            Children.join(parent);
            assertEquals(STATUS, codes.get(Eventually.LIMIT));
        }
    }

    static void exitAsOrphan(Queue<Long> pids, long parent) throws Exception {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread != Thread.currentThread()) {
                thread.interrupt(); // so that the end of the parent is noticed late
            }
        }
        pids.put(PoolWorkers.ownPid());
        while (LiveRoot.isAlive(parent)) {
            Thread.onSpinWait();
        }
        System.exit(STATUS);
    }

    static void parentOfAnOrphan(Queue<Long> pids) throws Exception {
        long pid = PoolWorkers.ownPid();
        Children.start(new Process(OrphanExitReportTest::exitAsOrphan, pids, pid));
        new CountDownLatch(1).await();
    }

    @Test
    void aChildThatEndsAfterItsParentLeavesNoReport() throws Exception {
        try (Queue<Long> pids = new Queue<>()) {
            Process parent = Children.start(new Process(OrphanExitReportTest::parentOfAnOrphan, pids));
            long child = pids.get(Eventually.LIMIT);
            Children.kill(parent);
            LiveRoot.awaitAllDead(List.of(child));
            assertEquals(Set.of(), reports());
        }
        Children.join(Children.start(new Process(OrphanExitReportTest::nothing))); // takes back what the orphan held
    }
}
