package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.jvm.Launch;
import io.github.procession.ipc.jvm.StartMessage;
import io.github.procession.ipc.jvm.StartedChild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A child of this process: not started, running, ended or closed. */
final class ChildLife extends ProcessLife {
    private static final Map<ChildLife, Process> RUNNING = new ConcurrentHashMap<>();

    private final ThisProcess creator = ThisProcess.here();
    private final int[] identity = creator.nextChildIdentity();
    private volatile String name;
    private volatile boolean daemon = creator.isDaemon();
    private volatile byte[] authKey = creator.authKey();
    private volatile List<String> jvmOptions = List.of();
    private volatile Context context = Context.ofDefault();
    private volatile Set<String> startedIn = Set.of();
    private volatile StartedChild child;
    private volatile boolean closed;

    ChildLife(String typeName) {
        super(typeName);
        StringBuilder text = new StringBuilder(typeName);
        char separator = '-';
        for (int number : identity) {
            text.append(separator).append(number);
            separator = ':';
        }
        name = text.toString();
    }

    /** The children of a process that have been started and have not ended, in no order. */
    static List<Process> running(ThisProcess creator) {
        List<Process> running = new ArrayList<>();
        RUNNING.forEach((life, process) -> {
            if (life.creator == creator && isAlive(life.child)) { // an ended one leaves the map a moment after join()
                running.add(process);
            }
        });
        return running;
    }

    /** Sends a signal to the children of a process, or to its daemons among them. */
    static void signalChildren(ThisProcess creator, boolean daemonsOnly, Consumer<StartedChild> signal) {
        for (ChildLife life : RUNNING.keySet()) {
            StartedChild started = life.child;
            if (life.creator == creator && started != null && (life.daemon || !daemonsOnly)) {
                signal.accept(started);
            }
        }
    }

    private static boolean isAlive(StartedChild child) {
        return child != null && !child.end().hasCome();
    }

    @Override
    void start(Process process) {
        start(process, () -> context.method() == StartMethod.THREADS ? startThread(process) : startJvm(process));
    }

    /** Starts it as a worker of a pool in a thread of this JVM. */
    void startWorker(Process process, ThreadChild.Body body) {
        start(process, () -> {
            ThreadChild thread = new ThreadChild(this);
            thread.startWorker(body);
            return thread;
        });
    }

    private interface Starter {
        StartedChild start() throws IOException;
    }

    private synchronized void start(Process process, Starter starter) {
        requireNotStarted("started again");
        try {
            RUNNING.put(this, process);
            child = starter.start();
            child.end().onCome(() -> RUNNING.remove(this));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
        } finally {
            if (child == null) {
                RUNNING.remove(this);
            }
        }
        if (creator.thread() != null && creator.thread().isKilled()) {
            child.kill(); // it was not there yet when its creator's children were
        }
    }

    private StartedChild startThread(Process process) {
        try (StartMessage message = StartMessages.encode(process)) {
            ThreadChild thread = new ThreadChild(this);
            thread.start(message, ClassLoaders.joined(ClassLoaders.of(process)));
            return thread;
        }
    }

    private StartedChild startJvm(Process process) throws IOException {
        StaticInitializers.requireMayStart();
        StartMessage message = StartMessages.encode(process, this);
        Launch launch = new Launch(
                ChildMain.class,
                name,
                daemon,
                JvmDefaults.executable(),
                JvmDefaults.with(jvmOptions),
                takesSpare(),
                StartMessages.taskClass(process),
                ClassLoaders.of(process));
        return Child.launch(launch, message);
    }

    /** A child with options of its own finds no spare that was booted with them. */
    private boolean takesSpare() {
        return context.method() == StartMethod.FORKSERVER && jvmOptions.isEmpty();
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
        started("join").end().await();
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        return started("join").end().await(nanos);
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
        return started("pid").pid();
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
    synchronized void setContext(Context context) {
        requireNotStarted("given a context");
        this.context = context;
    }

    @Override
    void setStartedIn(Set<String> initializers) {
        startedIn = initializers;
    }

    /** What the child is told of {@link StaticInitializers}. */
    String[] startedIn() {
        Set<String> all = StaticInitializers.running();
        if (!startedIn.isEmpty()) {
            all = new LinkedHashSet<>(all);
            all.addAll(startedIn);
        }
        return StaticInitializers.withAncestors(all);
    }

    StartMethod startMethod() {
        return context.method();
    }

    int[] identity() {
        return identity;
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
            return describe(started.pid(), parent, "started", null);
        }
        return describe(started.pid(), parent, "stopped", SignalNames.describe(started.exitCode()));
    }
}
