package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Threads;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LockTextTest {
    @Test
    @Conformance("LOCK-01")
    void theTextNamesTheOwnerAsSeenFromHere() throws Exception {
        Lock lock = new Lock();
        assertEquals("<Lock(owner=None)>", lock.toString());
        try (Pipe pipe = Pipe.open()) {
            Process child = Children.start(new Process(LockTextTest::acquireAndDescribe, lock, pipe.second()));
            assertEquals("<Lock(owner=" + child.getName() + ")>", pipe.first().recv(), "its main thread");
            assertEquals("<Lock(owner=SomeOtherProcess)>", lock.toString());
            pipe.first().send("next");
            assertEquals(
                    "<Lock(owner=" + child.getName() + "|T1)>", pipe.first().recv(), "its thread T1");
            assertEquals("<Lock(owner=SomeOtherThread)>", pipe.first().recv(), "its main thread about T1");
            pipe.first().send("end");
            Children.join(child);
        }
        assertEquals("<Lock(owner=None)>", lock.toString());
    }

    static void acquireAndDescribe(Lock lock, Connection connection) throws Exception {
        try (var _ = lock.acquire()) {
            connection.send(lock.toString());
            connection.recv();
        }
        CountDownLatch described = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        var t1 = Threads.run(() -> {
            Thread.currentThread().setName("T1");
            try (var _ = lock.acquire()) {
                connection.send(lock.toString());
                described.countDown();
                end.await();
            }
            return null;
        });
        described.await();
        connection.send(lock.toString());
        connection.recv();
        end.countDown();
        t1.result();
    }

    @Test
    void theMainProcessIsNamedToo() throws Exception {
        Lock lock = new Lock();
        String mine = Thread.currentThread().getName().equals("main")
                ? "MainProcess"
                : "MainProcess|" + Thread.currentThread().getName();
        try (var _ = lock.acquire()) {
            assertEquals("<Lock(owner=" + mine + ")>", lock.toString());
            assertEquals(
                    "<Lock(owner=SomeOtherThread)>", Threads.run(lock::toString).result());
        }
    }
}
