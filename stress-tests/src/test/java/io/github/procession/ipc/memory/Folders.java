package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Session folders without sessions.
 *
 * @param folder the folder, whose lock this process holds
 */
public record Folders(SessionFolder folder) {
    /** What a root does first. */
    public static Folders create() throws IOException {
        return new Folders(SessionFolder.create());
    }

    /** What a root does with the folders of the dead. */
    public static void sweep(Path base) throws IOException {
        SessionFolder.sweep(base);
    }

    public Path directory() {
        return folder.directory();
    }

    /** What a root does last. */
    public void delete() throws IOException {
        folder.delete();
    }
}
