package io.github.procession.ipc.jvm;

import java.io.File;

/**
 * Entrance for {@code jcmd}, {@code jstack} and their kin, which children have when the system property {@code
 * procession.attach} is true: a socket that their JVM makes in the folder of temporary files. A child that is killed leaves
 * it there, so its parent removes it.
 */
final class AttachSocket {
    private static final String PROPERTY = "procession.attach";
    private static final String FOLDER = "/tmp"; // whatever java.io.tmpdir says

    private AttachSocket() {}

    static boolean isWanted() {
        return Boolean.getBoolean(PROPERTY);
    }

    static void childEnded(long pid) {
        if (isWanted()) {
            boolean _ = new File(FOLDER, ".java_pid" + pid).delete(); // none is left by a child that ended in order
        }
    }
}
