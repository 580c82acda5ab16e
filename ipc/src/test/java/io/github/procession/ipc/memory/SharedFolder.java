package io.github.procession.ipc.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A session folder for one test, with members that are made up: living ones that are this process, and mortal ones that
 * are real processes which the test can kill. Each member has its own view of the shared cells.
 */
public final class SharedFolder implements AutoCloseable {
    private final Path folder;
    private final Segment table;
    private final ProcessTable processes;
    private final List<Process> mortals = new ArrayList<>();

    /** A folder below {@code /dev/shm} if there is one. */
    public SharedFolder() {
        try {
            Path memory = Path.of("/dev/shm");
            folder = Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "shared-folder-test-")
                    : Files.createTempDirectory("shared-folder-test-");
            table = Segment.create(folder.resolve("table"), ProcessTableLayout.BYTES);
            processes = ProcessTable.format(table.region());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path path() {
        return folder;
    }

    public ProcessTable processes() {
        return processes;
    }

    Region table() {
        return table.region();
    }

    /** A member that lives as long as this JVM. */
    public int living() {
        int token = processes.reserve(0);
        if (!processes.bind(token, ProcessHandle.current().pid())) {
            throw new IllegalStateException("cannot bind " + token);
        }
        return token;
    }

    /** A member that is a process of its own, doing nothing. */
    public Mortal mortal() {
        try {
            Process process = new ProcessBuilder("sleep", "1000").start();
            mortals.add(process);
            int token = processes.reserve(0);
            if (!processes.bind(token, process.pid())) {
                throw new IllegalStateException("cannot bind " + token);
            }
            return new Mortal(token, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a member sees of the cells. */
    public Cells cells(int token) {
        return new Cells(folder, table.region(), processes, token);
    }

    /** Names of the files in the folder. */
    public List<String> files() {
        try (var entries = Files.list(folder)) {
            return entries.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new mapped file of zeros. */
    public Region region(String name, long size) {
        try {
            return Segment.create(folder.resolve(name), size).region();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another view of a file made by {@link #region}, at another address of this process. */
    public Region secondView(String name) {
        try {
            return Segment.open(folder.resolve(name)).region();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        mortals.forEach(Process::destroyForcibly);
        try (var entries = Files.list(folder)) {
            for (Path file : entries.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that can be killed. */
    public record Mortal(int token, Process process) {
        /** Kills it and waits until it is dead. */
        public void kill() {
            process.destroyForcibly();
            try {
                if (!process.waitFor(180, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("it does not die: " + process);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
