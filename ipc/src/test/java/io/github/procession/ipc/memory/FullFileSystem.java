package io.github.procession.ipc.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A place for shared memory that is really full after a few MiB: a memory file system of its own where the machine lets
 * the test mount one, else files that the operating system lets grow no further.
 */
final class FullFileSystem implements AutoCloseable {
    private static final String[] LIMITS = {"sh", "-c", "ulimit -f 2048; exec \"$@\"", "sh"};

    private final Path place;
    private final boolean mounted;

    FullFileSystem() throws IOException, InterruptedException {
        place = Files.createTempDirectory("full-");
        mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    Path place() {
        return place;
    }

    /** What a process must be started with so that it finds the place full. */
    List<String> prefix() {
        return mounted ? List.of() : List.of(LIMITS);
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            new ProcessBuilder("umount", place.toString()).start().onExit().join();
        }
        try (var files = Files.walk(place)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
