package io.github.procession.ipc.jvm;

import org.jspecify.annotations.Nullable;

/**
 * Debug ports for children: the system property {@code procession.debug=true} gives each child one, {@code suspend} makes it
 * wait there for a debugger before it does anything.
 *
 * <p>The operating system picks the port, so children never clash with each other, nor with the debugger of this JVM. The
 * child's JVM says on stdout which one it is, before any line of the program; that line goes to stderr instead, with the name
 * of the child.
 */
final class Debugging {
    private static final String PROPERTY = "procession.debug";
    private static final String ANNOUNCEMENT = "Listening for transport dt_socket at address: ";

    private Debugging() {}

    static boolean isOn() {
        return !System.getProperty(PROPERTY, "false").equals("false");
    }

    /** The option for a child's JVM. */
    static String option() {
        boolean suspend = "suspend".equals(System.getProperty(PROPERTY));
        return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=" + (suspend ? "y" : "n") + ",address=127.0.0.1:0";
    }

    /** Text to print for a line of a child's stdout that names its port; null for any other line. */
    static @Nullable String announcement(String line, String childName, long pid) {
        if (!line.startsWith(ANNOUNCEMENT)) {
            return null;
        }
        return childName + " (pid " + pid + ") listens for a debugger at 127.0.0.1:"
                + line.substring(ANNOUNCEMENT.length()).strip();
    }
}
