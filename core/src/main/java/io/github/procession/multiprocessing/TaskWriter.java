package io.github.procession.multiprocessing;

import io.github.procession.internal.LibraryLogger;
import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;

/**
 * Writes the tasks that a pool has handed out to their workers, without the engine's lock: encoding runs code of users, and
 * large messages wait for room. One thread at a time writes to a line, the one that found {@link WorkerHandle#sending} false
 * and set it.
 */
final class TaskWriter {
    private static final Logger LOG = LibraryLogger.of(TaskWriter.class);

    /** Receiver of tasks that cannot be sent. */
    interface ErrorHandler {
        /** A task was not written, and will not be. */
        void encodingFailed(WorkerHandle line, PoolTask task, Throwable reason);
    }

    /** Small messages go together, as far as this. */
    private static final long TOGETHER_BYTES = 16 << 10;

    /** Nothing more is encoded first when what is encoded has waited for so long. */
    private static final long TOGETHER_NANOS = 100_000;

    /** Errors in a row before a worker is ended. */
    private static final int MOST_FAILURES = 3;

    private final ReentrantLock lock;
    private final Executor background;
    private final ErrorHandler errorHandler;

    TaskWriter(ReentrantLock lock, Executor background, ErrorHandler errorHandler) {
        this.lock = lock;
        this.background = background;
        this.errorHandler = errorHandler;
    }

    /** Writes the outbox of a line whose sending this thread has set. Never throws. */
    void write(WorkerHandle line) {
        try {
            writeAll(line);
        } catch (Throwable e) { // no room left on the stack of whoever makes a call, or an error of the library
            giveUp(line, e);
        }
    }

    /**
     * After an error, which may be that no room is left on the stack of whoever makes a call: another thread goes on with
     * what was not written. What may have been written in part or not is decided by the end of the worker, which knows what
     * it has claimed.
     */
    private void giveUp(WorkerHandle line, Throwable reason) {
        if (!line.uncertain && line.writeFailures++ < MOST_FAILURES) {
            try {
                lock.lock();
                try {
                    putInFront(line, line.unwritten());
                } finally {
                    lock.unlock();
                }
                background.execute(() -> write(line));
                return;
            } catch (RuntimeException | Error e) { // the pool has ended, or the system has no thread
                reason.addSuppressed(e);
            }
        }
        LOG.error("{} is ended, since its tasks cannot be written", line.name(), reason);
        line.process.kill();
    }

    private void writeAll(WorkerHandle line) {
        while (true) {
            PoolTask[] batch;
            lock.lock();
            try {
                if (line.outbox.isEmpty()) {
                    line.sending = false;
                    return;
                }
                batch = line.outbox.toArray(PoolTask[]::new);
                line.outbox.clear();
            } finally {
                lock.unlock();
            }
            if (!write(line, batch)) {
                return;
            }
        }
    }

    /** False if another thread goes on with it, or the worker is dead. */
    private boolean write(WorkerHandle line, PoolTask[] batch) {
        for (int i = 0; i < batch.length; ) {
            List<PoolTask> tasks = new ArrayList<>(batch.length - i);
            List<Message> messages = new ArrayList<>(batch.length - i);
            long begin = System.nanoTime();
            long nanos = 0;
            for (long bytes = 0; i < batch.length && bytes < TOGETHER_BYTES && !isLate(nanos, messages); i++) {
                PoolTask task = batch[i];
                try {
                    Message message = line.encode(task);
                    message.detach();
                    messages.add(message);
                    tasks.add(task);
                    bytes += message.size();
                } catch (Throwable e) { // the user's objects are at fault, and may throw anything
                    errorHandler.encodingFailed(line, task, explained(task, e));
                }
                nanos = System.nanoTime() - begin;
                task.job.function.speed().encoded(nanos);
            }
            if (!messages.isEmpty()
                    && !write(line, tasks, messages, Arrays.asList(batch).subList(i, batch.length))) {
                return false;
            }
        }
        return true;
    }

    private static Throwable explained(PoolTask task, Throwable reason) {
        try {
            return withArgument(task, reason, WorkerProtocol.FIRST_INPUT);
        } catch (Throwable e) { // the text of the reason is the user's, too
            return reason;
        }
    }

    /** Whether those that are encoded should not wait for more: code of users may take its time. */
    private static boolean isLate(long nanos, List<Message> messages) {
        return nanos > TOGETHER_NANOS && !messages.isEmpty();
    }

    private boolean write(WorkerHandle line, List<PoolTask> tasks, List<Message> messages, List<PoolTask> rest) {
        Message slow = null;
        try {
            if (!line.number(tasks)) {
                return false;
            }
            line.uncertain = true;
            int sent = line.trySend(messages);
            line.uncertain = false;
            if (sent == tasks.size()) {
                line.writeFailures = 0;
                return true;
            }
            line.uncertain = true;
            List<PoolTask> unsent = tasks.subList(sent + 1, tasks.size());
            line.unnumber(unsent);
            putBack(line, unsent, rest);
            slow = messages.get(sent);
            writeInBackground(line, slow);
            return false; // it may be written by now, and line.uncertain be of others
        } catch (IOException e) {
            return false; // the worker is dead, and what it did not get is given to another at its end
        } finally {
            for (Message message : messages) {
                if (message != slow) {
                    message.close();
                }
            }
        }
    }

    /** Tasks that are not written yet, while one before them waits for room: there they can still be taken back. */
    private void putBack(WorkerHandle line, List<PoolTask> unsent, List<PoolTask> rest) {
        lock.lock();
        try {
            putInFront(line, rest);
            putInFront(line, unsent);
        } finally {
            lock.unlock();
        }
    }

    private static void putInFront(WorkerHandle line, List<PoolTask> tasks) {
        for (PoolTask task : tasks.reversed()) {
            if (line.inFlight.contains(task)) { // else the pool or the worker has ended
                line.outbox.addFirst(task);
            }
        }
    }

    /** For messages that wait for room: nobody else may be kept waiting by that. */
    private void writeInBackground(WorkerHandle line, Message message) {
        try {
            background.execute(() -> writeSlowly(line, message));
        } catch (RuntimeException | Error e) { // the system has no thread for it
            message.close();
            throw e;
        }
    }

    private void writeSlowly(WorkerHandle line, Message message) {
        try (message) {
            line.send(message);
            line.uncertain = false;
        } catch (IOException e) {
            return; // as above
        } catch (InterruptedException e) {
            line.process.kill(); // only the end of the pool interrupts
            return;
        } catch (RuntimeException | Error e) {
            giveUp(line, e);
            return;
        }
        write(line);
    }

    /** Says which argument it is, where the codec's path begins with an index that only the library knows. */
    static Throwable withArgument(PoolTask task, Throwable reason, int firstInput) {
        if (!(reason instanceof NotSendableException e) || e.element() < firstInput) {
            return reason;
        }
        int index = e.element() - firstInput;
        return e.from(task.job.nameOfInput(index));
    }
}
