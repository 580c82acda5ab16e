package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The programs about queues, pipes and locks print what their tutorials say. */
class CommunicationProgramsTest {
    @Test
    void withoutSharingEachPlayerCountsToTen() throws Exception {
        var run = Run.ofHealthy(PingPongWithoutSharing.class);
        run.assertPrinted(10, "Ping");
        run.assertPrinted(10, "Pong");
        assertEquals("The count is 0.", run.out().getLast());
    }

    @Test
    void pingPongStopsAtTenTogether() throws Exception {
        var run = Run.ofHealthy(PingPong.class);
        run.assertPrinted(10, "Ping|Pong");
        assertEquals("The count is 10.", run.out().getLast());
    }

    @Test
    void whatOneProcessPutsAnotherGetsInOrder() throws Exception {
        var run = Run.ofHealthy(DownloadAndSave.class);
        run.assertPrinted(1, "The data has been downloaded\\.");
        run.assertPrinted(1, "saved: \\[11, 22, 33, 44]");
    }

    @Test
    void allIsReadBeforeTheReaderIsTerminated() throws Exception {
        var run = Run.ofHealthy(WriterAndReader.class);
        run.assertPrintedInOrder("put a into queue", "put b into queue", "put c into queue");
        run.assertPrintedInOrder("get a from queue", "get b from queue", "get c from queue", "reader: exit code -15");
    }

    @Test
    void aPipeGivesBackEqualObjects() throws Exception {
        var run = Run.ofHealthy(PipeEcho.class);
        run.assertPrinted(5, "sent (.*), got \\1: equal");
        assertEquals("echo: the pipe is at its end", run.out().getLast());
    }

    @Test
    void withoutALockDepositsAreLost() throws Exception {
        var run = Run.ofHealthy(BankAccountWithoutLock.class);
        run.assertPrinted(1, "The balance is \\d+ yuan after 100 deposits\\.");
        int balance = Integer.parseInt(run.out().getLast().split(" ")[3]);
        assertTrue(balance > 0 && balance < 100, run::toString);
    }

    @Test
    void withALockEachDepositCounts() throws Exception {
        var run = Run.ofHealthy(BankAccountWithLock.class);
        assertEquals("The balance is 100 yuan after 100 deposits.", run.out().getLast());
    }
}
