package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootMethod;
import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A manager's server that is stopped keeps no call waiting for ever, and serves the same proxies when it goes on. */
class ManagerStoppedServerTest {
    private static void assertLost(ManagerException e) {
        assertTrue(e.getMessage().contains("no word came for 3 s, so it is stopped or cut off"), e.getMessage());
    }

    /** Has the server collect garbage when it is told to: what is held for nobody is gone then. */
    static void collectGarbage(DictProxy<String, Integer> dict, Event connected, Event go) throws Exception {
        dict.put("connected", 1);
        connected.set();
        go.await();
        for (int i = 0; i < 10; i++) {
            dict.apply(_ -> {
                System.gc();
                return 0;
            });
        }
    }

    static void useAManagerThatIsStopped() throws Exception {
        try (SyncManager manager = Multiprocessing.manager()) {
            DictProxy<String, Integer> dict = manager.dict();
            dict.put("k", 1);
            assertEquals(3, dict.merge("k", 2, ManagerStoppedServerTest::addSlowly)); // computing is no silence
            LockProxy lock = manager.lock();
            Event connected = new Event();
            Event go = new Event();
            Process other = Children.start(
                    new Process(ManagerStoppedServerTest::collectGarbage, manager.dict(), connected, go));
            connected.await();
            long pid = manager.process().pid();
            SpareJvms.signal("STOP", List.of(pid));
            CountDownLatch begun = new CountDownLatch(1);
            var waits = Threads.run(() -> {
                begun.countDown();
                return assertThrows(ManagerException.class, () -> lock.acquire(Duration.ofMillis(100)));
            });
            begun.await();
            assertLost(assertThrows(ManagerException.class, () -> dict.get("k")));
            waits.result();
            SpareJvms.signal("CONT", List.of(pid));
            go.set();
            Children.join(other); // the server keeps what this process had, which comes back
            assertEquals(3, dict.get("k"));
            assertTrue(lock.acquire(Eventually.LIMIT), "what the call of before got was given back");
            lock.release();
        }
    }

    @Tag("full")
    @Test
    void callsEndWithAnErrorAndTheNextOnesWorkWhenTheServerGoesOn() throws Exception {
        RootMethod.of(ManagerStoppedServerTest.class, "useAManagerThatIsStopped")
                .options("-Dprocession.managerSilence=3")
                .run()
                .succeeded();
    }

    static int addSlowly(int a, int b) {
        for (long end = System.nanoTime() + 4_000_000_000L; System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        return a + b;
    }
}
