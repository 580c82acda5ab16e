package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.MaybeEncodingError;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What cannot be sent is refused on a cluster as on one machine, in the same words. */
class RefusedObjectsTest {
    private static int namespaces;

    private WorkerProcess worker;
    private Cluster cluster;
    private final Context there = Multiprocessing.getContext("cluster");
    private final Context here = Multiprocessing.getContext("spawn");

    @BeforeEach
    void start() throws Exception {
        String url = TestServer.shared().url("refused" + ++namespaces);
        worker = WorkerProcess.start(url, null, "--slots", "1");
        cluster = Leases.connect(url);
        ProgramCluster.use(cluster);
    }

    @AfterEach
    void end() {
        ProgramCluster.use(null);
        cluster.close();
        worker.close();
    }

    static Object same(Object value) {
        return value;
    }

    private static String message(Executable call) {
        Throwable failure = assertThrows(Exception.class, call);
        return failure instanceof ExecutionException ? failure.getCause().getMessage() : failure.getMessage();
    }

    private static List<String> ofClosedQueue(Context context) throws Exception {
        List<String> messages = new ArrayList<>();
        try (Queue<Object> carrier = context.queue();
                Pool pool = context.pool(1)) {
            Queue<Object> queue = context.queue();
            queue.close();
            messages.add(message(() -> carrier.put(queue)));
            messages.add(message(
                    () -> context.process((Queue<Object> q) -> {}, queue).start()));
            messages.add(message(() -> pool.apply(RefusedObjectsTest::same, queue)));
            messages.add(message(() -> carrier.get(false)));
        }
        return messages;
    }

    @Test
    void aClosedQueue() throws Exception {
        List<String> local = ofClosedQueue(here);
        List<String> remote = ofClosedQueue(there);
        assertEquals(local.getFirst(), remote.getFirst());
        for (int i = 0; i < 3; i++) {
            assertTrue(remote.get(i).endsWith(local.getFirst()), remote::toString);
            assertTrue(local.get(i).endsWith(local.getFirst()), local::toString);
        }
    }

    static Object thread() {
        return List.of(1, Thread.currentThread());
    }

    static Object[] threads() {
        return new Object[] {1, Thread.currentThread()};
    }

    private static String reason(Pool pool, io.github.procession.function.Function0<Object> function) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> pool.apply(function));
        return assertInstanceOf(MaybeEncodingError.class, failed.getCause())
                .getCause()
                .getMessage();
    }

    @Test
    void aResultThatCannotBeSentHasThePathThatItsTaskKnows() throws Exception {
        try (Pool local = here.pool(1);
                Pool remote = there.pool(1)) {
            assertEquals(reason(local, RefusedObjectsTest::thread), reason(remote, RefusedObjectsTest::thread));
            assertEquals(reason(local, RefusedObjectsTest::threads), reason(remote, RefusedObjectsTest::threads));
            String lock = message(() -> remote.apply(() -> new Lock()));
            assertTrue(!lock.contains("[2]"), lock);
        }
    }

    @Test
    void whatIsSaidOfAWorkerHasTheNameOfItsPool() throws Exception {
        try (Pool pool = cluster.pool(Pool.builder().processes(1).name("painters"))) {
            String name = pool.apply(() -> Multiprocessing.currentProcess().getName());
            assertTrue(name.matches(Session.host() + "-\\d+-\\d+"), name);
            String status = Status.of(cluster);
            assertTrue(status.contains("pool painters of "), status);
            assertTrue(!status.contains("pool " + cluster.session().id()), status);
            String lost = message(() -> pool.apply(() -> {
                Runtime.getRuntime().halt(3);
                return 0;
            }));
            assertTrue(lost.startsWith("worker " + name + " (pid "), lost);
        }
    }
}
