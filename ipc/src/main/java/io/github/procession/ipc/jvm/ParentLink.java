package io.github.procession.ipc.jvm;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.IncomingMessage;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.sync.Parker;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A child's side of the {@link ControlLine} from its parent: first the {@link StartMessage}, then
 * {@link Command}s, and its end when the parent dies. A spare gets a {@link SpareMessage} in front of it.
 *
 * <p>This class and what it uses are on the way of each start, so it makes do with classes that a bare JVM has loaded:
 * no lambdas, no string concatenation, no collections.
 */
// Longer than most: all that a child knows of its parent at its start, in one class because each further class costs
// a start time.
public final class ParentLink {
    private static final int ORPHAN_STATUS = 1;
    private static final int IDLE_STEP_MILLIS = 5;

    private static volatile ParentLink current;

    private final FileInputStream in;
    private File directory;
    private int token;
    private long parentPid;
    private StartReader callerHeader;
    private int[] indexes;
    private byte[][] encoded;
    private IncomingMessage[] payloads;
    private ParentWatch watch;
    private EndHook endHook;
    private int headerLength;
    private String taskClass;
    private String[] preload;
    private boolean tellsPreloadFailures;
    private ParentClassLoader parentClasses;

    /** Set when the status needs no {@link ExitReport}. */
    private volatile boolean statusIsPlain;

    private ParentLink(FileInputStream in) {
        this.in = in;
    }

    /**
     * Begins to listen to the parent. Standard input is empty for the program from now on.
     *
     * @param control path of the named pipe to listen to; null for standard input
     * @return the line; {@link #receiveJob} must follow
     */
    public static ParentLink open(@Nullable String control) {
        if (System.getProperty(ArgumentFile.PROPERTY) != null) {
            ArgumentFile.removeOwn();
        }
        System.setIn(new ByteArrayInputStream(new byte[0]));
        ParentLink link = new ParentLink(connect(control));
        try {
            link.headerLength = link.readInt();
            if (link.headerLength == SpareMessage.MARK) {
                link.receiveSpareMessage();
                link.headerLength = 0;
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(ORPHAN_STATUS);
        }
        return link;
    }

    private static @Nullable FileInputStream connect(String control) {
        if (control == null) {
            return new FileInputStream(FileDescriptor.in);
        }
        try {
            return ControlLine.open(control);
        } catch (IOException e) {
            if (new File(control).exists()) { // else the parent is dead
                System.err.println("this process cannot hear its parent, and ends: " + e.getMessage());
            }
            Runtime.getRuntime().halt(ORPHAN_STATUS);
            return null;
        }
    }

    /**
     * Whether this process is a spare, whose job may come late or never.
     *
     * @return true when there is time to prepare
     */
    public boolean isSpare() {
        return preload != null;
    }

    /** Maps what a spare will need of the session that its job belongs to. */
    public void prepareSession() {
        Session.prepare(directory.toPath());
    }

    /**
     * The classes that a spare is to initialize in advance.
     *
     * @return their names
     */
    public String[] preload() {
        return preload;
    }

    /**
     * Whether a class that cannot be initialized in advance is logged.
     *
     * @return true if it is
     */
    public boolean tellsPreloadFailures() {
        return tellsPreloadFailures;
    }

    /**
     * The class whose code the job that this spare was booted after has run: the next one is often of the same.
     *
     * @return its name
     */
    public String taskClass() {
        return taskClass;
    }

    /** Loads what {@link #receiveJob} and {@link #exit} use. */
    public void prepare() {
        UserThreads.exist();
        ParentWatch.isDead(ProcessHandle.current().pid());
        ParentWatch.rehearse();
        EndHook hook = new EndHook();
        Runtime.getRuntime().addShutdownHook(hook);
        Runtime.getRuntime().removeShutdownHook(hook);
        Parker.nudge();
        // the JVM keeps its hooks in such a map, and looks through it at its end
        new IdentityHashMap<>().keySet().iterator();
        if (isSpare()) {
            startWatch();
        }
    }

    /** Loads what a link uses, in a process that has no parent. */
    public static void train() {
        new ParentLink(null).prepare();
    }

    /**
     * Whether nothing has come from the parent: a spare may go on preparing.
     *
     * @param millis how long to wait for something
     * @return false when the job, or the end of the parent, is there
     */
    public boolean staysIdle(int millis) {
        try {
            // the end of a pipe is visible only to a reader, so a parent that died is noticed when preparing is over
            for (int waited = 0; in.available() == 0; waited += IDLE_STEP_MILLIS) {
                if (waited >= millis) {
                    return true;
                }
                LockSupport.parkNanos(IDLE_STEP_MILLIS * 1_000_000L);
            }
        } catch (IOException _) {
            // receiveJob() meets it too, and ends
        }
        return false;
    }

    /**
     * Takes the start message and watches the parent from now on. A child whose parent died while starting it ends here,
     * and so does a spare whose parent died.
     */
    public void receiveJob() {
        try {
            receive();
        } catch (IOException e) {
            Runtime.getRuntime().halt(ORPHAN_STATUS);
        }
        if (ParentWatch.isDead(parentPid)) {
            Runtime.getRuntime().halt(ORPHAN_STATUS); // the message was still in the pipe
        }
        if (watch == null) {
            startWatch();
        }
        watch.begin(parentPid);
        endHook = new EndHook();
        Runtime.getRuntime().addShutdownHook(endHook);
    }

    private void startWatch() {
        watch = new ParentWatch(in, Thread.currentThread());
        watch.start();
    }

    private int readInt() throws IOException {
        return new StartReader(read(Integer.BYTES)).readInt();
    }

    private void receiveSpareMessage() throws IOException {
        StartReader header = new StartReader(read(readInt()));
        directory = new File(header.readString());
        taskClass = header.readString();
        preload = new String[header.readInt()];
        for (int i = 0; i < preload.length; i++) {
            preload[i] = header.readString();
        }
        tellsPreloadFailures = header.readInt() != 0;
    }

    private void receive() throws IOException {
        StartReader header = new StartReader(read(headerLength > 0 ? headerLength : readInt()));
        parentPid = header.readLong();
        directory = new File(header.readString());
        token = header.readInt();
        Session.inherit(directory.toPath(), token);
        ParentClasses classes = ParentClasses.ALL[header.readByte()];
        current = this;
        if (classes != ParentClasses.IF_MISSED) {
            parentClasses = newLoader(classes == ParentClasses.BEFORE_OWN);
            Thread.currentThread().setContextClassLoader(parentClasses);
        }
        callerHeader = new StartReader(header.readBytes());
        int parts = header.readInt();
        indexes = new int[parts];
        encoded = new byte[parts][];
        payloads = new IncomingMessage[parts];
        for (int i = 0; i < parts; i++) {
            indexes[i] = header.readInt();
            int length = header.readInt();
            long payload = header.readLong();
            encoded[i] = read(length);
            if (payload > 0) {
                payloads[i] = Codec.begin(encoded[i], 0, length, payload);
                Payloads.read(in, payloads[i].payload());
            }
        }
    }

    private ParentClassLoader newLoader(boolean parentsOrder) {
        return new ParentClassLoader(ClassServer.address(directory.toPath(), parentPid), token, parentsOrder);
    }

    /** A tool wants a dump of this process. */
    static void writeDump() {
        ParentLink link = current;
        if (link != null) {
            DumpRequest.passedOn(link.directory, link.token);
        }
    }

    /** Loader of the classes that only the parent has; null when there is no parent, or it gives no classes. */
    static ClassLoader classesOfParent() {
        ParentLink link = current;
        return link == null ? null : link.parentClasses();
    }

    private synchronized ClassLoader parentClasses() {
        if (parentClasses == null
                && ClassServer.address(directory.toPath(), parentPid).toFile().exists()) {
            parentClasses = newLoader(false);
        }
        return parentClasses;
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int count = in.read(bytes, done, length - done);
            if (count < 0) {
                throw new EOFException();
            }
            done += count;
        }
        return bytes;
    }

    /**
     * The caller's bytes of the start message.
     *
     * @return where to read them
     */
    public StartReader header() {
        return callerHeader;
    }

    /**
     * Decodes the value of the start message; to be called once.
     *
     * @return the value, or null when there is none
     * @throws RuntimeException from the codec when it cannot be rebuilt
     */
    public @Nullable Object value() {
        Object value = null;
        for (int i = 0; i < indexes.length; i++) {
            IncomingMessage part = payloads[i];
            if (part == null) {
                part = Codec.begin(encoded[i], 0, encoded[i].length, 0);
            }
            payloads[i] = null;
            encoded[i] = null;
            if (indexes[i] == StartMessage.WHOLE) {
                value = part.finish();
            } else {
                ((Object[]) value)[indexes[i]] = part.finish();
            }
        }
        return value;
    }

    /**
     * Identifies the parent to the operating system.
     *
     * @return its process id
     */
    public long parentPid() {
        return parentPid;
    }

    /**
     * Whether the parent lives.
     *
     * @return false once it has died or is known to die soon
     */
    public boolean isParentAlive() {
        return !watch.parentLost();
    }

    /**
     * Sets what an interrupt by the parent does, instead of interrupting the main thread.
     *
     * @param action what to do, in the thread that obeys the parent; it must be short
     */
    public void onInterrupt(Runnable action) {
        watch.onInterrupt(action);
    }

    /**
     * Waits for the death of the parent. This process ends soon after it.
     *
     * @param nanos how long to wait; for ever when negative
     * @return whether the parent has died
     * @throws InterruptedException when this thread is interrupted
     */
    public boolean awaitParentEnd(long nanos) throws InterruptedException {
        return watch.awaitLoss(nanos);
    }

    /**
     * Ends this process with a status, once main has returned and no thread is left that is not a daemon. Returns at
     * once: main must return too.
     *
     * @param status the exit status
     */
    public void exit(int status) {
        boolean others = UserThreads.exist();
        if (status == 0) {
            // the JVM does the rest; another thread that calls System.exit on the way needs the report
            statusIsPlain = !others;
            if (!others) {
                leaveNow();
            }
        } else if (others) {
            new ExitThread(status).start();
        } else {
            exitNow(status);
        }
    }

    /** Does here what the hook would do, which needs a thread. */
    private void leaveNow() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(endHook)) {
                watch.leavePipe();
                if (isSpare()) { // in another child it would be a class more to load
                    Parker.leaveEarly();
                }
            }
        } catch (IllegalStateException _) {
            // a daemon thread ends this process at this moment, and the hook runs
        }
    }

    private void exitNow(int status) {
        statusIsPlain = status >= 0 && status <= ExitReport.SIGNAL_BASE;
        System.exit(status);
    }

    private final class ExitThread extends Thread {
        private final int status;

        ExitThread(int status) {
            super(null, null, "procession-exit", 0, false);
            this.status = status;
        }

        @Override
        public void run() {
            UserThreads.awaitAll();
            exitNow(status);
        }
    }

    private final class EndHook extends Thread {
        EndHook() {
            super(null, null, "procession-end", 0, false);
        }

        @Override
        public void run() {
            if (!statusIsPlain && !watch.parentLost()) {
                try {
                    ExitReport.leave(directory, token);
                    // a parent that dies later leaves it to the process that reaps this one
                    if (ParentWatch.isDead(parentPid)) {
                        ExitReport.takeBack(directory, token);
                    }
                } catch (IOException e) {
                    System.err.println("the parent cannot tell this exit from a signal: " + e);
                }
            }
            watch.leavePipe();
        }
    }
}
