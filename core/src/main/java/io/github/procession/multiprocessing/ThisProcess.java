package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.ParentLink;
import io.github.procession.ipc.jvm.StartReader;
import io.github.procession.ipc.log.LogForwarding;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.Level;

/**
 * Identity of the calling thread's process among the processes: name, place in the chain of creation, parent. It is this
 * JVM, unless the thread belongs to a {@link ThreadChild}.
 *
 * <p>A child reads it from its start message without loading {@link Process}, which is built when it is asked for.
 */
// Longer than most: one place for what belongs to the process of a thread, a JVM or a thread in it.
final class ThisProcess {
    private static final int AUTH_KEY_BYTES = 32;
    private static final int[] ROOT = {};

    /** System property that puts all processes into threads, whatever the program says. */
    private static final boolean ALL_IN_THREADS = Boolean.getBoolean("procession.threads");

    /** System property that puts all that the root makes on a cluster, unless the program chooses a start method. */
    private static final boolean ON_CLUSTER = System.getProperty("procession.cluster") != null;

    private static final String[] NO_NAMES = {};
    private static final ThisProcess OF_JVM = new ThisProcess();

    static {
        if (System.getProperty(LibraryLogger.PROPERTY) != null) {
            tellLife();
        }
    }

    /** Process in a thread that the calling thread belongs to, if any; null in a JVM that never had one. */
    private static volatile InheritableThreadLocal<ThisProcess> ofThreads;

    /** The process in a thread that it is, or null. */
    private final ThreadChild thread;

    private String name = LibraryLogger.ROOT;
    private int[] identity = ROOT;
    private boolean daemon;
    private byte[] authKey;
    private ParentLink parentLink;
    private String parentName;
    private StartMethod startMethod;

    /** See {@link StaticInitializers}. */
    private String[] startedIn = NO_NAMES;

    private int children;
    private Process current;
    private Process parent;
    private Map<Long, SoftReference<?>> receivedValues;

    /** Only the JVM's: there may be something to tell on stderr of what this child does. */
    private boolean tellsLife;

    private ThisProcess() {
        thread = null;
    }

    /** A process in a thread. */
    ThisProcess(ThreadChild thread, ChildIdentity identity) {
        this.thread = thread;
        name = identity.name();
        this.identity = identity.numbers();
        daemon = identity.daemon();
        authKey = identity.authKey();
        parentName = here().name();
        startMethod = StartMethod.THREADS;
        startedIn = here().startedIn();
    }

    static ThisProcess here() {
        InheritableThreadLocal<ThisProcess> threads = ofThreads;
        ThisProcess own = threads == null ? null : threads.get();
        return own == null ? OF_JVM : own;
    }

    /**
     * Makes the calling thread, and those that it starts from now on, threads of this process.
     *
     * @return the process that it belonged to before
     */
    ThisProcess enter() {
        ThisProcess before = here();
        synchronized (ThisProcess.class) {
            if (ofThreads == null) {
                ofThreads = new InheritableThreadLocal<>();
            }
        }
        if (this == OF_JVM) {
            ofThreads.remove();
        } else {
            ofThreads.set(this);
        }
        return before;
    }

    /** Makes this JVM the child that the start message describes. */
    static void become(ParentLink link) {
        OF_JVM.join(link);
    }

    private synchronized void join(ParentLink link) {
        StartReader header = link.header();
        parentLink = link;
        parentName = header.readString();
        name = header.readString();
        daemon = header.readByte() != 0;
        identity = new int[header.readInt()];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = header.readInt();
        }
        authKey = header.readBytes();
        if (header.readByte() != 0) {
            startMethod = StartMethod.FORKSERVER; // spawn is the default: its class need not be loaded
        }
        int initializers = header.readInt();
        if (initializers > 0) {
            startedIn = new String[initializers];
            for (int i = 0; i < initializers; i++) {
                startedIn[i] = header.readString();
            }
        }
        int logged = header.readByte();
        if (logged != 0) {
            LibraryLogger.setStderrLevel(Level.values()[logged - 1]);
            tellLife();
        }
        tellNameToLog();
    }

    /** Makes this JVM, which a worker of a cluster has started, the process that its program describes. */
    synchronized void become(StartMessages.Remote start) {
        parentName = start.parent();
        daemon = start.daemon();
        identity = start.numbers();
        authKey = start.authKey();
        parent = null;
        children = 0;
        rename(start.name());
    }

    /** Makes an object that travelled here the current process. */
    synchronized void adopt(Process travelled) {
        current = travelled;
        children = 0; // the codec may have run constructors while it rebuilt the object
    }

    synchronized Process current() {
        if (current == null) {
            current = new Process(new CurrentProcess(isRoot() ? "_MainProcess" : "Process", this));
        }
        return current;
    }

    /** The parent, or null in the root. */
    synchronized Process parent() {
        if (parent == null && thread != null) {
            parent = thread.parentProcess(parentName); // a class of its own, which a child need not load
        } else if (parent == null && parentLink != null) {
            parent = new Process(ParentProcess.of(parentLink));
        }
        return parent;
    }

    synchronized int[] nextChildIdentity() {
        int[] child = new int[identity.length + 1];
        System.arraycopy(identity, 0, child, 0, identity.length);
        child[identity.length] = ++children;
        return child;
    }

    /** The line to the parent of a child that is this JVM. */
    static ParentLink parentLink() {
        synchronized (OF_JVM) {
            return OF_JVM.parentLink;
        }
    }

    /** Names of the classes in whose static initializers this process or one of its ancestors was started. */
    synchronized String[] startedIn() {
        return startedIn;
    }

    synchronized long parentPid() {
        return thread != null ? pid() : parentLink.parentPid();
    }

    synchronized String parentName() {
        return parentName;
    }

    synchronized String name() {
        return name;
    }

    synchronized void rename(String newName) {
        name = newName;
        if (this == OF_JVM && (parentLink != null || Session.currentOrNull() != null)) {
            Session session = Session.current();
            session.board().rename(session.token(), newName);
        }
        tellNameToLog();
    }

    private void tellNameToLog() {
        if (this == OF_JVM && System.getProperty(LogForwarding.ADDRESS) != null) {
            LogForwarding.setProcessName(name);
        }
    }

    /** Notes that the process of a thread may have something to log on stderr. */
    static void tellLife() {
        LibraryLogger.setProcessName(() -> here().name());
        synchronized (OF_JVM) {
            OF_JVM.tellsLife = true;
        }
    }

    /** Whether there may be something to tell on stderr of what this child does. */
    static boolean tellsLife() {
        synchronized (OF_JVM) {
            return OF_JVM.tellsLife;
        }
    }

    synchronized boolean isDaemon() {
        return daemon;
    }

    synchronized int[] identity() {
        return identity;
    }

    synchronized byte[] authKey() {
        if (authKey == null) {
            authKey = randomKey();
        }
        return authKey;
    }

    synchronized void setAuthKey(byte[] key) {
        authKey = key;
    }

    /** Resolves the start method of a process: its own, or for null that of this process as a whole. */
    static StartMethod startMethod(StartMethod own) {
        return own == null ? here().startMethod() : ALL_IN_THREADS ? StartMethod.THREADS : own;
    }

    /** The start method of this process as a whole; the default is fixed by this. */
    synchronized StartMethod startMethod() {
        if (startMethod == null) {
            startMethod = isOnCluster() ? StartMethod.CLUSTER : StartMethod.SPAWN;
        }
        return ALL_IN_THREADS ? StartMethod.THREADS : startMethod;
    }

    /** The start method of this process as a whole, or null when it has not been fixed. */
    synchronized StartMethod startMethodOrNull() {
        return ALL_IN_THREADS ? StartMethod.THREADS : isOnCluster() ? StartMethod.CLUSTER : startMethod;
    }

    /** Whether what this process makes is on a cluster; loads no class to say no. */
    synchronized boolean isOnCluster() {
        if (ALL_IN_THREADS) {
            return false;
        }
        return startMethod == null ? ON_CLUSTER && isRoot() : startMethod == StartMethod.CLUSTER;
    }

    synchronized void setStartMethod(StartMethod method, boolean force) {
        if (startMethod != null && !force) {
            throw new IllegalStateException("context has already been set: it is " + startMethod.text()
                    + "; setStartMethod(method, true) changes it all the same");
        }
        startMethod = method;
    }

    /** Values that came once for all from other processes, by the address of their bytes. */
    synchronized Map<Long, SoftReference<?>> receivedValues() {
        if (receivedValues == null) {
            receivedValues = new ConcurrentHashMap<>();
        }
        return receivedValues;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    /** A number that is different for each process, those in threads of this JVM included. */
    long home() {
        return thread == null ? pid() : thread.home();
    }

    synchronized boolean isRoot() {
        return parentLink == null && thread == null;
    }

    /** The process in a thread that this is, or null. */
    ThreadChild thread() {
        return thread;
    }

    /** Name of the calling thread in texts: that of its process if it is the main thread, else with its own name too. */
    String nameOfThread() {
        Thread caller = Thread.currentThread();
        boolean isMain = thread == null ? caller.getName().equals("main") : thread.main() == caller;
        return isMain ? name() : name() + "|" + caller.getName();
    }

    /** From the system's own source where there is one: a first SecureRandom costs 20 ms. */
    private static byte[] randomKey() {
        byte[] key = new byte[AUTH_KEY_BYTES];
        File source = new File("/dev/urandom");
        if (!source.exists()) {
            new SecureRandom().nextBytes(key);
            return key;
        }
        try (FileInputStream in = new FileInputStream(source)) {
            if (in.readNBytes(key, 0, key.length) < key.length) {
                throw new IOException("/dev/urandom has an end");
            }
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
