package io.github.procession.multiprocessing;

import io.github.procession.function.Function1;
import io.github.procession.internal.call.CallForm;
import io.github.procession.internal.pool.PoolFunction;
import io.github.procession.internal.pool.WorkerProtocol;
import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.WorkerBoard;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.system.ArrayRing;
import io.github.procession.ipc.transport.EncodedMessage;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.serialization.NotSendableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The program of a pool's worker process: takes tasks from its line, one after the other, until the line ends. */
// Longer than most: the whole life of a worker, in the order in which a task meets it.
final class PoolWorker {
    /*
     * A record:  read ahead -> claimed -> decoded -> called -> answered
     *
     *   read ahead   Taken out of the ring as it is. The pool can still take it back.
     *   claimed      The claims word has moved to its number, by compare-and-set. From now on it is this worker's.
     *   decoded      Only now: decoding runs code of users, which must not run for a task that another worker has by now.
     *   answered     With its result or its failure. Answers come in the order of the claims, so they name no task.
     *
     * If this process dies before the claim, the pool gives the task to another worker; from the claim to the last byte of the answer
     * the task is lost, or run again if its job permits; after that nothing is. A worker that retires says so, and leaves what it
     * has not claimed to the pool.
     *
     * Interrupts. The pool writes the number of the task to `stops` and then interrupts; the worker sets `running` and then looks at
     * `stops`. So a task is interrupted whether it has begun by then or not. The interrupting thread compares the numbers with the
     * monitor that begin() and end() take, and end() clears the interrupt after it: no later task gets it.
     */
    private static final int MOST_AHEAD = 64;

    private final PipeEnd line;

    /** Closes the line when it is collected. */
    private final Connection connection;

    private final LongValue claims;
    private final WorkerBoard board;
    private final LongValue stops;
    private final long memoryMark;

    /** See {@link ClassVersions}; null when classes do not change. */
    private final @Nullable LongValue classVersion;

    private final long firstClassVersion;
    private final Thread thread = Thread.currentThread();

    /** Functions by number, as bytes until they are first called. */
    private final Map<Integer, Object> functions = new HashMap<>();

    /** Records that were read and not claimed yet: they can still be taken back. */
    private final ArrayRing<EncodedMessage> ahead = new ArrayRing<>(MOST_AHEAD);

    /** Number of the last record that was read; both sides count them. */
    private long records;

    /** Number of the task that runs, 0 for none; guarded by this. */
    private long running;

    private PoolWorker(
            Connection connection,
            LongValue claims,
            LongValue stops,
            long memoryMark,
            LongValue classVersion,
            long firstClassVersion) {
        this.connection = connection;
        this.line = connection.end();
        this.claims = claims;
        this.board = new WorkerBoard(claims.address());
        this.stops = stops;
        this.memoryMark = memoryMark;
        this.classVersion = classVersion;
        this.firstClassVersion = firstClassVersion;
    }

    /** Entry with the arguments as they have arrived. */
    static void serve(Object[] a) throws Exception {
        serve((Connection) a[0], (LongValue) a[1], (LongValue) a[2], (Object[]) a[3], (Object[]) a[4]);
    }

    /**
     * Target of the process; the marks are that of the memory and those of {@link ClassVersions}, the initializer is a function
     * and its arguments, or nothing.
     */
    static void serve(Connection line, LongValue claims, LongValue stops, Object[] marks, Object[] initializer)
            throws Exception {
        PoolWorker worker = new PoolWorker(line, claims, stops, (Long) marks[0], (LongValue) marks[1], (Long) marks[2]);
        ThisProcess.parentLink().onInterrupt(worker::interruptTask);
        if (worker.initialize(initializer)) {
            worker.run();
        }
        worker.connection.close();
        System.exit(0); // tasks may have left threads behind, for which a pool must not wait
    }

    /** Does what a worker does, for the archive of classes that workers start from. */
    static void train() throws Exception {
        Pipe pipe = Pipe.inMemory(true);
        LongValue claims = Value.rawLong(0);
        pipe.second().send(new Object[] {pipe.second(), claims, new Object[] {0L, null, 0L}, new Object[0]});
        pipe.first().recv();
        PoolFunction function = PoolFunction.forCall((Function1<Integer, Integer>) x -> x + 1);
        pipe.first().send(new Object[] {function.id(), function.form().ordinal(), function.encoded(), null, 1});
        PoolWorker worker = new PoolWorker(pipe.second(), claims, Value.rawLong(0), 0, null, 0);
        Runnable onInterrupt = worker::interruptTask;
        onInterrupt.run();
        if (worker.initialize(new Object[0])) {
            pipe.first().close();
            worker.run();
        }
        pipe.second().close();
    }

    private boolean initialize(Object[] initializer) throws Exception {
        if (initializer.length > 0) {
            try {
                CallForm.CALL_INLINE.apply(null, initializer);
            } catch (Throwable failure) { // the pool tells it to its user
                sendThrown(failure);
                return false;
            } finally {
                Thread.interrupted();
            }
        }
        return send(WorkerProtocol.READY);
    }

    private void run() {
        while (true) {
            EncodedMessage record;
            try {
                record = next();
            } catch (EOFException e) {
                return; // there will be no more tasks
            } catch (InterruptedException e) {
                continue; // by a thread that a task has left behind
            } catch (IOException e) {
                throw new IllegalStateException("the line to the pool is closed", e);
            }
            long number = ++records;
            if (classVersion != null && classVersion.get() != firstClassVersion) {
                record.discard();
                retire(); // the pool gives the task to a worker that has the classes as they are now
                return;
            }
            if (!claim(number)) {
                record.discard();
            } else if (!sendResult(runTask(record, number)) || isOverMemoryMark() && retire()) {
                return;
            }
        }
    }

    /** The next record; the ring is read as far as it is filled, since that costs as much for many as for one. */
    private EncodedMessage next() throws IOException, InterruptedException {
        if (ahead.isEmpty()) {
            line.receiveAll(ahead, MOST_AHEAD, Deadline.FOREVER);
        }
        return ahead.remove();
    }

    /** False if the pool has taken the record back. Only this thread claims, and it claims one record after the other. */
    private boolean claim(long number) {
        if (claims.compareAndSet(number - 1, number)) {
            return true;
        }
        while (true) {
            long claimed = claims.get();
            if (claimed >= number) {
                return false;
            }
            if (claims.compareAndSet(claimed, number)) {
                return true;
            }
        }
    }

    private Object runTask(EncodedMessage record, long number) {
        begin(number);
        boolean success = false;
        try {
            Object[] task = (Object[]) record.value();
            Object[] inputs = Arrays.copyOfRange(task, WorkerProtocol.FIRST_INPUT, task.length);
            Serializable function = function(task);
            board.begin(); // from now on the task's time counts
            Object result = CallForm.of((Integer) task[WorkerProtocol.FORM]).apply(function, inputs);
            success = true;
            return result;
        } catch (Throwable failure) { // anything that a task throws is its result
            return RecursiveStartException.first(failure);
        } finally {
            end();
            board.end(success);
        }
    }

    private @Nullable Serializable function(Object[] task) {
        if (task[WorkerProtocol.FORGET] != null) {
            for (int id : (int[]) task[WorkerProtocol.FORGET]) {
                functions.remove(id);
            }
        }
        Integer id = (Integer) task[WorkerProtocol.FUNCTION_ID];
        if (id == PoolFunction.NO_ID) {
            return null;
        }
        if (task[WorkerProtocol.FUNCTION_BYTES] != null) {
            functions.put(id, task[WorkerProtocol.FUNCTION_BYTES]);
        }
        Object function = functions.get(id);
        if (function instanceof byte[] encoded) {
            function = Codec.decode(encoded);
            functions.put(id, function);
        }
        return (Serializable) function;
    }

    private void begin(long number) {
        synchronized (this) {
            running = number;
        }
        if (stops.get() == number) {
            thread.interrupt(); // the pool has stopped it since it was claimed
        }
    }

    private void end() {
        synchronized (this) {
            running = 0;
        }
        Thread.interrupted(); // of this task, by the pool or by itself
    }

    /** Interrupts the task that the pool means, and no later one. */
    private synchronized void interruptTask() {
        if (running != 0 && stops.get() == running) {
            thread.interrupt();
        }
    }

    private boolean sendResult(Object result) {
        if (result instanceof Throwable) {
            return sendFailure((Throwable) result);
        }
        Object[] values = (Object[]) result;
        boolean plain = values.length == 1
                && values[0] != null
                && values[0].getClass().isArray()
                && values[0].getClass().getComponentType().isPrimitive();
        try {
            return send(plain ? values[0] : values); // a primitive array goes without a copy on the way
        } catch (Throwable e) { // the user's class is at fault, and may throw anything
            return sendFailure(
                    MaybeEncodingError.of(refusal(e, values), values.length == 1 ? values[0] : Arrays.asList(values)));
        }
    }

    /** The refusal of the result that cannot be sent, in place of that of the array which holds the results of a task. */
    private static Throwable refusal(Throwable failure, Object[] values) {
        if (failure instanceof NotSendableException e && e.element() >= 0) {
            try (Message _ = Codec.encode(values[e.element()])) {
                return failure;
            } catch (NotSendableException own) {
                return own;
            }
        }
        return failure;
    }

    private boolean sendFailure(Throwable failure) {
        return send(WorkerProtocol.FAILED) && sendThrown(failure);
    }

    private boolean sendThrown(Throwable failure) {
        try {
            return send(failure);
        } catch (Throwable e) { // the exception's own methods threw
            return send(MaybeEncodingError.of(e, failure));
        }
    }

    private boolean send(Object message) {
        while (true) {
            try {
                line.send(message);
                return true;
            } catch (InterruptedException e) {
                Thread.interrupted(); // by a thread that a task has left behind; nothing was sent
            } catch (IOException e) {
                return false; // the pool has ended
            }
        }
    }

    /** Whether the heap holds more than the mark even after a collection. */
    private boolean isOverMemoryMark() {
        if (memoryMark == 0 || usedHeap() <= memoryMark) {
            return false;
        }
        System.gc();
        return usedHeap() > memoryMark;
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private boolean retire() {
        send(WorkerProtocol.RETIRING);
        return true;
    }
}
