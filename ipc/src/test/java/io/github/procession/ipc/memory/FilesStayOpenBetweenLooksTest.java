package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tool that looks again and again opens each file once, sees what is in it now, and keeps none that it no longer reads. */
class FilesStayOpenBetweenLooksTest {
    private static final int WORD = Long.BYTES;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() throws IOException {
        file = folder.toRealPath().resolve("file");
    }

    private static void write(Path file, long... words) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * WORD).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(words);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            channel.write(bytes);
        }
    }

    /** How many descriptors of this process are of a file. */
    private static int descriptors(Path file) throws IOException {
        int count = 0;
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                try {
                    count += Files.readSymbolicLink(descriptor).equals(file) ? 1 : 0;
                } catch (NoSuchFileException e) {
                    continue; // another thread has closed it
                }
            }
        }
        return count;
    }

    @Test
    void eachLookSeesWhatIsThereNow() throws IOException {
        try (OpenFiles files = new OpenFiles(8)) {
            write(file, 1, 2);
            files.nextLook();
            Region copy = files.copy(file, WORD, 4 * WORD);
            assertEquals(2 * WORD, copy.size());
            assertEquals(2, copy.getLong(WORD));

            write(file, 3, 4, 5);
            files.nextLook();
            assertTrue(files.isOpen(file));
            copy = files.copy(file, WORD, 4 * WORD);
            assertEquals(3 * WORD, copy.size());
            assertEquals(5, copy.getLong(2 * WORD));
            assertEquals(2 * WORD, files.copy(file, WORD, 2 * WORD).size());
            assertEquals(1, descriptors(file));

            write(file, 6);
            files.nextLook();
            assertThrows(EOFException.class, () -> files.copy(file, 2 * WORD, 4 * WORD));
            copy = files.copy(file, WORD, 4 * WORD);
            assertEquals(WORD, copy.size());
            assertEquals(6, copy.getLong(0));
        }
        assertEquals(0, descriptors(file));
    }

    @Test
    void fileThatALookDoesWithoutIsClosed() throws IOException {
        try (OpenFiles files = new OpenFiles(8)) {
            write(file, 1);
            files.nextLook();
            files.copy(file, WORD, WORD);
            files.nextLook();
            assertEquals(1, descriptors(file));
            files.nextLook();
            assertEquals(0, descriptors(file));
        }
    }

    @Test
    void whatIsOneTooManyIsReadAndClosed() throws IOException {
        Path another = file.resolveSibling("another");
        write(file, 1);
        write(another, 2);
        try (OpenFiles files = new OpenFiles(1)) {
            files.nextLook();
            assertEquals(1, files.copy(file, WORD, WORD).getLong(0));
            assertEquals(2, files.copy(another, WORD, WORD).getLong(0));
            assertEquals(1, descriptors(file));
            assertEquals(0, descriptors(another));
        }
    }

    @Test
    void processThatHasEndedHasNoTextAndNoDescriptor() throws Exception {
        try (OpenFiles files = new OpenFiles(8)) {
            Process sleeper = new ProcessBuilder("sleep", "600").start();
            Path stat = Path.of("/proc", Long.toString(sleeper.pid()), "stat");
            files.nextLook();
            assertNotNull(files.text(stat));
            files.nextLook();
            String text = files.text(stat);
            assertNotNull(text);
            assertTrue(text.startsWith(sleeper.pid() + " (sleep) "), text);
            assertEquals(1, descriptors(stat));
            sleeper.destroyForcibly().waitFor();
            files.nextLook();
            assertNull(files.text(stat));
            files.nextLook();
            assertEquals(0, descriptors(stat), "its pid may be that of another process at the next look");
        }
    }
}
