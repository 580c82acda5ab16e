package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes in a session folder on what a tree of processes has outside of this machine, where tools that read the folder see nothing of
 * it: a sentence that says where, and how to look at it. One file a process; a file gets its name when it is whole.
 */
public final class Elsewhere {
    private static final String PREFIX = "elsewhere.";
    private static final String UNFINISHED = ".elsewhere.";

    private Elsewhere() {}

    /**
     * Leaves the note of this process, in place of the one before.
     *
     * @param sentence for people
     * @throws IOException if there can be no session folder, or no file in it
     */
    public static void note(String sentence) throws IOException {
        Path folder = Session.folder();
        long pid = ProcessHandle.current().pid();
        Path unfinished = Files.writeString(folder.resolve(UNFINISHED + pid), sentence);
        Files.move(unfinished, folder.resolve(PREFIX + pid), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The notes of a tree.
     *
     * @param folder its session folder
     * @return the sentences; those that are still there, if the tree ends meanwhile
     * @throws IOException if they cannot be read
     */
    public static List<String> notes(Path folder) throws IOException {
        List<String> notes = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : files) {
                notes.add(Files.readString(file));
            }
        } catch (NoSuchFileException | DirectoryIteratorException _) {
            return notes; // the tree has just ended
        }
        return notes;
    }
}
