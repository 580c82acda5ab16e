package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.ExitSequence;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.ArrayRing;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The spare JVMs of this process: a bounded number, all booted by the same command, each for one job.
 *
 * <p>The first child that may take one finds none and starts cold; from then on a thread keeps the number, until no child has
 * been started for a while or another command is wanted. Spares that end before they get a job, killed from outside, are
 * replaced when the next job comes, not before: a JVM that cannot live is not booted again and again. A thread that claims a spare
 * owns it: it is in the list no more, so no other thread gives it a job or ends it.
 */
public final class Spares {
    /** How many spares wait for jobs; also a system property. */
    private static final int COUNT = Integer.getInteger(
            "procession.spares", Math.min(4, Runtime.getRuntime().availableProcessors()));

    private static final long IDLE_NANOS = Long.getLong("procession.sparesIdleMillis", 30_000) * 1_000_000;

    /** Keeps the boot of the next spare out of the way of a short job. */
    private static final long PAUSE_NANOS = 10_000_000;

    /** After the last start, before the children are ended and the session's folder is removed. */
    private static final int EXIT_STAGE = 6;

    private static final Spares ALL = new Spares();

    private final ArrayRing<Spare> idle = new ArrayRing<>(); // guarded by this, as are the next
    private JvmCommand command;
    private List<String> signature = List.of();
    private List<String> preload = List.of();
    private boolean tellsFailures;
    private long lastUse;
    private boolean oneDied;
    private Thread keeper;
    private boolean hooked;
    private boolean ending;

    private Spares() {}

    /**
     * Sets classes that spares initialize in advance; those that are booted already are given up.
     *
     * @param classNames binary names; one that cannot be loaded is left to the job
     * @param tellsFailures whether a spare logs a class that it cannot initialize
     */
    public static void setPreload(List<String> classNames, boolean tellsFailures) {
        ALL.changePreload(List.copyOf(classNames), tellsFailures);
    }

    /** Ends all spares that wait for a job. The next start that may take one boots new ones. */
    public static void discardAll() {
        ALL.drain().forEach(Spare::discard);
    }

    /**
     * Counts the spares that wait for a job.
     *
     * @return how many there are now, those that still boot among them
     */
    public static int count() {
        return ALL.size();
    }

    /**
     * Announces the end of this process to the spares that wait for a job.
     *
     * @return their process ids
     */
    public static List<Long> pids() {
        return ALL.idlePids();
    }

    private synchronized int size() {
        return idle.size();
    }

    private synchronized List<Long> idlePids() {
        return idle.stream().map(spare -> spare.process().pid()).toList();
    }

    private synchronized List<Spare> drain() {
        List<Spare> drained = new ArrayList<>(idle);
        idle.clear();
        signature = List.of();
        command = null;
        notifyAll();
        return drained;
    }

    private void changePreload(List<String> classNames, boolean tells) {
        synchronized (this) {
            preload = classNames;
            tellsFailures = tells;
        }
        discardAll();
    }

    /** A spare that fits the command, or null; has more of them booted unless the command's options have effects outside of a JVM. */
    static @Nullable Spare claim(JvmCommand command) {
        for (String option : command.options()) {
            if (OutsideEffects.of(option)) {
                return null; // a JVM without a job would have them too
            }
        }
        return ALL.claim(command, signature(command));
    }

    /** The command, and the files on its paths as they are now: a jar that was replaced needs a new JVM. */
    private static List<String> signature(JvmCommand command) {
        List<String> signature = command.line(List.of());
        String classPath = command.classPath();
        if (classPath != null) {
            for (String entry : classPath.split(File.pathSeparator)) {
                addStamp(signature, entry);
            }
        }
        for (String option : command.modulePath()) {
            for (String entry : option.split(File.pathSeparator)) {
                addStamp(signature, entry);
            }
        }
        return signature;
    }

    private static void addStamp(List<String> signature, String entry) {
        File file = new File(entry);
        if (file.isFile()) { // classes in folders are looked up when they are needed
            signature.add(FileStamp.of(file));
        }
    }

    private @Nullable Spare claim(JvmCommand wanted, List<String> wantedSignature) {
        List<Spare> unfit = List.of();
        Spare claimed;
        synchronized (this) {
            if (ending || COUNT <= 0) {
                return null;
            }
            if (!wantedSignature.equals(signature)) {
                unfit = drain();
                command = wanted;
                signature = wantedSignature;
            }
            claimed = idle.poll(); // the oldest: it had most time to boot
            lastUse = System.nanoTime();
            oneDied = false;
            keep();
        }
        unfit.forEach(Spare::discard);
        return claimed;
    }

    private void keep() {
        if (!hooked) {
            try {
                ExitSequence.add(EXIT_STAGE, this::end);
            } catch (IllegalStateException shuttingDown) {
                ending = true;
                return;
            }
            hooked = true;
        }
        if (keeper == null) {
            Thread thread = new Thread(null, this::run, "procession-spares", 0, false);
            thread.setDaemon(true);
            try {
                thread.start();
                keeper = thread;
            } catch (OutOfMemoryError _) {
                // the system has no thread for it: this child starts cold, and the next one tries again
            }
        } else {
            notifyAll();
        }
    }

    private void end() {
        synchronized (this) {
            ending = true;
        }
        discardAll();
    }

    private void run() {
        try {
            while (bootNext()) {}
        } catch (InterruptedException e) {
            LibraryLogger.of(Spares.class).warn("somebody interrupted the thread that boots spares", e);
        } catch (IOException | RuntimeException e) {
            LibraryLogger.of(Spares.class).warn("no spare process can be booted, children start cold", e);
        } finally {
            quit();
        }
    }

    /** Waits until a spare is missing and boots it; false when there shall be none any more. */
    private boolean bootNext() throws IOException, InterruptedException {
        JvmCommand wanted;
        List<String> wantedSignature;
        List<String> classes;
        boolean tells;
        synchronized (this) {
            if (!awaitNeed()) {
                return false;
            }
            wanted = command;
            wantedSignature = signature;
            classes = preload;
            tells = tellsFailures;
        }
        Spare spare;
        boolean kept = false;
        Lock begun = Starts.begin();
        try {
            spare = Spare.launch(wanted, classes, tells);
            synchronized (this) {
                if (!ending && wantedSignature.equals(signature) && classes.equals(preload) && tells == tellsFailures) {
                    idle.add(spare);
                    kept = true;
                }
            }
        } finally {
            begun.unlock();
        }
        if (kept) {
            spare.process().onExit().thenRun(() -> ended(spare));
        } else {
            spare.discard();
        }
        return true;
    }

    private boolean awaitNeed() throws InterruptedException {
        while (!ending && command != null) {
            long unused = System.nanoTime() - lastUse;
            if (unused >= IDLE_NANOS) {
                return false;
            }
            boolean missing = idle.size() < COUNT && !oneDied;
            if (missing && (idle.isEmpty() || unused >= PAUSE_NANOS)) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, (missing ? PAUSE_NANOS : IDLE_NANOS) - unused + 1_000_000);
        }
        return false;
    }

    private void ended(Spare spare) {
        spare.line().childEnded(); // a thread that gives it a job at this moment may wait for it to read
        boolean unclaimed;
        synchronized (this) {
            unclaimed = idle.remove(spare);
            oneDied |= unclaimed;
        }
        if (unclaimed) {
            spare.discard();
        }
    }

    private void quit() {
        List<Spare> unused;
        synchronized (this) {
            keeper = null;
            unused = drain();
        }
        unused.forEach(Spare::discard);
    }
}
