package io.github.procession.cluster;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.multiprocessing.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The processes that one program has on this machine: each is a child of this worker, which passes signals on to it and
 * reports its end.
 */
final class MachineProcesses implements MachineTasks {
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;

    private final String name;
    private final WorkerOptions options;
    private final MachineClasses classes;
    private final MachineObjects objects;
    private final Output output;
    private final Begins begins;
    private final Ends ends;
    private final Map<String, Child> running = new ConcurrentHashMap<>();
    private volatile long lastUse = System.nanoTime();

    MachineProcesses(
            String name,
            WorkerOptions options,
            MachineClasses classes,
            MachineObjects objects,
            Output output,
            Begins begins,
            Ends ends) {
        this.name = name;
        this.options = options;
        this.classes = classes;
        this.objects = objects;
        this.output = output;
        this.begins = begins;
        this.ends = ends;
        classes.start();
        objects.start();
    }

    /** The server's word on a process that is about to begin. */
    interface Begins {
        /** Whether this machine has it still, which from now on is the only one that may run it. */
        boolean mayBegin(String pool, String id);
    }

    /** A process, which a signal may reach before it has started. */
    private final class Child {
        private final String id;
        private @Nullable Process process; // guarded by this, as the next
        private int signal;

        Child(String id) {
            this.id = id;
        }

        void run(byte[] payload) {
            String how = Outcomes.DONE;
            byte[] outcome;
            try {
                RemoteProcess described = RemoteProcess.of(PoolPayload.message(payload));
                if (begins.mayBegin(name, id)) {
                    outcome = RemoteCall.exit(exitCode(described));
                } else {
                    how = null;
                    outcome = Outcomes.NOTHING;
                }
            } catch (RuntimeException
                    | Error e) { // such as a system that refuses another process: that hurts no other one
                how = Outcomes.UNABLE;
                outcome = RemoteCall.failure(e, Session.host());
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts it", e);
            }
            running.remove(id);
            lastUse = System.nanoTime();
            ends.ended(MachineProcesses.this, id, how, outcome);
        }

        private int exitCode(RemoteProcess described) throws InterruptedException {
            Process made = process(described);
            synchronized (this) {
                if (signal != 0 && signal != SIGINT) {
                    return -signal;
                }
                made.start();
                process = made;
                if (signal == SIGINT) {
                    made.interrupt();
                }
            }
            output.begun(name, id, made.pid());
            made.join();
            return made.exitCode().orElseThrow();
        }

        private Process process(RemoteProcess described) {
            List<String> jvmOptions = new ArrayList<>(options.jvmOptions());
            jvmOptions.addAll(described.jvmOptions());
            String host = Session.host();
            return Process.target(ChildTask::process)
                    .args(host, new Object[] {classes.questions(), objects.lines()}, described.start())
                    .name(name + Output.SEPARATOR + host + ":" + described.name())
                    .daemon(true)
                    .jvmOptions(jvmOptions.toArray(String[]::new))
                    .build();
        }

        synchronized void signal(int number) {
            if (process == null) {
                signal = number;
            } else if (number == SIGINT) {
                process.interrupt();
            } else if (number == SIGKILL) {
                process.kill();
            } else {
                process.terminate();
            }
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run(String id, byte[] payload) {
        Child child = new Child(id);
        running.put(id, child);
        // a thread of the system: whether a process has ended may be waited for in the kernel
        Thread.ofPlatform().daemon().name("procession-process").start(() -> child.run(payload));
    }

    @Override
    public void cancel(String id) {
        signal(id, SIGKILL);
    }

    @Override
    public void signal(String id, int signal) {
        Child child = running.get(id);
        if (child != null) {
            child.signal(signal);
        }
    }

    @Override
    public void stop(int signal) {
        throw new IllegalArgumentException("a signal goes to one process");
    }

    /** A process that cannot be started hurts no other one. */
    @Override
    public boolean gaveUp() {
        return false;
    }

    /** A process never runs twice. */
    @Override
    public Outcomes.End whenKilled() {
        return new Outcomes.End(Outcomes.DONE, RemoteCall.exit(-SIGKILL));
    }

    @Override
    public boolean isIdleSince(long nanos) {
        return running.isEmpty() && System.nanoTime() - lastUse > nanos;
    }

    @Override
    public void end() {
        running.values().forEach(child -> child.signal(SIGKILL));
        output.forget(this);
        classes.end();
        objects.end();
    }
}
