package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.procession.ipc.memory.PidFiles;
import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a process has made in the session folder for its children: it goes when that process is killed. */
class KilledParentLeavesNoFileTest {
    static void nothing() {}

    static void parent(Queue<Long> pids) throws Exception {
        Children.join(Children.start(new Process(KilledParentLeavesNoFileTest::nothing)));
        Files.createFile(PidFiles.classes(Session.current().directory(), PoolWorkers.ownPid())); // as of a class server
        pids.put(PoolWorkers.ownPid());
        new CountDownLatch(1).await();
    }

    static void parentOfParent(Queue<Long> pids) throws Exception {
        Children.start(new Process(KilledParentLeavesNoFileTest::parent, pids)).join();
    }

    private static Set<String> filesOf(long pid) throws Exception {
        try (Stream<Path> files = Files.list(Session.current().directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*-" + pid + "(-.*)?"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aChildThatIsKilled() throws Exception {
        try (Queue<Long> pids = new Queue<>()) {
            Process parent = Children.start(new Process(KilledParentLeavesNoFileTest::parent, pids));
            long pid = pids.get(Eventually.LIMIT);
            assertNotEquals(Set.of(), filesOf(pid));
            Children.kill(parent);
            assertEquals(Set.of(), filesOf(pid));
        }
    }

    @Test
    void anOrphan() throws Exception {
        try (Queue<Long> pids = new Queue<>()) {
            Process parent = Children.start(new Process(KilledParentLeavesNoFileTest::parentOfParent, pids));
            long pid = pids.get(Eventually.LIMIT);
            assertNotEquals(Set.of(), filesOf(pid));
            Children.kill(parent);
            Eventually.await("the end of the orphan", () -> !LiveRoot.isAlive(pid));
            Children.join(
                    Children.start(new Process(KilledParentLeavesNoFileTest::nothing))); // cleans up after the dead
            assertEquals(Set.of(), filesOf(pid));
        }
    }
}
