package io.github.procession.multiprocessing;

import io.github.procession.internal.SignalNames;
import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.jvm.Launch;
import io.github.procession.ipc.jvm.StartMessage;
import io.github.procession.ipc.jvm.StartedChild;
import io.github.procession.ipc.memory.Dependencies;
import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.system.FlightRecorder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A child of this process: not started, running, ended or closed. */
// Longer than most: one life, from the start to the end, at home, in a thread or on another machine.
final class ChildProcess extends ProcessDelegate {
    /** The program of a child JVM, which nothing here needs to know. */
    /*
     * States:  initial -> started -> stopped; closed from initial or stopped. `child` is null before the start and after close(). It
     * is set once, with the monitor of this, so that two calls of start() cannot both start one. If start() throws, nothing is left
     * of the attempt, and it may be made again. The settings go with the start message: a later name or key is seen here only.
     *
     * A creator that is itself a process in a thread can be killed while it starts a child. Then it signals the children that are
     * in RunningChildren, and start() looks at the signal after it has put its child there: one of the two kills the child. A
     * creator that is a JVM needs no such look: its end ends the control line, and the child with it.
     */
    private static final String MAIN = "io.github.procession.multiprocessing.ChildMain";

    private final ThisProcess creator = ThisProcess.here();
    private final int[] numbers = creator.nextChildIdentity();
    private volatile String name;
    private volatile boolean daemon = creator.isDaemon();
    private volatile byte[] authKey = creator.authKey();
    private volatile List<String> jvmOptions = List.of();
    private volatile @Nullable StartMethod method; // null for that of the creator as a whole
    private volatile Set<String> startedIn = Set.of();
    private volatile StartedChild child;
    private volatile boolean closed;

    ChildProcess(String typeName) {
        super(typeName);
        StringBuilder text = new StringBuilder(typeName);
        char separator = '-';
        for (int number : numbers) {
            text.append(separator).append(number);
            separator = ':';
        }
        name = text.toString();
    }

    private static boolean isAlive(StartedChild child) {
        return child != null && !child.end().isComplete();
    }

    @Override
    void start(Process process) {
        start(process, () -> switch (startMethod()) {
            case THREADS -> startThread(process);
            case CLUSTER -> startOnCluster(process);
            case SPAWN, FORKSERVER -> startJvm(process);
        });
    }

    /** Starts it as a worker of a pool in a thread of this JVM. */
    void startWorker(Process process, ThreadChild.Body body) {
        start(process, () -> {
            ThreadChild thread = new ThreadChild(identity());
            thread.startWorker(body);
            return thread;
        });
    }

    private interface Starter {
        StartedChild start() throws IOException;
    }

    private synchronized void start(Process process, Starter starter) {
        requireNotStarted("started again: make a new Process for each start");
        ExitSequence.requireNotShuttingDown("cannot start " + name + " while shutdown hooks run");
        if (creator.isRoot()) {
            Dependencies.check();
        }
        try {
            child = starter.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
        }
        RunningChildren.add(child, creator, process);
        if (FlightRecorder.isInUse()) {
            ProcessEvent.started(name, child);
        }
        if (creator.thread() != null && creator.thread().isKilled()) {
            child.kill(); // it was not there yet when its creator's children were
        }
    }

    private StartedChild startThread(Process process) {
        try (StartMessage message = StartMessages.encode(process)) {
            ThreadChild thread = new ThreadChild(identity());
            thread.start(message, ClassLoaders.joined(loaders(process)));
            return thread;
        }
    }

    private StartedChild startOnCluster(Process process) {
        return RemoteChildren.start(
                StartMessages.Remote.encode(process, identity(), JvmDefaults.with(jvmOptions)), daemon);
    }

    private StartedChild startJvm(Process process) throws IOException {
        StaticInitializers.requireMayStart(creator.startedIn());
        StartMessage message = StartMessages.encode(process, identity());
        Launch launch = new Launch(
                MAIN,
                ChildProcess.class,
                name,
                daemon,
                JvmDefaults.executable(),
                JvmDefaults.with(jvmOptions),
                takesSpare(),
                StartMessages.taskClass(process),
                loaders(process));
        return Child.launch(launch, message);
    }

    /** Class loaders of a subclass of {@link Process}, of the target, and of the calling thread. */
    private static List<ClassLoader> loaders(Process process) {
        return ClassLoaders.of(process.getClass() == Process.class ? null : process, process.target());
    }

    /** A child with options of its own finds no spare that was booted with them. */
    private boolean takesSpare() {
        return startMethod() == StartMethod.FORKSERVER && jvmOptions.isEmpty();
    }

    private void requireNotStarted(String what) {
        requireOpen();
        if (child != null) {
            throw new IllegalStateException(describe() + " has been started and cannot be " + what);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(describe() + " cannot be used any more");
        }
    }

    private StartedChild started(String method) {
        requireOpen();
        StartedChild started = child;
        if (started == null) {
            throw new IllegalStateException(describe() + " has not been started: call start() before " + method + "()");
        }
        return started;
    }

    @Override
    void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        StartedChild started = started("join");
        return started.end().await(nanos, started.token());
    }

    @Override
    boolean isAlive() {
        requireOpen();
        return isAlive(child);
    }

    @Override
    void terminate() {
        started("terminate").terminate();
    }

    @Override
    void kill() {
        started("kill").kill();
    }

    @Override
    String stderrTail() {
        return started("stderrTail").stderrTail();
    }

    @Override
    void interrupt() {
        started("interrupt").interrupt();
    }

    @Override
    synchronized void close() {
        if (isAlive(child)) {
            throw new IllegalStateException(
                    describe() + " cannot be closed while it runs: call join() or terminate() first");
        }
        closed = true;
        child = null;
    }

    @Override
    OptionalInt exitCode() {
        requireOpen();
        StartedChild started = child;
        return started == null || isAlive(started) ? OptionalInt.empty() : OptionalInt.of(started.exitCode());
    }

    @Override
    long pid() {
        StartedChild started = started("pid");
        return started instanceof RemoteChild remote ? remote.awaitPid() : started.pid();
    }

    @Override
    Sentinel sentinel() {
        return new Sentinel(started("sentinel"));
    }

    @Override
    String getName() {
        return name;
    }

    @Override
    void setName(String name) {
        this.name = name;
    }

    @Override
    boolean isDaemon() {
        return daemon;
    }

    @Override
    synchronized void setDaemon(boolean daemon) {
        requireNotStarted("made a daemon or not");
        this.daemon = daemon;
    }

    @Override
    byte[] authKey() {
        requireOpen();
        return authKey;
    }

    @Override
    void setAuthKey(byte[] key) {
        authKey = key;
    }

    @Override
    synchronized void setJvmOptions(List<String> options) {
        requireNotStarted("given JVM options");
        jvmOptions = options;
    }

    @Override
    synchronized void setStartMethod(StartMethod method) {
        requireNotStarted("given a context");
        this.method = method;
    }

    @Override
    void setStartedIn(Set<String> initializers) {
        startedIn = initializers;
    }

    /** Part of {@link StaticInitializers} that the child receives. */
    private String[] startedIn() {
        Set<String> all = StaticInitializers.running();
        if (!startedIn.isEmpty()) {
            all = new LinkedHashSet<>(all);
            all.addAll(startedIn);
        }
        return StaticInitializers.withAncestors(creator.startedIn(), all);
    }

    private StartMethod startMethod() {
        return ThisProcess.startMethod(method);
    }

    private ChildIdentity identity() {
        return new ChildIdentity(name, daemon, numbers, authKey, startMethod(), startedIn());
    }

    /** Null for a process of a cluster that no machine has begun. */
    private static Long pidOrNull(StartedChild child) {
        return child.pid() == 0 ? null : child.pid();
    }

    @Override
    String describe() {
        long parent = ThisProcess.pid();
        StartedChild started = child;
        if (closed) {
            return describe(null, parent, "closed", null);
        } else if (started == null) {
            return describe(null, parent, "initial", null);
        } else if (isAlive(started)) {
            return describe(pidOrNull(started), parent, "started", null);
        }
        return describe(pidOrNull(started), parent, "stopped", SignalNames.describe(started.exitCode()));
    }
}
