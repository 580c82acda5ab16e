package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import io.github.procession.ipc.transport.PipeEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * One worker process as the pool sees it: what it has been given, and the line to it; see {@link WorkerProtocol}.
 *
 * <p>Fields are guarded by the engine's lock. One thread at a time writes to the line, the one that found
 * {@link #sending} false and set it; one thread at a time reads, the leader.
 */
final class WorkerHandle {
    private static final int ERROR_REPORT_LINES = 40;
    private static final double NEWEST_WEIGHT = 0.25;

    /** How much work a worker has in store, so that it need not wait for more: less than one would notice. */
    private static final long STORE_NANOS = 200_000;

    private static final int MOST_IN_STORE = 128;
    private static final long YOUNG_NANOS = 2_000_000_000;

    final Process process;
    final Instant started = Instant.now();
    private final WorkerEvent life = FlightRecorder.IS_THERE ? new WorkerEvent() : null;
    private final WorkerStartEvent starting = FlightRecorder.IS_THERE ? new WorkerStartEvent() : null;
    private final Path errorReport;
    private final PipeEnd line;

    /** Closes the line when it is collected. */
    private final Connection connection;

    private final LongValue claims;
    private final LongValue stops;

    /** Tasks without a result, in the order of their records. */
    final Deque<PoolTask> inFlight = new ArrayDeque<>();

    /** The last of them, which have not been written. */
    final Deque<PoolTask> outbox = new ArrayDeque<>();

    /** By function number, the record that carried the function. */
    private final Map<Integer, Long> functions = new HashMap<>();

    /** A key that the map is known to have; it spares the look. */
    private volatile PoolFunction lastKnown;

    private final List<Integer> toForget = new ArrayList<>();
    private long records;
    boolean sending;

    /** Whether what has a number may be written in part or not at all; of the thread that writes, as is the next. */
    boolean uncertain;

    int writeFailures;
    boolean ready;
    boolean retiring;
    boolean closed;
    boolean ended;

    /** The line has ended, or what came was not understood. */
    volatile boolean finished;

    /** It must not get a task beside the one that it has. */
    boolean exclusive;

    /** The task that it may be killed for; what came behind would die with it. */
    PoolTask stopping;

    /** The next message is the failure of a task, as the worker has announced. */
    boolean nextIsFailure;

    /** What the initializer threw. */
    Throwable initializerFailure;

    /** Ends it if it does not get ready. */
    volatile Future<?> startTimer;

    int assigned;
    long finishedTasks;
    long busyNanos;
    private final long start = System.nanoTime();
    private long lastProgress = start;
    private double nanosPerTask = STORE_NANOS;

    private WorkerHandle(Process process, Path errorReport, Connection connection, LongValue claims, LongValue stops) {
        this.process = process;
        this.errorReport = errorReport;
        this.connection = connection;
        this.line = connection.end();
        this.claims = claims;
        this.stops = stops;
        if (life != null) {
            life.begin();
            starting.begin();
        }
    }

    /** Starts a worker. */
    static WorkerHandle start(String name, WorkerSettings settings) {
        Pipe pipe = Pipe.open();
        LongValue claims = Value.rawLong(0);
        LongValue stops = Value.rawLong(0);
        Object[] marks = {settings.memoryMark(), ClassVersions.shared(), ClassVersions.current()};
        Process process = new Process(PoolWorker::serve, pipe.second(), claims, stops, marks, settings.initializer());
        Path errorReport = Session.current().directory().resolve("hs_err-" + claims.address() + ".log");
        process.setName(name);
        process.setDaemon(true);
        process.setStartedIn(settings.startedIn());
        process.setJvmOptions(settings.jvmOptions(errorReport));
        process.setStartMethod(settings.method());
        boolean started = false;
        try {
            process.start();
            started = true;
        } finally {
            pipe.second().close();
            if (!started) {
                pipe.first().close();
            }
        }
        return new WorkerHandle(process, errorReport, pipe.first(), claims, stops);
    }

    /** Address of the cell by which the worker claims its tasks. */
    long claims() {
        return claims.address();
    }

    String name() {
        return process.getName();
    }

    String describe() {
        return name() + " (pid " + process.pid() + ")";
    }

    // ---- what it can take

    /** How many more tasks it may get. */
    int room(int maxTasks, long now, long stuckNanos) {
        boolean keepsOthersWaiting = !inFlight.isEmpty() && isStuck(now, stuckNanos);
        if (keepsOthersWaiting // what was taken back stays in its ring, and must not be followed by more of that
                || retiring
                || closed
                || ended
                || exclusive
                || finished
                || stopping != null && inFlight.contains(stopping)) {
            return 0;
        }
        int room = window() - inFlight.size();
        return maxTasks == 0 ? room : Math.min(room, maxTasks - assigned);
    }

    private int window() {
        return ready ? (int) Math.max(1, Math.min(MOST_IN_STORE, STORE_NANOS / nanosPerTask)) : 1;
    }

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

    void becomeReady(long now) {
        ready = true;
        lastProgress = now;
        if (starting != null) {
            starting.ready(this);
        }
        startTimer.cancel(false);
    }

    void assign(PoolTask task, long now) {
        task.record = 0;
        task.handedOver = now;
        if (inFlight.isEmpty()) {
            lastProgress = now;
        }
        inFlight.add(task);
        outbox.add(task);
        assigned++;
        task.event = FlightRecorder.IS_THERE ? TaskEvent.started() : null;
    }

    synchronized void forget(PoolFunction function) {
        lastKnown = null;
        if (functions.remove(function.id()) != null) {
            toForget.add(function.id());
        }
    }

    /** Records the end of the worker for the flight recorder. */
    void recordEnd(int exitCode) {
        if (life != null) {
            life.ended(this, exitCode);
        }
    }

    void record(PoolTask task, String outcome) {
        if (task.event != null) {
            task.event.ended(name(), process.pid(), task.inputs.length, outcome);
            task.event = null;
        }
    }

    /** Takes the task that the next result belongs to. */
    PoolTask finishFirst(long now) {
        PoolTask task = inFlight.poll();
        long nanos = now - lastProgress;
        lastProgress = now;
        busyNanos += nanos;
        finishedTasks++;
        exclusive = false;
        nanosPerTask += (nanos - nanosPerTask) * NEWEST_WEIGHT;
        return task;
    }

    /** Whether its JVM may still be linking what it wakes others with. */
    boolean isYoung() {
        return System.nanoTime() - start < YOUNG_NANOS;
    }

    /** Whether it has had the same task for some time, or not begun any. */
    boolean isStuck(long now, long nanos) {
        return !ready || now - lastProgress > nanos;
    }

    /**
     * Takes back the tasks that the worker has not claimed, in their order.
     *
     * @return the tasks; while some are being written only those behind them
     */
    synchronized List<PoolTask> takeBack() {
        List<PoolTask> back = new ArrayList<>();
        if (ended) {
            return back;
        }
        if (sending) {
            back.addAll(outbox);
            inFlight.removeAll(back);
            outbox.clear();
            assigned -= back.size();
            exclusive &= !inFlight.isEmpty();
            return back;
        }
        long claimed = claims.get();
        while (claimed < records && !claims.compareAndSet(claimed, records)) {
            claimed = claims.get();
        }
        for (Iterator<PoolTask> tasks = inFlight.iterator(); tasks.hasNext(); ) {
            PoolTask task = tasks.next();
            if (task.record > claimed) {
                tasks.remove();
                back.add(task);
                notForgotten(task);
            }
        }
        long last = claimed;
        lastKnown = null;
        functions.values().removeIf(record -> record > last);
        assigned -= back.size();
        if (inFlight.isEmpty()) {
            exclusive = false;
        }
        return back;
    }

    /** Whether the worker had claimed the task; final once the process has ended. */
    boolean hasClaimed(PoolTask task) {
        return task.record != 0 && task.record <= claims.get();
    }

    /** Interrupts a task if it still runs. */
    void interrupt(PoolTask task) {
        stops.set(task.record);
        process.interrupt();
    }

    // ---- writing, by the thread that has set sending

    /** Encodes a task for this worker, which is then to be {@linkplain #number numbered} and written. */
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

    private synchronized int[] takeToForget() {
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

    /**
     * Gives encoded tasks their numbers; before they are written.
     *
     * @return false if the worker has ended: its tasks went to others, which number them
     */
    synchronized boolean number(List<PoolTask> tasks) {
        if (ended) {
            return false;
        }
        for (PoolTask task : tasks) {
            PoolFunction function = task.job.function;
            task.record = ++records;
            if (!knows(function)) {
                functions.put(function.id(), task.record);
            }
        }
        return true;
    }

    /** Takes back the numbers of the last tasks, which were not written after all. */
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

    /** Sends as many as there is room for. */
    int trySend(List<Message> messages) throws IOException {
        return line.trySendAll(messages);
    }

    void send(Message message) throws IOException, InterruptedException {
        line.send(message);
    }

    /** With the engine's lock: whether the first task that waits to be written is of a kind that takes long to be encoded. */
    boolean encodesSlowly() {
        PoolTask first = outbox.peek();
        return first != null && first.job.function.speed().encodesSlowly();
    }

    /** With the engine's lock: the tasks that were taken from the outbox and have no number. */
    List<PoolTask> unwritten() {
        List<PoolTask> unwritten = new ArrayList<>(inFlight);
        unwritten.removeIf(task -> task.record != 0 || outbox.contains(task));
        return unwritten;
    }

    // ---- reading, by the leader

    boolean hasArrived() {
        return !finished && line.hasArrived();
    }

    /** See {@link PipeEnd#beginWait}; null also when nothing more is to come. */
    EventCount beginWait() {
        return finished ? null : line.beginWait();
    }

    void endWait() {
        line.endWait();
    }

    /** Takes the messages that have arrived; one of which only a part is there is left for later. */
    void receive(Collection<EncodedMessage> into, int most) throws IOException, InterruptedException {
        line.receiveArrived(into, most);
    }

    // ---- its end

    /** From now on no task gets a number here. */
    synchronized void end() {
        ended = true;
    }

    /** Sends the worker the end of its tasks. */
    void close() {
        closed = true;
        finished = true;
        connection.close();
    }

    WorkerLostException lost(String when) {
        return new WorkerLostException(
                name(), process.pid(), process.exitCode().orElse(0), when, process.stderrTail(), errorReport());
    }

    private String errorReport() {
        Path inWorkingDirectory = Path.of("hs_err_pid" + process.pid() + ".log"); // of a spare JVM
        Path report = Files.exists(errorReport) ? errorReport : inWorkingDirectory;
        if (!Files.exists(report)) {
            return "";
        }
        try (var lines = Files.lines(report)) {
            // the command line has the values of system properties, some of which may be secret
            return String.join(
                    "\n",
                    lines.limit(ERROR_REPORT_LINES)
                            .filter(line -> !line.startsWith("Command Line:"))
                            .toList());
        } catch (IOException | UncheckedIOException e) {
            return "(" + report + " cannot be read: " + e.getMessage() + ")";
        }
    }

    void deleteErrorReport() throws IOException {
        Files.deleteIfExists(errorReport);
    }

    WorkerStatistics statistics() {
        return new WorkerStatistics(
                name(), process.pid(), started, finishedTasks, Duration.ofNanos(busyNanos), !inFlight.isEmpty());
    }
}
