package io.github.procession.multiprocessing;

import io.github.procession.internal.pool.WorkerLauncher;
import io.github.procession.internal.pool.WorkerLink;
import io.github.procession.internal.pool.WorkerProcess;
import io.github.procession.ipc.codec.Message;
import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.jvm.HeapBound;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.memory.WorkerBoard;
import io.github.procession.ipc.sync.EventCount;
import io.github.procession.ipc.transport.EncodedMessage;
import io.github.procession.ipc.transport.PipeEnd;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workers of a pool that are processes: each runs a {@link PoolWorker}. */
final class ProcessWorkers implements WorkerLauncher {
    private static final double HEAP_PERCENT_OF_ALL = 75;
    private static final double MOST_HEAP_PERCENT = 25;

    private final int processes;
    private final Object[] initializer;
    private final long memoryMark;
    private final StartMethod method;
    private final double heapPercent;
    private final List<String> jvmOptions;

    /** Classes in whose static initializers the pool was made, or has a worker started. */
    private final Set<String> startedIn = ConcurrentHashMap.newKeySet();

    /**
     * The workers of a pool.
     *
     * @param processes how many there are
     * @param initializer a function and its arguments that each calls first, or nothing
     * @param memoryMark bytes of heap above which one is replaced after a task; 0 for none
     * @param method how they start; null for the way of the process as a whole
     * @param heapPercent largest heap of one, of the machine's memory; 0 if the user did not say
     * @param jvmOptions options of the user
     */
    ProcessWorkers(
            int processes,
            Object[] initializer,
            long memoryMark,
            StartMethod method,
            double heapPercent,
            List<String> jvmOptions) {
        this.processes = processes;
        this.initializer = initializer;
        this.memoryMark = memoryMark;
        this.method = method;
        this.heapPercent = heapPercent;
        this.jvmOptions = List.copyOf(jvmOptions);
        beforeStart();
    }

    @Override
    public void beforeCall(boolean startsWorkers) {
        ClassVersions.publish();
        if (startsWorkers) {
            StaticInitializers.requireMayStart(ThisProcess.here().startedIn());
        }
    }

    /** A worker may initialize the same class too. */
    @Override
    public void beforeStart() {
        startedIn.addAll(StaticInitializers.running());
    }

    /** The program may be over before a worker has ended, which would say the same. */
    @Override
    public void served() {
        Child.startsWell();
    }

    @Override
    public WorkerProcess start(String name) {
        Pipe pipe = Pipe.inMemory(true);
        LongValue claims = Value.rawLong(0);
        LongValue stops = Value.rawLong(0);
        Object[] marks = {memoryMark, ClassVersions.shared(), ClassVersions.current()};
        Process process = new Process(PoolWorker::serve, pipe.second(), claims, stops, marks, initializer);
        Path errorReport = Session.current().directory().resolve("hs_err-" + claims.address() + ".log");
        process.setName(name);
        process.setDaemon(true);
        process.setStartedIn(startedIn);
        process.setJvmOptions(options(errorReport));
        process.setStartMethod(method);
        boolean started = false;
        try {
            process.start();
            started = true;
        } catch (NotSendableException e) {
            throw ofInitializer(e);
        } finally {
            pipe.second().close();
            if (!started) {
                pipe.first().close();
            }
        }
        return new Worker(process, new CrashReport(errorReport), new Line(pipe.first(), claims, stops));
    }

    /** The refusal of the initializer, the only part that is of the user, without the way through the library's own method. */
    private static NotSendableException ofInitializer(NotSendableException e) {
        List<String> path = e.path();
        if (path.size() < 2 || !path.get(1).matches("\\[\\d+]")) {
            return e;
        }
        int index = Integer.parseInt(path.get(1).substring(1, path.get(1).length() - 1));
        List<String> steps = new ArrayList<>(path.subList(1, path.size()));
        steps.set(0, index == 0 ? "the initializer" : "argument " + index + " of the initializer");
        return new NotSendableException(steps, e.element(), e.reason(), e.getCause());
    }

    /** Options of a worker; none of its own where that would keep it from taking a spare JVM. */
    private String[] options(Path errorReport) {
        if (ThisProcess.startMethod(method) == StartMethod.FORKSERVER && heapPercent == 0 && jvmOptions.isEmpty()) {
            return new String[0];
        }
        List<String> options = new ArrayList<>();
        double heap = heapPercent > 0 ? heapPercent : Math.min(MOST_HEAP_PERCENT, HEAP_PERCENT_OF_ALL / processes);
        options.add("-XX:MaxRAMPercentage=" + heap);
        if (heapPercent == 0) {
            options.addAll(HeapBound.options(jvmOptions)); // the share is not the user's
        }
        options.add("-XX:ErrorFile=" + errorReport);
        options.addAll(jvmOptions);
        return options.toArray(String[]::new);
    }

    private record Worker(Process process, CrashReport crashReport, WorkerLink link) implements WorkerProcess {
        @Override
        public String name() {
            return process.getName();
        }

        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public void kill() {
            process.kill();
        }

        @Override
        public void terminate() {
            process.terminate();
        }

        @Override
        public void interrupt() {
            process.interrupt();
        }

        @Override
        public int exitCode() {
            return process.exitCode().orElse(0);
        }

        @Override
        public String stderrTail() {
            return process.stderrTail();
        }

        @Override
        public String errorReport() {
            return crashReport.head(process.pid());
        }

        @Override
        public void onEnd(Runnable action) {
            process.sentinel().onReady(action);
        }

        @Override
        public void cleanUp() throws IOException {
            crashReport.delete();
        }
    }

    private static final class Line implements WorkerLink {
        /** Closes the line when it is collected. */
        private final Connection connection;

        private final PipeEnd end;
        private final LongValue claims;
        private final LongValue stops;

        Line(Connection connection, LongValue claims, LongValue stops) {
            this.connection = connection;
            this.end = connection.end();
            this.claims = claims;
            this.stops = stops;
        }

        @Override
        public int trySend(List<Message> messages) throws IOException {
            return end.trySendAll(messages);
        }

        @Override
        public void send(Message message) throws IOException, InterruptedException {
            end.send(message);
        }

        @Override
        public boolean hasArrived() {
            return end.hasArrived();
        }

        @Override
        public EventCount beginWait() {
            return end.beginWait();
        }

        @Override
        public void endWait() {
            end.endWait();
        }

        @Override
        public void receive(Collection<? super EncodedMessage> into, int most)
                throws IOException, InterruptedException {
            end.receiveArrived(into, most);
        }

        @Override
        public void close() {
            connection.close();
        }

        @Override
        public long claimsAddress() {
            return claims.address();
        }

        @Override
        public long claimed() {
            return claims.get();
        }

        @Override
        public boolean claim(long expected, long number) {
            return claims.compareAndSet(expected, number);
        }

        @Override
        public long runsSince() {
            return WorkerBoard.runsSince(claims.address());
        }

        @Override
        public void setStopped(long number) {
            stops.set(number);
        }
    }
}
