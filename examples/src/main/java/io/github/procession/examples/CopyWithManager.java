package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.QueueProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Copy of a folder of files by a pool whose tasks report through the queue of a manager: the tutorial's program.
 * Without an argument it copies a folder of its own making.
 */
class CopyWithManager {
    static void copy(QueueProxy<String> done, String from, String to, String file) throws Exception {
        Files.copy(Path.of(from, file), Path.of(to, file), StandardCopyOption.REPLACE_EXISTING);
        done.put(file);
    }

    private static Path makeFolder() throws IOException {
        Path folder = Files.createDirectory(
                Files.createTempDirectory("copy-with-manager").resolve("texts"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(folder.resolve("text-" + i + ".txt"), "text " + i + "\n".repeat(i));
        }
        return folder;
    }

    static void main(String[] args) throws Exception {
        Path from = args.length > 0 ? Path.of(args[0]) : makeFolder();
        Path to = Files.createDirectories(from.resolveSibling(from.getFileName() + "Copy"));
        List<String> files;
        try (var listed = Files.list(from)) {
            files = listed.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
        try (var manager = Multiprocessing.manager()) {
            var pool = new Pool(5);
            QueueProxy<String> done = manager.queue();
            for (String file : files) {
                pool.applyAsync(CopyWithManager::copy, done, from.toString(), to.toString(), file);
            }
            for (int i = 1; i <= files.size(); i++) {
                done.get();
                IO.println("Copy progress %.2f %%".formatted(i * 100.0 / files.size()));
            }
            pool.close();
            pool.join(); // else a worker that is just connecting to the manager is ended, of which the manager warns
        }
        if (args.length == 0) {
            CopyFolder.delete(from.getParent());
        }
    }
}
