package io.github.procession.ipc.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.WaitMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader's time limit and its interrupts hold while the writer of the record that it reads is stopped. */
@ParameterizedClass
@MethodSource("io.github.procession.ipc.sync.WaitMode#possible")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelStoppedWriterTest {
    private static final int CAPACITY = 1024;
    private static final int LARGE = 5 * CAPACITY;

    @Parameter
    WaitMode mode;

    private final ChannelFixture fixture = new ChannelFixture(CAPACITY);
    private final StoppingPeer stop = new StoppingPeer();
    private final RingChannel writing = fixture.otherView();
    private final FutureTask<Boolean> write =
            new FutureTask<>(() -> writing.write(Records.numbered(1, LARGE, 17, 18), stop));

    /** Keeps a writer in the middle of its record when it finds the ring full. */
    private static final class StoppingPeer implements PeerCheck {
        private final CountDownLatch stopped = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public boolean isGone() {
            stopped.countDown();
            try {
                assertTrue(goOn.await(180, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return false;
        }
    }

    @BeforeEach
    void stopAWriter() throws InterruptedException {
        mode.use();
        Thread.ofPlatform().daemon().start(write);
        assertTrue(stop.stopped.await(180, TimeUnit.SECONDS));
    }

    @AfterEach
    void removeFolder() {
        WaitMode.FUTEX.use();
        fixture.close();
    }

    private ReadOutcome read(Sink sink, Deadline deadline) throws InterruptedException {
        return fixture.channel().read(sink, deadline, fixture.peer);
    }

    private void assertArrivesWhole() throws Exception {
        stop.goOn.countDown();
        Records.Collecting record = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, read(record, Deadline.FOREVER));
        assertEquals(1, record.number());
        assertEquals(List.of(17L, 18L), record.named());
        assertTrue(write.get(180, TimeUnit.SECONDS));
    }

    @Test
    void aLimitEndsInTheMiddleOfARecordAndTheNextCallReadsOn() throws Exception {
        assertEquals(ReadOutcome.TIMED_OUT, read(new Records.Collecting(), Deadline.after(Duration.ofMillis(20))));
        assertEquals(ReadOutcome.TIMED_OUT, read(new Records.Collecting(), Deadline.NOW));
        assertEquals(ReadOutcome.TIMED_OUT, fixture.channel().poll(Deadline.NOW, fixture.peer));
        assertArrivesWhole();
    }

    @Test
    void anInterruptEndsInTheMiddleOfARecordAndTheNextCallReadsOn() throws Exception {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> read(new Records.Collecting(), Deadline.FOREVER));
        assertArrivesWhole();
    }

    @Test
    void aPollLeavesWhatHasArrivedSinceForTheReader() throws Exception {
        assertEquals(ReadOutcome.TIMED_OUT, read(new Records.Collecting(), Deadline.NOW));
        stop.goOn.countDown();
        assertEquals(ReadOutcome.RECORD, fixture.channel().poll(Deadline.FOREVER, fixture.peer));
        assertArrivesWhole();
    }

    @Test
    void aReaderElsewhereGoesOnBehindARecordThatAnotherHasBegun() throws Exception {
        Records.Collecting begun = new Records.Collecting();
        assertEquals(ReadOutcome.TIMED_OUT, read(begun, Deadline.NOW));
        RingChannel elsewhere = fixture.otherView();
        stop.goOn.countDown();
        FutureTask<Boolean> next = new FutureTask<>(() -> writing.write(Records.numbered(2, 10), fixture.peer));
        Thread.ofPlatform().daemon().start(next);
        Records.Collecting record = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, elsewhere.read(record, Deadline.FOREVER, fixture.peer));
        assertEquals(2, record.number());
        assertTrue(next.get(180, TimeUnit.SECONDS));
        assertTrue(writing.write(Records.numbered(3, 10), fixture.peer));
        Records.Collecting here = new Records.Collecting();
        assertEquals(ReadOutcome.RECORD, read(here, Deadline.FOREVER));
        assertEquals(3, here.number());
        assertEquals(1, begun.discarded());
    }
}
