package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
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
        for (int i = 0; i < batch.length; i++) {
            PoolTask task = batch[i];
            Message message;
            try {
                message = line.encode(task);
            } catch (Throwable e) { // the user's objects are at fault, and may throw anything
                refusals.cannotEncode(line, task, withArgument(task, e, WorkerProtocol.FIRST_INPUT));
                continue;
            }
            if (!line.number(task)) {
                message.close();
                return false;
            }
            boolean sent;
            try {
                sent = line.trySend(message);
            } catch (IOException e) {
                message.close();
                return false; // the worker is dead, and what it did not get is given to another at its end
            }
            if (!sent) {
                putBack(line, batch, i + 1);
                aside.execute(() -> writeSlowly(line, message));
                return false;
            }
            message.close();
        }
        return true;
    }

    /** Tasks that are not written yet, while one before them waits for room: there they can still be taken back. */
    private void putBack(WorkerLine line, PoolTask[] batch, int from) {
        lock.lock();
        try {
            for (int i = batch.length - 1; i >= from; i--) {
                if (line.inFlight.contains(batch[i])) { // else the pool or the worker has ended
                    line.outbox.addFirst(batch[i]);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** For messages that wait for room: nobody else may be kept waiting by that. */
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
        if (!(reason instanceof NotSendableException)) {
            return reason;
        }
        String message = reason.getMessage();
        if (message == null || !message.startsWith("[")) {
            return reason;
        }
        int end = message.indexOf(']');
        int index = Integer.parseInt(message, 1, end, 10) - firstInput;
        boolean inline = task.job.function.form() == CallForm.CALL_INLINE;
        String what = inline && index == 0 ? "the function" : "argument " + (index + (inline ? 0 : 1));
        if (task.job instanceof MapJob || task.job instanceof StreamJob) {
            what = "element " + (index + 1) + " of its chunk";
        }
        String rest = message.substring(end + 1);
        return new NotSendableException(
                what + (rest.startsWith(":") ? rest : ", " + (rest.startsWith(".") ? rest.substring(1) : rest)),
                reason);
    }
}
