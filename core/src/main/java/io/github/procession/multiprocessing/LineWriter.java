package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the tasks that a pool has handed out to their workers, without the engine's lock: encoding runs code of users, and
 * large messages wait for room. One thread at a time writes to a line, the one that found {@link WorkerLine#sending} false
 * and set it.
 */
final class LineWriter {
    /** Who is told of tasks that cannot be sent. */
    interface Refusals {
        /** A task was not written, and will not be. */
        void cannotEncode(WorkerLine line, PoolTask task, Throwable reason);
    }

    /** Small messages go together, as far as this. */
    private static final long TOGETHER_BYTES = 16 << 10;

    /** Nothing more is encoded first when what is encoded has waited for so long. */
    private static final long TOGETHER_NANOS = 100_000;

    private final ReentrantLock lock;
    private final Executor aside;
    private final Refusals refusals;

    LineWriter(ReentrantLock lock, Executor aside, Refusals refusals) {
        this.lock = lock;
        this.aside = aside;
        this.refusals = refusals;
    }

    /** Writes the outboxes of lines whose sending this thread has set. */
    void write(List<WorkerLine> toWrite) {
        for (WorkerLine line : toWrite) {
            write(line);
        }
    }

    private void write(WorkerLine line) {
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
    private boolean write(WorkerLine line, PoolTask[] batch) {
        for (int i = 0; i < batch.length; ) {
            List<PoolTask> tasks = new ArrayList<>(batch.length - i);
            List<Message> messages = new ArrayList<>(batch.length - i);
            long begin = System.nanoTime();
            for (long bytes = 0; i < batch.length && bytes < TOGETHER_BYTES && !isLate(begin, messages); i++) {
                PoolTask task = batch[i];
                try {
                    Message message = line.encode(task);
                    message.detach();
                    messages.add(message);
                    tasks.add(task);
                    bytes += message.size();
                } catch (Throwable e) { // the user's objects are at fault, and may throw anything
                    refusals.cannotEncode(line, task, withArgument(task, e, WorkerProtocol.FIRST_INPUT));
                }
            }
            if (!messages.isEmpty()
                    && !write(line, tasks, messages, Arrays.asList(batch).subList(i, batch.length))) {
                return false;
            }
        }
        return true;
    }

    /** Whether those that are encoded should not wait for more: code of users may take its time. */
    private static boolean isLate(long begin, List<Message> messages) {
        return !messages.isEmpty() && System.nanoTime() - begin > TOGETHER_NANOS;
    }

    private boolean write(WorkerLine line, List<PoolTask> tasks, List<Message> messages, List<PoolTask> rest) {
        Message slow = null;
        try {
            if (!line.number(tasks)) {
                return false;
            }
            int sent = line.trySend(messages);
            if (sent == tasks.size()) {
                return true;
            }
            List<PoolTask> unsent = tasks.subList(sent + 1, tasks.size());
            line.unnumber(unsent);
            putBack(line, unsent, rest);
            slow = messages.get(sent);
            writeAside(line, slow);
            return false;
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
    private void putBack(WorkerLine line, List<PoolTask> unsent, List<PoolTask> rest) {
        lock.lock();
        try {
            putInFront(line, rest);
            putInFront(line, unsent);
        } finally {
            lock.unlock();
        }
    }

    private static void putInFront(WorkerLine line, List<PoolTask> tasks) {
        for (PoolTask task : tasks.reversed()) {
            if (line.inFlight.contains(task)) { // else the pool or the worker has ended
                line.outbox.addFirst(task);
            }
        }
    }

    /** For messages that wait for room: nobody else may be kept waiting by that. */
    private void writeAside(WorkerLine line, Message message) {
        aside.execute(() -> writeSlowly(line, message));
    }

    private void writeSlowly(WorkerLine line, Message message) {
        try (message) {
            line.send(message);
        } catch (IOException e) {
            return; // as above
        } catch (InterruptedException e) {
            line.process.kill(); // only the end of the pool interrupts
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
