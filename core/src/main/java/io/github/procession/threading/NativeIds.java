package io.github.procession.threading;

import io.github.procession.ipc.report.LibraryLogger;
import io.github.procession.ipc.system.SystemFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The numbers by which the operating system knows threads. Linux tells a thread its own, in 2 µs; for others, and
 * elsewhere, the JVM's thread dump has them.
 */
final class NativeIds {
    private static final Path OWN = Path.of(SystemFiles.PROC, "thread-self");
    private static final String DUMP_LINE = "(?m)^\".*\" #%d .*\\bnid=(0x[0-9a-f]+|\\d+)\\b";

    private NativeIds() {}

    /** The calling thread's number, or 0 where only a thread dump says it. */
    static long ofCurrentThread() {
        if (java.lang.Thread.currentThread().isVirtual()) {
            return 0; // it has none: its carrier has
        }
        try {
            // PID/task/ID
            return Long.parseLong(Files.readSymbolicLink(OWN).getFileName().toString());
        } catch (IOException | UnsupportedOperationException e) {
            return 0; // not Linux
        }
    }

    /** A thread's number, or 0 when it has ended or this JVM does not say. */
    static long of(java.lang.Thread thread) {
        long own = thread == java.lang.Thread.currentThread() ? ofCurrentThread() : 0;
        return own == 0 && thread.isAlive() && !thread.isVirtual() ? fromDump(thread.threadId()) : own;
    }

    private static long fromDump(long id) {
        Matcher line = Pattern.compile(DUMP_LINE.formatted(id)).matcher(threadDump());
        return line.find() ? Long.decode(line.group(1)) : 0;
    }

    private static String threadDump() {
        try {
            return Management.threadDump();
        } catch (NoClassDefFoundError e) {
            return Missing.TEXT;
        }
    }

    /** Holder that warns once, when it is loaded: the module {@code java.management} is not in this image. */
    private static final class Missing {
        static final String TEXT = tell();

        private static String tell() {
            LibraryLogger.of(NativeIds.class)
                    .warn("native ids of other threads are unknown: this JVM has no module java.management");
            return "";
        }
    }

    /** Access to the classes of the module, apart because an image need not have them. */
    private static final class Management {
        static String threadDump() {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            try {
                return (String) server.invoke(
                        ObjectName.getInstance("com.sun.management:type=DiagnosticCommand"),
                        "threadPrint",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
            } catch (JMException e) {
                return ""; // a JVM without this command
            }
        }
    }
}
