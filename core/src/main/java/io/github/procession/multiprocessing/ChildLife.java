package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.Child;
import io.github.procession.ipc.jvm.Launch;
import io.github.procession.ipc.jvm.StartMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** A child of this process: not started, running, ended or closed. */
final class ChildLife extends ProcessLife {
    private static final Map<ChildLife, Process> RUNNING = new ConcurrentHashMap<>();

    private final int[] identity = ThisProcess.nextChildIdentity();
    private volatile String name;
    private volatile boolean daemon = ThisProcess.isDaemon();
    private volatile byte[] authKey = ThisProcess.authKey();
    private volatile List<String> jvmOptions = List.of();
    private volatile Context context = Context.ofDefault();
    private volatile Child child;
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

    /** The processes that have been started and have not ended, in no order. */
    static List<Process> running() {
        List<Process> running = new ArrayList<>();
        RUNNING.forEach((life, process) -> {
            Child started = life.child;
            if (started != null && started.isAlive()) { // an ended one leaves the map a moment after join() returns
                running.add(process);
            }
        });
        return running;
    }

    @Override
    synchronized void start(Process process) {
        requireNotStarted("started again");
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
        try {
            RUNNING.put(this, process);
            child = Child.launch(launch, message);
            child.onEnd(() -> RUNNING.remove(this));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + e.getMessage(), e);
        } finally {
            if (child == null) {
                RUNNING.remove(this);
            }
        }
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

    private Child started(String method) {
        requireOpen();
        Child started = child;
        if (started == null) {
            throw new IllegalStateException(describe() + " has not been started: call start() before " + method + "()");
        }
        return started;
    }

    @Override
    void join() throws InterruptedException {
        started("join").await();
    }

    @Override
    boolean join(long nanos) throws InterruptedException {
        return started("join").await(nanos);
    }

    @Override
    boolean isAlive() {
        requireOpen();
        Child started = child;
        return started != null && started.isAlive();
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
        if (child != null && child.isAlive()) {
            throw new IllegalStateException(
                    describe() + " cannot be closed while it runs: call join() or terminate() first");
        }
        closed = true;
        child = null;
    }

    @Override
    OptionalInt exitCode() {
        requireOpen();
        Child started = child;
        return started == null || started.isAlive() ? OptionalInt.empty() : OptionalInt.of(started.exitCode());
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

    StartMethod startMethod() {
        return context.method();
    }

    int[] identity() {
        return identity;
    }

    @Override
    String describe() {
        long parent = ThisProcess.pid();
        Child started = child;
        if (closed) {
            return describe(null, parent, "closed", null);
        } else if (started == null) {
            return describe(null, parent, "initial", null);
        } else if (started.isAlive()) {
            return describe(started.pid(), parent, "started", null);
        }
        return describe(started.pid(), parent, "stopped", SignalNames.describe(started.exitCode()));
    }
}
