package io.github.procession.ipc.memory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Files in the session folder with the pid of their process in their names: what a process makes for its children, and deletes when it
 * ends in order. What one that was killed has left is deleted by the process that reaps it.
 */
public final class PidFiles {
    private static final String PIPE = "control-";
    private static final String CLASSES = "classes-";
    private static final String ARGUMENTS = "args-";

    private PidFiles() {}

    /**
     * Beginning of the names of the pipes to the children of a process.
     *
     * @param pid the process
     * @return the part before their numbers
     */
    public static String pipes(long pid) {
        return PIPE + pid + "-";
    }

    /**
     * The socket at which the children of a process ask for classes.
     *
     * @param folder the session folder
     * @param pid the process
     * @return its path
     */
    public static Path classes(Path folder, long pid) {
        return folder.resolve(CLASSES + pid);
    }

    /**
     * Beginning of the names of the files with arguments of the children of a process.
     *
     * @param pid the process
     * @return the part before their numbers
     */
    public static String arguments(long pid) {
        return ARGUMENTS + pid + "-";
    }

    /** Deletes those of a dead process. A folder that cannot be listed, as without a free descriptor, keeps them. */
    static void deleteAll(Path folder, long pid) throws IOException {
        File directory = folder.toFile();
        String[] names = directory.list();
        if (names == null) {
            return;
        }
        String pipes = pipes(pid);
        String arguments = arguments(pid);
        String classes = CLASSES + pid;
        for (String name : names) {
            if (name.startsWith(pipes) || name.startsWith(arguments)) {
                new File(directory, name).delete();
            } else if (name.equals(classes)) {
                Path address = classes(folder, pid);
                SocketPath.delete(SocketPath.toConnect(address), address);
            }
        }
    }
}
