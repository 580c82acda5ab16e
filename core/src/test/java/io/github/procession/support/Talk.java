package io.github.procession.support;

import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.queue.Empty;
import java.util.Objects;

/**
 * Talk of a test with a child, for tests that are not about a {@link Pipe}: two queues, which a cluster has, while it has no pipes.
 *
 * @param first the end of the test
 * @param second the end of the child
 */
public record Talk(End first, End second) implements AutoCloseable {
    /**
     * One end.
     *
     * @param in what the other end sent
     * @param out what the other end receives
     */
    public record End(Queue<Object> in, Queue<Object> out) {
        /** Sends a value, which is not null. */
        public void send(Object value) throws InterruptedException {
            out.put(Objects.requireNonNull(value));
        }

        /** Waits for a value; fails if none comes. */
        public Object recv() throws InterruptedException {
            try {
                return in.get(Eventually.LIMIT);
            } catch (Empty _) {
                throw new AssertionError("the other end says nothing");
            }
        }
    }

    /** Makes two ends. */
    public static Talk open() {
        Queue<Object> there = new Queue<>();
        Queue<Object> back = new Queue<>();
        return new Talk(new End(back, there), new End(there, back));
    }

    @Override
    public void close() {
        first.in.close();
        first.out.close();
    }
}
