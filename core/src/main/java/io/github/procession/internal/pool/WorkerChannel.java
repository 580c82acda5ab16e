package io.github.procession.internal.pool;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pool's end of the link to one worker: encodes tasks, gives their records the numbers by which {@link WorkerProtocol} claims
 * them, and knows which functions the worker has.
 */
// Longer than most: why each end of a worker is safe stands beside the steps.
final class WorkerChannel {
    /*
     * Threads. One thread at a time writes, the one that WorkerHandle.beginSending() has chosen, and one reads, the leader. Numbers
     * and functions are changed by both and by whoever takes tasks back: the channel's monitor guards them. It is taken after the
     * engine's lock, never before it. Taking back, stopping and the end come with the engine's lock, numbering without.
     *
     * Order.    encode  ->  number  ->  send              a record has its number before the worker can see it
     *
     * What always holds, outside the monitor:
     *
     *   - `records` is the number of the last record that was sent or is being sent; the worker counts the same way.
     *   - The claims word is at most `records`. The worker moves it to the number of the record that it begins, the pool to
     *     `records` when it takes back: so every number up to the word is either run or taken back, and none is both.
     *   - A function is in `functions` if the worker has it once it has read the record with that number. If that record is
     *     taken back, not sent, or not understood, the function leaves the table and travels again.
     *
     * Why each end of the worker is safe:
     *
     *   before number()     `ended` is set, the task gets no number and the writer stops. The engine has given it to the queue.
     *   after number()      the record is not sent, or sent to a dead worker. Its number is above the claims word, which no
     *                       process moves any more, so the engine queues the task again.
     *   in trySend()        a part of the records may be in the link. The same holds: only the claims word counts.
     *
     * An error of this process between number() and the end of send() leaves `uncertain` set: whether the record is in the link is
     * unknown, and the numbers of both sides may differ. Then no more is written, and the worker is ended.
     */
    private final WorkerLink link;

    /** By function number, the record that carried the function; guarded by this, as are the next three. */
    private final Map<Integer, Long> functions = new HashMap<>();

    private final List<Integer> toForget = new ArrayList<>();
    private long records;
    private boolean ended;

    /** The last task that is to be interrupted; changed with the engine's lock, too. */
    private @Nullable PoolTask stopping;

    /** A key that the map is known to have; it spares the look. */
    private volatile @Nullable PoolFunction lastKnown;

    /** Whether a record that has a number may be written in part or not at all; of the thread that writes, as is the next. */
    private boolean uncertain;

    private int failures;

    /** Nothing more arrives, or what came was not understood. */
    private volatile boolean readToEnd;

    WorkerChannel(WorkerLink link) {
        this.link = link;
    }

    // ---- functions

    /** Whether the worker has had the function, or there is nothing to have. */
    boolean knows(PoolFunction function) {
        return function == lastKnown || function.id() == PoolFunction.NO_ID || finds(function);
    }

    private synchronized boolean finds(PoolFunction function) {
        boolean found = functions.containsKey(function.id());
        if (found) {
            lastKnown = function;
        }
        return found;
    }

    /** Makes the worker drop a function: the next task that it gets says so. */
    synchronized void forget(PoolFunction function) {
        lastKnown = null;
        if (functions.remove(function.id()) != null) {
            try {
                toForget.add(function.id());
            } catch (OutOfMemoryError _) {
                // the worker keeps a function that it is not asked for any more
            }
        }
    }

    private synchronized int @Nullable [] takeToForget() {
        if (toForget.isEmpty()) {
            return null;
        }
        int[] ids = toForget.stream().mapToInt(Integer::intValue).toArray();
        toForget.clear();
        return ids;
    }

    private synchronized void notForgotten(PoolTask task) {
        if (task.forget != null) {
            for (int id : task.forget) {
                toForget.add(id);
            }
            task.forget = null;
        }
    }

    // ---- writing, by one thread at a time

    /** Encodes a task for this worker, which is then to be {@linkplain #number numbered} and sent. */
    Message encode(PoolTask task) {
        PoolFunction function = task.job.function;
        Object[] inputs = task.inputs;
        Object[] record = new Object[WorkerProtocol.FIRST_INPUT + inputs.length];
        record[WorkerProtocol.FUNCTION_ID] = function.id();
        record[WorkerProtocol.FORM] = function.form().ordinal();
        if (!knows(function)) {
            record[WorkerProtocol.FUNCTION_BYTES] = function.encoded();
        }
        record[WorkerProtocol.FORGET] = task.forget = takeToForget();
        System.arraycopy(inputs, 0, record, WorkerProtocol.FIRST_INPUT, inputs.length);
        try {
            Message message = Codec.encode(record);
            requireHeld(message);
            return message;
        } catch (RuntimeException | Error e) {
            notForgotten(task);
            throw e;
        }
    }

    /** Refuses a shared object that was closed here, before the task has a number. */
    private static void requireHeld(Message message) {
        if (message.addresses().length == 0) {
            return;
        }
        try {
            Session.current().requireHeld(message.addresses());
        } catch (IllegalArgumentException e) {
            message.close();
            throw e;
        }
    }

    /**
     * Gives encoded tasks their numbers; before they are sent.
     *
     * @return false if the worker has ended: its tasks went to others, which number them
     */
    synchronized boolean number(List<PoolTask> tasks) {
        if (ended) {
            return false;
        }
        uncertain = true; // until all are sent
        for (PoolTask task : tasks) {
            PoolFunction function = task.job.function;
            task.record = ++records;
            if (task == stopping) {
                link.setStopped(task.record); // it was stopped before it had a number
            }
            if (!knows(function)) {
                functions.put(function.id(), task.record);
            }
        }
        return true;
    }

    /** Takes back the numbers of the last tasks, which were not sent after all. */
    synchronized void unnumber(List<PoolTask> tasks) {
        if (ended) {
            return; // others may have the tasks by now, and have numbered them
        }
        for (PoolTask task : tasks) {
            sendAgain(task);
            task.record = 0;
        }
        records -= tasks.size();
    }

    /** After a failure: the worker may not have read the task, and so not what it carried for later ones. */
    synchronized void sendAgain(PoolTask task) {
        lastKnown = null;
        functions.remove(task.job.function.id(), task.record);
        notForgotten(task);
    }

    /** Sends numbered tasks for which there is room; returns how many. */
    int trySend(List<Message> messages) throws IOException {
        int sent = link.trySend(messages);
        if (sent == messages.size()) {
            uncertain = false;
            failures = 0;
        }
        return sent;
    }

    /** Sends a numbered task, waiting for room. */
    void send(Message message) throws IOException, InterruptedException {
        link.send(message);
        uncertain = false;
    }

    /** After an error: whether nothing is half written, and it is not the last of some errors in a row. */
    boolean mayTryAgain(int most) {
        return !uncertain && failures++ < most;
    }

    // ---- claims

    /** Whether the worker had claimed the task; final once the process has ended. */
    boolean hasClaimed(PoolTask task) {
        return task.record != 0 && task.record <= link.claimed();
    }

    /**
     * With the engine's lock, while no thread writes: takes back what was sent and the worker has not claimed.
     *
     * @param sent all that was sent and has no result; what is taken back leaves it
     * @return what was taken back, in its order
     */
    synchronized List<PoolTask> takeBack(Collection<PoolTask> sent) {
        List<PoolTask> back = new ArrayList<>(sent.size()); // before the claim, as there may be no memory for it
        long claimed = link.claimed();
        while (claimed < records && !link.claim(claimed, records)) {
            claimed = link.claimed();
        }
        long last = claimed;
        sent.removeIf(task -> {
            boolean unclaimed = task.record > last;
            if (unclaimed) {
                back.add(task);
                notForgotten(task);
            }
            return unclaimed;
        });
        lastKnown = null;
        functions.values().removeIf(record -> record > last);
        return back;
    }

    /** With the engine's lock: says to the worker which task it is to interrupt, now or when it begins it. */
    synchronized void stop(PoolTask task) {
        stopping = task;
        link.setStopped(task.record);
    }

    /** With the engine's lock: the last task that is to be interrupted; null if none was. */
    @Nullable
    PoolTask stopping() {
        return stopping;
    }

    // ---- reading, by the leader

    boolean hasArrived() {
        return !readToEnd && link.hasArrived();
    }

    /** See {@link WorkerLink#beginWait}; null also when nothing more is to come. */
    EventCount beginWait() {
        return readToEnd ? null : link.beginWait();
    }

    void endWait() {
        link.endWait();
    }

    /** Takes the messages that have arrived; one that is there only in part stays for later. */
    void receive(Collection<EncodedMessage> into, int most) throws IOException, InterruptedException {
        link.receive(into, most);
    }

    /** Ends the reading: nothing more arrives, or it would not be understood. */
    void endReading() {
        readToEnd = true;
    }

    boolean isReadToEnd() {
        return readToEnd;
    }

    // ---- its end

    /** From now on no task gets a number here. */
    synchronized void end() {
        ended = true;
    }

    /** End of the tasks for the worker; it may still read those that were sent. */
    void close() {
        readToEnd = true;
        link.close();
    }
}
