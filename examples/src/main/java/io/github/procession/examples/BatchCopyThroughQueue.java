package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Copy of the files of a folder by a pool of five processes. Each puts the name of its file into a queue, from which
 * the main process counts its progress: no manager is needed, since a queue may be an argument of a task. Without an
 * argument it copies a folder of its own making.
 */
class BatchCopyThroughQueue {
    static void copyFile(Queue<String> done, String from, String to, String file)
            throws IOException, InterruptedException {
        byte[] content = Files.readAllBytes(Path.of(from, file));
        Files.write(Path.of(to, file), content);
        done.put(file);
    }

    private static Path makeFolder() throws IOException {
        Path folder =
                Files.createDirectory(Files.createTempDirectory("batch-copy").resolve("notes"));
        for (int i = 1; i <= 10; i++) {
            Files.writeString(folder.resolve("note-" + i + ".txt"), "note\n".repeat(i));
        }
        return folder;
    }

    static void main(String[] args) throws IOException, InterruptedException {
        Path from = args.length > 0 ? Path.of(args[0]) : makeFolder();
        Path to = Files.createDirectories(from.resolveSibling(from.getFileName() + "Copy"));
        List<String> names;
        try (var files = Files.list(from)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
        var done = new Queue<String>();
        try (var pool = new Pool(5)) {
            for (String name : names) {
                pool.applyAsync(BatchCopyThroughQueue::copyFile, done, from.toString(), to.toString(), name);
            }
            for (int copied = 1; copied <= names.size(); copied++) {
                done.get();
                IO.print("\rCopy progress %.2f %%".formatted(copied * 100.0 / names.size()));
            }
        }
        IO.println("\ncopied " + names.size() + " files, all equal: " + allEqual(names, from, to));
        if (args.length == 0) {
            CopyFolder.delete(from.getParent());
        }
    }

    private static boolean allEqual(List<String> names, Path from, Path to) throws IOException {
        for (String name : names) {
            if (Files.mismatch(from.resolve(name), to.resolve(name)) >= 0) {
                return false;
            }
        }
        return true;
    }
}
