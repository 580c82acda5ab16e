package io.github.procession.ipc.jvm;

import io.github.procession.ipc.log.LogForwarding;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.Parker;
import io.github.procession.ipc.sync.Uninterruptibly;
import io.github.procession.ipc.system.ServiceLoop;
import io.github.procession.ipc.system.SystemFiles;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A child JVM as its parent sees it: launched, spoken to over its {@link ControlLine}, and reaped by a thread of its own.
 *
 * <p>The child has ended when it is dead, what it printed and logged has been passed on and its shared objects are released; from
 * then on {@link #exitCode()} is known.
 */
// Longer than most: one life, start to reaping, whose steps share its lock and its end.
public final class Child implements StartedChild {
    private static volatile Set<String> withheld = Set.of();

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;
    private static final Path WORKING_FOLDER = Path.of(SystemFiles.PROC, "self/cwd");
    private static final long WRAPPED_MILLIS = 2_000;

    /** Times that a step after the end of a child is tried without memory, with pauses of 50 ms: for a minute. */
    private static final int MOST_TRIES = 1_200;

    // what a child's end is followed by
    private static final int PASS_ON_THE_REST = 1;
    private static final int AWAIT_WRAPPED = 2;
    private static final int READ_EXIT_CODE = 3;
    private static final int RELEASE = 4;
    private static final int FORGET = 5;

    private static final long PAUSE_NANOS = 5_000_000;

    private final java.lang.Process process;
    private final String name;
    private final boolean daemon;
    private final Session session;
    private final File directory;
    private final int token;
    private final OutputPump stdout;
    private final OutputPump stderr;
    private final ControlLine line;
    private final ReentrantLock controlLock = new ReentrantLock();
    private final Termination end = new Termination();
    private volatile int sentSignal;
    private volatile int exitCode = ExitReport.LOST_CODE;
    private int endValue; // of the waiter

    private Child(java.lang.Process process, ControlLine line, Launch launch, Session session, int token) {
        this.process = process;
        this.line = line;
        this.name = launch.name();
        this.daemon = launch.daemon();
        this.session = session;
        this.directory = session.directory().toFile();
        this.token = token;
        this.stdout = new OutputPump(process.getInputStream(), false, launch.name(), process.pid(), process::isAlive);
        this.stderr = new OutputPump(process.getErrorStream(), true, launch.name(), process.pid(), process::isAlive);
    }

    /**
     * Launches a child JVM, or takes a spare one, and hands it its start message.
     *
     * @param launch what to start
     * @param start the start message; closed by this call
     * @return the running child
     * @throws IOException when the operating system refuses another process, or the session has no room for it
     */
    public static Child launch(Launch launch, StartMessage start) throws IOException {
        try (start) {
            Session session = Session.current();
            try {
                return launch(launch, start, session);
            } catch (IOException e) {
                throw session.explain(e);
            }
        }
    }

    private static Child launch(Launch launch, StartMessage start, Session session) throws IOException {
        Unsent cold;
        Lock begun = Starts.begin();
        try {
            JvmCommand command = JvmCommand.of(launch);
            if (launch.spare() && !Debugging.isOn()) { // a spare would announce its port before it has a name
                Child child = null;
                for (Spare spare = Spares.claim(command); child == null && spare != null; ) {
                    child = handOver(spare, command, launch, start, session);
                    spare = child == null ? Spares.claim(command) : null;
                }
                if (child != null) {
                    return child;
                }
            }
            cold = launchCold(command, launch, start, session);
        } finally {
            begun.unlock();
        }
        // not while the end of the program waits for this start: it ends a child that does not read; a broken pipe
        // means that the child is dead, and its exit code says so, as when it dies one step later
        boolean _ = cold.child.send(start, cold.classes);
        return cold.child;
    }

    /** A child that is known and waits for its start message. */
    private record Unsent(Child child, ParentClasses classes) {}

    private static Unsent launchCold(JvmCommand command, Launch launch, StartMessage start, Session session)
            throws IOException {
        int token = session.reserveProcess();
        java.lang.Process process = null;
        ControlLine line = null;
        boolean launched = false;
        try {
            session.board().begin(token, launch.name());
            session.grant(token, start.addresses());
            ParentClasses classes = ClassServer.open(session.directory(), token, launch.loaders(), command.classPath());
            line = ControlLine.make(session.directory().toFile());
            ProcessBuilder builder = processBuilder(command, session);
            process = start(line, builder);
            ArgumentFile.removeAtEnd(builder, process);
            session.bindProcess(token, process.pid());
            Unsent child = new Unsent(new Child(process, line, launch, session, token), classes);
            child.child.startThreads(launch.name());
            launched = true;
            return child;
        } finally {
            if (!launched) {
                discard(process, line, session, token);
            }
        }
    }

    private static java.lang.Process start(ControlLine line, ProcessBuilder builder) throws IOException {
        try {
            return ArgumentFile.start(line, builder);
        } catch (IOException e) {
            throw UnusableLauncherException.explain(builder.command().getFirst(), e);
        }
    }

    /**
     * Gives a spare its job. A spare that is dead before it has read all of the message has not begun it, so another one
     * may: then the result is null. One that dies later is a child that died.
     */
    private static Child handOver(Spare spare, JvmCommand command, Launch launch, StartMessage start, Session session)
            throws IOException {
        int token = 0;
        boolean handed = false;
        try {
            if (ParentWatch.isDead(spare.process().pid())) {
                return null; // while its last threads end, its pipe still takes a message
            }
            token = session.reserveProcess();
            session.board().begin(token, launch.name());
            session.grant(token, start.addresses());
            ParentClasses classes = ClassServer.open(session.directory(), token, launch.loaders(), command.classPath());
            Child child = new Child(spare.process(), spare.line(), launch, session, token);
            if (!child.send(start, classes)) {
                return null;
            }
            session.bindProcess(token, spare.process().pid()); // the child does it too, if it comes to that first
            child.startThreads(launch.name());
            handed = true;
            return child;
        } finally {
            if (!handed && token != 0) {
                discard(spare.process(), spare.line(), session, token);
            } else if (!handed) {
                spare.discard();
            }
        }
    }

    /** Ends what cannot become a child, or was not needed, and releases its place. */
    static void discard(java.lang.Process process, ControlLine line, Session session, int token) {
        if (process != null) {
            ExitReport.await(process.destroyForcibly());
        }
        if (line != null) {
            line.close();
        }
        ClassServer.childEnded(token);
        session.processEnded(token);
        session.sweep();
    }

    /**
     * Keeps environment variables of this process from its children.
     *
     * @param variables their names; those of an earlier call are no longer kept
     */
    public static void withhold(Set<String> variables) {
        withheld = Set.copyOf(variables);
    }

    static ProcessBuilder processBuilder(JvmCommand command, Session session) throws IOException {
        ChangedFiles.look(command);
        List<String> line = ArgumentFile.line(command, ClassArchive.options(command), session.directory());
        ProcessBuilder builder = new ProcessBuilder(command.withSignals(line));
        if (isWorkingFolderDeleted()) {
            builder.directory(new File(File.separator)); // no JVM starts in such a folder
        }
        Map<String, String> environment = builder.environment();
        for (String variable : InheritedOptions.VARIABLES) {
            environment.remove(variable);
        }
        environment.keySet().removeAll(withheld);
        return builder;
    }

    private static boolean isWorkingFolderDeleted() {
        try {
            return Files.readSymbolicLink(WORKING_FOLDER).toString().endsWith(" (deleted)");
        } catch (IOException _) {
            return false; // this system does not tell
        }
    }

    private void startThreads(String name) {
        Signals.prepare();
        stdout.start();
        stderr.start();
        // not a daemon thread for a child that is none: so this JVM stays until such a child has ended
        Thread waiter = new Thread(null, this::awaitEnd, name + "-waiter", 0, false);
        waiter.setDaemon(daemon);
        ChildTable.add(this); // before the waiter can remove it
        try {
            waiter.start();
        } catch (OutOfMemoryError e) {
            ChildTable.remove(this);
            throw e;
        }
    }

    /** False when the child is dead, so that it cannot read all of it. */
    private boolean send(StartMessage start, ParentClasses classes) {
        controlLock.lock();
        try {
            OutputStream control = line.sender();
            start.writeTo(control, directory.getPath(), token, classes);
            control.flush();
            return true;
        } catch (IOException _) {
            return false;
        } finally {
            line.allSent();
            controlLock.unlock();
        }
    }

    /** Waiter for the end: completes it whatever becomes of the steps before. */
    private void awaitEnd() {
        ServiceLoop.lookUp(); // here nobody waits for it
        LibraryLogger.lookUp();
        endValue = ExitReport.await(process);
        takeStepsFrom(PASS_ON_THE_REST);
        session.sweep();
        if (exitCode == 0) {
            ClassArchive.makeWanted();
        } else if (sentSignal == 0) {
            ChildTable.failed(this);
        }
    }

    private void takeStepsFrom(int step) {
        if (step > FORGET) {
            try {
                ChildTable.remove(this);
            } finally {
                end.complete();
            }
            return;
        }
        try {
            insistOn(step);
        } finally {
            takeStepsFrom(step + 1);
        }
    }

    /** Takes a step, which can be taken twice: again while there is no memory for it, but not for ever. */
    private void insistOn(int step) {
        for (int tries = 1; ; tries++) {
            try {
                take(step);
                return;
            } catch (OutOfMemoryError e) {
                if (tries == MOST_TRIES) {
                    throw e;
                }
                ServiceLoop.pause();
            }
        }
    }

    /** Steps have numbers, since a lambda that is made for the first time takes much memory. */
    private void take(int step) {
        switch (step) {
            case PASS_ON_THE_REST -> passOnTheRest();
            case AWAIT_WRAPPED, RELEASE -> takeInSession(step);
            case READ_EXIT_CODE -> readExitCode(); // before the release, which deletes what the child has left
            default -> {
                AttachSocket.childEnded(process.pid());
                ClassServer.childEnded(token);
            }
        }
    }

    private void readExitCode() {
        exitCode = ExitReport.take(directory, token, endValue, sentSignal);
        if (endValue == ExitReport.LOST) {
            LibraryLogger.of(ExitReport.class)
                    .warn(
                            "the exit value of the process with pid {} is lost, and {} stands for it",
                            process.pid(),
                            exitCode);
        }
    }

    private void passOnTheRest() {
        line.childEnded();
        stdout.awaitEnd();
        stderr.awaitEnd();
        LogForwarding.awaitLog(process.pid());
    }

    /** A step that is left out if the memory of the session is gone: nothing in it waits for the end of a child then. */
    private void takeInSession(int step) {
        try {
            if (step == AWAIT_WRAPPED) {
                awaitWrapped();
            } else {
                session.processEnded(token, endValue == 0);
                Parker.nudge(); // threads that wait for something of that process look again now
            }
        } catch (IllegalStateException | UncheckedIOException e) {
            if (Session.whyEnded() == null) {
                throw e;
            }
        }
    }

    /**
     * An executable of the user's may start the JVM as another process and end before it, though it should not. That process
     * has lost its line, so it ends soon; nothing of it may be released before, and its report comes at its end.
     */
    private void awaitWrapped() {
        long pid = session.processes().pidOf(token);
        if (pid <= 0 || pid == process.pid()) {
            return;
        }
        if (!hasEnded(WRAPPED_MILLIS)) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            hasEnded(WRAPPED_MILLIS);
        }
    }

    /** Whether the process that has the token ends in time. */
    private boolean hasEnded(long millis) {
        Deadline deadline = Deadline.after(millis, TimeUnit.MILLISECONDS);
        while (!session.processes().isDead(token)) {
            if (deadline.left() < 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }

    /**
     * To be called when children have done their work though none of them has ended, and the program may be over soon: has
     * the archive made from which the next program's children start faster. The first call takes some 10 ms, others nothing.
     */
    public static void startsWell() {
        ClassArchive.makeWanted();
    }

    /**
     * Whether SIGINT, SIGTERM or SIGHUP ends this process.
     *
     * @return whether it does; false while the process does not end
     */
    public static boolean signalEndsThis() {
        return ChildTable.signalEndsThis();
    }

    /** Comes back when all that this process starts just now has been started; after {@link Session#close()} nothing follows. */
    public static void awaitStarts() {
        Starts.await();
    }

    /** Terminates all children of this process, and comes back when they have ended: after a second at most. */
    public static void terminateAll() {
        ChildTable.terminateAll();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** Name of the process at its start. */
    String name() {
        return name;
    }

    boolean isDaemon() {
        return daemon;
    }

    @Override
    public int token() {
        return token;
    }

    /** Comes when the end has been noticed and the child's output passed on. */
    @Override
    public Termination end() {
        return end;
    }

    @Override
    public int exitCode() {
        return exitCode;
    }

    boolean awaitMillis(long millis) {
        return Uninterruptibly.call(() -> end.await(millis * 1_000_000));
    }

    @Override
    public String stderrTail() {
        return stderr.tail();
    }

    @Override
    public void terminate() {
        send(SIGTERM);
    }

    @Override
    public void kill() {
        send(SIGKILL);
    }

    private void send(int signal) {
        sentSignal = signal;
        if (!Signals.send(process, signal == SIGKILL)) {
            LibraryLogger.of(Child.class)
                    .warn(
                            "signal {} cannot be sent to the child with pid {}, probably because this process has no"
                                    + " file descriptor left: the child is told to end instead",
                            signal,
                            process.pid());
            line.childEnded(); // it takes this for the end of its parent
        }
    }

    @Override
    public void interrupt() {
        controlLock.lock();
        try {
            line.command(Command.INTERRUPT);
        } finally {
            controlLock.unlock();
        }
    }

    /** Has the child write a dump; one that is just being started does not. */
    void dump() {
        if (controlLock.tryLock()) {
            try {
                line.command(Command.DUMP);
            } finally {
                controlLock.unlock();
            }
        }
    }

    /** Announces to the child that this process will end soon. A child that is just being started learns it from the end itself. */
    void orphan() {
        if (controlLock.tryLock()) {
            try {
                line.command(Command.ORPHAN);
            } finally {
                controlLock.unlock();
            }
        }
    }
}
