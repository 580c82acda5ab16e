package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import io.github.procession.support.Talk;
import io.github.procession.support.Threads;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LockTextTest {
    @Test
    @Conformance("LOCK-01")
    void theTextNamesTheOwnerAsSeenFromHere() throws Exception {
        Lock lock = new Lock();
        assertEquals("<Lock(owner=None)>", lock.toString());
        try (Talk talk = Talk.open()) {
            Process child = Children.start(new Process(LockTextTest::acquireAndDescribe, lock, talk.second()));
            assertEquals("<Lock(owner=" + child.getName() + ")>", talk.first().recv(), "its main thread");
            assertEquals("<Lock(owner=SomeOtherProcess)>", lock.toString());
            talk.first().send("next");
            assertEquals(
                    "<Lock(owner=" + child.getName() + "|T1)>", talk.first().recv(), "its thread T1");
            assertEquals("<Lock(owner=SomeOtherThread)>", talk.first().recv(), "its main thread about T1");
            talk.first().send("end");
            Children.join(child);
        }
        assertEquals("<Lock(owner=None)>", lock.toString());
    }

    static void acquireAndDescribe(Lock lock, Talk.End talk) throws Exception {
        try (var _ = lock.acquire()) {
            talk.send(lock.toString());
            talk.recv();
        }
        CountDownLatch described = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        var t1 = Threads.run(() -> {
            Thread.currentThread().setName("T1");
            try (var _ = lock.acquire()) {
                talk.send(lock.toString());
                described.countDown();
                end.await();
            }
            return null;
        });
        described.await();
        talk.send(lock.toString());
        talk.recv();
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
