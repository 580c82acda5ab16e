package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.pool.PoolEngine;
import io.github.procession.ipc.codec.HomeOnly;
import io.github.procession.ipc.sync.Awaited;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.ShownWait;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link PoolOperations#imap imap} or {@link PoolOperations#imapUnordered imapUnordered} as they come: Python's
 * {@code IMapIterator}. It may be iterated once, also in a for-each loop.
 *
 * <p>The input is read at most {@link PoolOperations#buffersize buffersize} tasks ahead of what was taken here. Code that does not
 * take all results closes it, so that the rest of the input is not read and no worker works for nothing.
 *
 * <p>Several threads may take from one iterator; each result goes to one of them.
 *
 * @param <R> type of the results
 */
@HomeOnly("gives the results of a pool, which belongs to the process that made it; send the results")
public final class PoolIterator<R extends @Nullable Object> implements Iterator<R>, Iterable<R>, AutoCloseable {
    private static final Object[] NOTHING = {};

    private final StreamJob job;
    private final PoolEngine engine;
    private final ReentrantLock lock = new ReentrantLock(); // a lock that can be waited for with a limit
    private final StreamJob.Chunk[] batch; // guarded by the lock, as are all that follow
    private int inBatch;
    private int nextOfBatch;
    private Object[] current = NOTHING;
    private int position;

    PoolIterator(StreamJob job, PoolEngine engine) {
        this.job = job;
        this.engine = engine;
        this.batch = job.newBatch();
        Cleaners.CLEANER.register(this, new Forgotten(job, engine));
    }

    /** Cleaner that releases the input, and the workers, when results cannot be taken any more. */
    private record Forgotten(StreamJob job, PoolEngine engine) implements Runnable {
        @Override
        public void run() {
            if (job.stop()) {
                Thread.ofPlatform().daemon().name(engine.name() + "-forget").start(() -> engine.cancel(job, false));
            }
        }
    }

    /**
     * Waits until the next result, a failure or the end is known. If interrupted while waiting it throws an
     * {@link InterruptedException}, which {@link Iterator} cannot declare.
     *
     * @return false at the end
     */
    @Override
    public boolean hasNext() {
        try {
            lock.lockInterruptibly();
            try {
                if (position < current.length || hasTaken()) {
                    return true;
                }
                await(Long.MAX_VALUE);
                return job.hasMore();
            } finally {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            throw PoolIterator.<RuntimeException>undeclared(e);
        }
    }

    /** Interrupts are thrown as they are, in a for-each loop too, whose methods cannot declare them. */
    @SuppressWarnings("unchecked") // the cast does nothing at run time
    private static <T extends Throwable> T undeclared(InterruptedException interrupt) throws T {
        throw (T) interrupt;
    }

    /**
     * Waits for the next result. A failed task throws at its place; the next call goes on behind it. If interrupted while
     * waiting it throws an {@link InterruptedException}, which {@link Iterator} cannot declare; the result is still the next one.
     *
     * @return the result
     * @throws NoSuchElementException at the end
     * @throws CompletionException if a task failed, with what it threw as its cause
     * @throws java.util.concurrent.CancellationException if the pool was terminated
     * @throws RuntimeException what the input's iterator threw, after all results of what it gave before
     */
    @Override
    public R next() {
        try {
            return next(Deadline.FOREVER);
        } catch (InterruptedException e) {
            throw PoolIterator.<RuntimeException>undeclared(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("292 years are over", e);
        }
    }

    /**
     * Waits for the next result, but not for ever: Python's {@code next(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the result
     * @throws TimeoutException if it was not there in time; it is still the next one
     * @throws NoSuchElementException at the end
     * @throws ExecutionException if the task failed; the cause says why
     * @throws InterruptedException if interrupted while waiting
     */
    public R next(@Nullable Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return next(Deadline.after(timeout));
    }

    @SuppressWarnings("unchecked") // the function's type says what it returns
    private R next(Deadline deadline) throws InterruptedException, ExecutionException, TimeoutException {
        if (deadline.isForever()) {
            lock.lockInterruptibly();
        } else if (!lock.tryLock(deadline.left(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException("no result in time");
        }
        try {
            while (position == current.length) {
                take(deadline.left());
            }
            Object value = current[position];
            current[position++] = null;
            return (R) value;
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos) throws InterruptedException {
        resumeIfStarved(); // if there was no memory for it behind the last batch
        if (nanos == Long.MAX_VALUE && !job.isReady()) {
            engine.leadUntil(job, job::isReady);
        }
        if (!job.isReady()) {
            try (ShownWait wait = engine.shownWait(Awaited.POOL_RESULTS)) {
                job.awaitReady(nanos, wait);
            }
        }
    }

    /** Whether chunks are left of those that were taken together; who closes this wants them no more. */
    private boolean hasTaken() {
        return nextOfBatch < inBatch && !job.isCancelled();
    }

    private void takeBatch(long nanos) throws InterruptedException, TimeoutException {
        await(nanos);
        nextOfBatch = 0;
        inBatch = 0;
        inBatch = job.take(batch);
        if (inBatch == 0) {
            if (!job.isReady()) {
                throw new TimeoutException("no result in time");
            }
            throw new NoSuchElementException("there are no more results");
        }
        resumeIfStarved();
    }

    private void resumeIfStarved() {
        if (job.wantsResume()) {
            engine.resume(job, true);
        }
    }

    private void take(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        if (!hasTaken()) {
            takeBatch(nanos);
        }
        StreamJob.Chunk chunk = batch[nextOfBatch];
        batch[nextOfBatch++] = null;
        if (chunk.failure() == null) {
            current = chunk.values();
            position = 0;
        } else if (chunk.ofInput() && chunk.failure() instanceof RuntimeException failure) {
            throw failure;
        } else {
            throw AsyncResult.failure(chunk.failure(), chunk.place());
        }
    }

    @Override
    public Iterator<R> iterator() {
        return this;
    }

    /**
     * The results as a sequential stream, which closes this when it is closed.
     *
     * @return the stream
     */
    public Stream<R> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
                .onClose(this::close);
    }

    /** Takes no more: the rest of the input is not read, and tasks that no worker has begun are not run. */
    @Override
    public void close() {
        job.stop();
        engine.cancel(job, false);
    }
}
