package io.github.procession.multiprocessing;

import io.github.procession.ipc.jvm.HeadReader;
import io.github.procession.ipc.jvm.ParentLink;
import io.github.procession.ipc.log.LogForwarding;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import org.slf4j.event.Level;

/**
 * What this JVM is among the processes: name, place in the chain of creation, parent.
 *
 * <p>A child reads it from its start message without loading {@link Process}, which is built when somebody asks.
 */
final class ThisProcess {
    private static final int AUTH_KEY_BYTES = 32;
    private static final int[] ROOT = {};

    private static String name = "MainProcess";
    private static int[] identity = ROOT;
    private static boolean daemon;
    private static byte[] authKey;
    private static ParentLink parentLink;
    private static String parentName;
    private static int children;
    private static boolean tellsLife;
    private static Process current;
    private static Process parent;

    private ThisProcess() {}

    /** Makes this JVM the child that the start message describes. */
    static synchronized void become(ParentLink link) {
        HeadReader head = link.head();
        parentLink = link;
        parentName = head.readString();
        name = head.readString();
        daemon = head.readByte() != 0;
        identity = new int[head.readInt()];
        for (int i = 0; i < identity.length; i++) {
            identity[i] = head.readInt();
        }
        authKey = head.readBytes();
        if (head.readByte() != 0) {
            StartMethod.choose(StartMethod.FORKSERVER, true); // spawn is the default: its class need not be loaded
        }
        int logged = head.readByte();
        if (logged != 0) {
            LibraryLogger.setStderrLevel(Level.values()[logged - 1]);
            tellsLife = true;
        }
        tellNameToLog();
    }

    /** Makes an object that travelled here the current process. */
    static synchronized void adopt(Process travelled) {
        current = travelled;
        children = 0; // the codec may have run constructors while it rebuilt the object
    }

    static synchronized Process current() {
        if (current == null) {
            current = new Process(new CurrentLife(isRoot() ? "_MainProcess" : "Process"));
        }
        return current;
    }

    /** The parent, or null in the root. */
    static synchronized Process parent() {
        if (parent == null && parentLink != null) {
            parent = new Process(new ParentLife(parentLink));
        }
        return parent;
    }

    static synchronized int[] nextChildIdentity() {
        int[] child = new int[identity.length + 1];
        System.arraycopy(identity, 0, child, 0, identity.length);
        child[identity.length] = ++children;
        return child;
    }

    static synchronized ParentLink parentLink() {
        return parentLink;
    }

    static synchronized long parentPid() {
        return parentLink.parentPid();
    }

    static synchronized String parentName() {
        return parentName;
    }

    static synchronized String name() {
        return name;
    }

    static synchronized void rename(String newName) {
        name = newName;
        tellNameToLog();
    }

    private static void tellNameToLog() {
        if (System.getProperty(LogForwarding.ADDRESS) != null) {
            LogForwarding.setProcessName(name);
        }
    }

    static synchronized void tellLife() {
        tellsLife = true;
    }

    /** Whether there may be something to tell on stderr of what this child does. */
    static synchronized boolean tellsLife() {
        return tellsLife;
    }

    static synchronized boolean isDaemon() {
        return daemon;
    }

    static synchronized int[] identity() {
        return identity;
    }

    static synchronized byte[] authKey() {
        if (authKey == null) {
            authKey = randomKey();
        }
        return authKey;
    }

    static synchronized void setAuthKey(byte[] key) {
        authKey = key;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static synchronized boolean isRoot() {
        return parentLink == null;
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
