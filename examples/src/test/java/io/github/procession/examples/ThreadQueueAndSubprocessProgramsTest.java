package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The programs about queues between threads, virtual threads and other programs print what they should. */
class ThreadQueueAndSubprocessProgramsTest {
    @Test
    void allWorkIsDoneBeforeTheConsumersGoHome() throws Exception {
        var run = Run.ofHealthy(ProducerAndConsumer.class);
        for (int item = 1; item <= 6; item++) {
            run.assertPrinted(1, "consumer-[12] works on " + item);
        }
        assertEquals("All work is done.", run.out().get(6));
        assertEquals(
                List.of("consumer-1 goes home", "consumer-2 goes home"),
                run.out().subList(7, run.out().size()).stream().sorted().toList());
    }

    @Test
    void eachQueueHasItsOrder() throws Exception {
        var run = Run.ofHealthy(PriorityOrders.class);
        assertEquals(
                List.of("Queue: tea soup noodles", "LifoQueue: noodles soup tea", "PriorityQueue: soup noodles tea"),
                run.out());
    }

    @Test
    void otherProgramsAreRunFedConnectedCheckedAndKilled() throws Exception {
        var run = Run.ofHealthy(OtherPrograms.class);
        assertEquals("echo says hello", run.out().get(0));
        assertEquals("sorted: [apple, fig, pear]", run.out().get(1));
        assertEquals("lines without a 3: 4", run.out().get(2));
        run.assertPrinted(1, "ls failed with exit code \\d+ and said why: true");
        assertEquals("sleep took more than 200 ms and was killed", run.out().getLast());
    }

    @Test
    void aThousandFetchesWaitAtTheSameTime() throws Exception {
        var run = Run.ofHealthyIn("de", Crawler.class);
        run.assertPrinted(1, "1000 pages, numbers add up to 500500, 1000 fetches at a time, .* s");
    }
}
