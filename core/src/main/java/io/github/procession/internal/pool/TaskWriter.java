package io.github.procession.internal.pool;

import io.github.procession.ipc.codec.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writer of assigned tasks to their workers, without the engine's lock: encoding runs code of users, and large messages wait for
 * room. One thread at a time writes to a worker, the one that {@link WorkerHandle#beginSending} has chosen.
 *
 * <p>Small messages go together: tasks are encoded, then numbered, then sent. When the link is full, the tasks behind the first one
 * that has no room return to the outbox without their numbers, and another thread waits for room with that one; it has the right to
 * write from then on. Each way out of {@code write} therefore ends in one of four states: the outbox is empty and there is
 * no writer; another thread is the writer; the worker is dead, and its end takes all of its tasks away; or the worker is
 * killed, because an error has left it open what was written.
 */
final class TaskWriter {
    /** Receiver of tasks that cannot be sent. */
    interface ErrorHandler {
        /** A task was not written, and will not be. */
        void encodingFailed(WorkerHandle worker, PoolTask task, Throwable reason);
    }

    /** Size up to which small messages are sent together. */
    private static final long TOGETHER_BYTES = 16 << 10;

    /** Longest time that an encoded message waits for others to be encoded. */
    private static final long TOGETHER_NANOS = 100_000;

    /** Errors in a row after which a worker is killed. */
    private static final int MOST_FAILURES = 3;

    private final ReentrantLock lock;
    private final Executor background;
    private final Surroundings surroundings;
    private final ErrorHandler errorHandler;

    TaskWriter(ReentrantLock lock, Executor background, Surroundings surroundings, ErrorHandler errorHandler) {
        this.lock = lock;
        this.background = background;
        this.surroundings = surroundings;
        this.errorHandler = errorHandler;
    }

    /** Writes the outbox of a worker whose sending this thread has set. Never throws. */
    void write(WorkerHandle worker) {
        try {
            writeAll(worker);
        } catch (Throwable e) { // no room left on the stack of the caller, or an error of the library
            giveUp(worker, e);
        }
    }

    /**
     * After an error, which may be that no room is left on the stack of the caller: another thread goes on with
     * what was not written. What may have been written in part or not is decided by the end of the worker, which knows what
     * it has claimed.
     */
    private void giveUp(WorkerHandle worker, Throwable reason) {
        if (worker.channel().mayTryAgain(MOST_FAILURES)) {
            try {
                lock.lock();
                try {
                    worker.putBack(worker.unwritten());
                } finally {
                    lock.unlock();
                }
                background.execute(() -> write(worker));
                return;
            } catch (RuntimeException | Error e) { // the pool has ended, or the system has no thread
                suppress(reason, e);
            }
        }
        worker.kill();
        try {
            PoolEngine.LOG.error("{} is ended, since its tasks cannot be written", worker.name(), reason);
        } catch (RuntimeException | Error _) {
            // the log is short of memory, too
        }
    }

    /** Without memory the JVM throws the same error again, or has none for the note. */
    private static void suppress(Throwable reason, Throwable another) {
        if (another != reason) {
            try {
                reason.addSuppressed(another);
            } catch (OutOfMemoryError _) {
                // what follows is more important
            }
        }
    }

    private void writeAll(WorkerHandle worker) {
        while (true) {
            PoolTask[] batch;
            lock.lock();
            try {
                batch = worker.takeOutbox();
            } finally {
                lock.unlock();
            }
            if (batch == null || !write(worker, batch)) {
                return;
            }
        }
    }

    /** False if another thread goes on with it, or the worker is dead. */
    private boolean write(WorkerHandle worker, PoolTask[] batch) {
        for (int i = 0; i < batch.length; ) {
            List<PoolTask> tasks = new ArrayList<>(batch.length - i);
            List<Message> messages = new ArrayList<>(batch.length - i);
            long begin = surroundings.nanoTime();
            long nanos = 0;
            for (long bytes = 0; i < batch.length && bytes < TOGETHER_BYTES && !isLate(nanos, messages); i++) {
                PoolTask task = batch[i];
                Message message = encoded(worker, task);
                if (message != null) {
                    messages.add(message);
                    tasks.add(task);
                    bytes += message.size();
                }
                nanos = surroundings.nanoTime() - begin;
                task.job.function.speed().encoded(nanos);
            }
            if (!messages.isEmpty()
                    && !write(worker, tasks, messages, Arrays.asList(batch).subList(i, batch.length))) {
                return false;
            }
        }
        return true;
    }

    /** The message with a task; null if that cannot be encoded, which its job has been told then. */
    private @Nullable Message encoded(WorkerHandle worker, PoolTask task) {
        Message message = null;
        try {
            message = worker.channel().encode(task);
            message.detach();
            return message;
        } catch (Throwable e) { // the user's objects are at fault, and may throw anything
            if (message != null) {
                message.close();
            }
            errorHandler.encodingFailed(worker, task, explained(task, e));
            return null;
        }
    }

    private static Throwable explained(PoolTask task, Throwable reason) {
        try {
            return task.withArgument(reason, WorkerProtocol.FIRST_INPUT);
        } catch (Throwable e) { // the text of the reason is the user's, too
            return reason;
        }
    }

    /** Whether those that are encoded should not wait for more: code of users may take its time. */
    private static boolean isLate(long nanos, List<Message> messages) {
        return nanos > TOGETHER_NANOS && !messages.isEmpty();
    }

    private boolean write(WorkerHandle worker, List<PoolTask> tasks, List<Message> messages, List<PoolTask> rest) {
        Message slow = null;
        try {
            WorkerChannel channel = worker.channel();
            if (!channel.number(tasks)) {
                return false;
            }
            int sent = channel.trySend(messages);
            if (sent == tasks.size()) {
                return true;
            }
            List<PoolTask> unsent = tasks.subList(sent + 1, tasks.size());
            channel.unnumber(unsent);
            putBack(worker, unsent, rest);
            slow = messages.get(sent);
            writeInBackground(worker, slow);
            return false; // it may be written by now, and the channel be another thread's
        } catch (IOException e) {
            return false; // the worker is dead, and what it did not get is given to another at its end
        } finally {
            for (int i = 0; i < messages.size(); i++) { // an iterator takes memory
                if (messages.get(i) != slow) {
                    messages.get(i).close();
                }
            }
        }
    }

    /** Tasks that are not written yet, while one before them waits for room: there they can still be taken back. */
    private void putBack(WorkerHandle worker, List<PoolTask> unsent, List<PoolTask> rest) {
        lock.lock();
        try {
            worker.putBack(rest);
            worker.putBack(unsent);
        } finally {
            lock.unlock();
        }
    }

    /** Writes a message that waits for room in a thread of its own, so that no other worker is kept waiting. */
    private void writeInBackground(WorkerHandle worker, Message message) {
        try {
            background.execute(() -> writeSlowly(worker, message));
        } catch (RuntimeException | Error e) { // the system has no thread for it
            message.close();
            throw e;
        }
    }

    private void writeSlowly(WorkerHandle worker, Message message) {
        try (message) {
            worker.channel().send(message);
        } catch (IOException e) {
            return; // as above
        } catch (InterruptedException e) {
            worker.kill(); // only the end of the pool interrupts
            return;
        } catch (RuntimeException | Error e) {
            giveUp(worker, e);
            return;
        }
        write(worker);
    }
}
