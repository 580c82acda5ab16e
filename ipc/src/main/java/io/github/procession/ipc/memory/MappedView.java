package io.github.procession.ipc.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Mapping of files whose bytes are the user's own, so that views of the memory can be handed out. */
final class MappedView {
    private MappedView() {}

    /** Maps a whole file for as long as the arena lives; an interrupt stays, for the next wait of the thread. */
    static MemorySegment map(Path file, Arena arena) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    return channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                } catch (NoSuchFileException e) {
                    throw SessionFolder.gone(file, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
