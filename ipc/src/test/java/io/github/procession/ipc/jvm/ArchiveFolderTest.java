package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFolderTest {
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    @TempDir
    private Path path;

    private static String key(String name) {
        return ArchiveKey.hash(new StringBuilder(name));
    }

    private File publish(String key, int bytes, int daysAgo) throws IOException {
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        File part = folder.part(key, "archive");
        Files.write(part.toPath(), new byte[bytes]);
        folder.publish(key, part);
        File archive = folder.find(key);
        assertTrue(archive.setLastModified(System.currentTimeMillis() - daysAgo * DAY_MILLIS));
        return archive;
    }

    @Test
    void anArchiveThatLostItsEndIsNotFoundAndGoes() throws IOException {
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        File archive = publish(key("k"), 1_000, 0);
        assertEquals(archive, folder.find(key("k")));
        Files.write(archive.toPath(), new byte[999]);
        assertNull(folder.find(key("k")));
        folder.prune();
        assertFalse(archive.exists());
    }

    @Test
    void theOldestOfTooManyArchivesGo() throws IOException {
        for (int i = 0; i < 20; i++) {
            publish(key("key" + i), 10 + i, i);
        }
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        folder.prune();
        for (int i = 0; i < 20; i++) {
            assertEquals(i < 16, folder.find(key("key" + i)) != null, "key" + i);
        }
    }

    @Test
    void theFolderDoesNotGrowBeyondItsBytes() throws IOException {
        for (int i = 0; i < 4; i++) {
            File archive = publish(key("key" + i), i, i);
            File large = new File(path.toFile(), key("key" + i) + "-" + (100L << 20) + ".jsa");
            try (var file = new java.io.RandomAccessFile(large, "rw")) {
                file.setLength(100L << 20); // sparse
            }
            assertTrue(large.setLastModified(archive.lastModified()));
            assertTrue(archive.delete());
        }
        new ArchiveFolder(path.toFile()).prune();
        long bytes = 0;
        for (File file : path.toFile().listFiles()) {
            bytes += file.length();
        }
        assertEquals(200L << 20, bytes);
    }

    @Test
    void partsOfKilledMakersGoAfterADayButNotThoseOfLiveOnes() throws IOException {
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        File old = folder.part(key("old"), "archive");
        File young = folder.part(key("young"), "archive");
        assertTrue(old.createNewFile());
        assertTrue(young.createNewFile());
        assertTrue(old.setLastModified(System.currentTimeMillis() - 2 * DAY_MILLIS));
        folder.prune();
        assertFalse(old.exists());
        assertTrue(young.exists());
    }

    @Test
    void filesOfOthersStay() throws IOException {
        List<String> names = List.of(
                "foreign.jsa", "notes.txt", key("k"), key("k") + ".txt", "K".repeat(32) + ".lock", key("k") + "more");
        for (String name : names) {
            Path file = Files.createFile(path.resolve(name));
            assertTrue(file.toFile().setLastModified(System.currentTimeMillis() - 2 * DAY_MILLIS));
        }
        Path folder = Files.createDirectory(path.resolve(key("folder") + ".lock"));
        assertTrue(folder.toFile().setLastModified(System.currentTimeMillis() - 2 * DAY_MILLIS));
        new ArchiveFolder(path.toFile()).prune();
        for (String name : names) {
            assertTrue(Files.exists(path.resolve(name)), name);
        }
        assertTrue(Files.exists(folder));
    }

    @Test
    void afterAFailureNobodyTriesForADay() throws IOException {
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        assertFalse(folder.hasFailed(key("k")));
        folder.noteFailure(key("k"));
        assertTrue(folder.hasFailed(key("k")));
        assertTrue(new File(path.toFile(), key("k") + ".failed")
                .setLastModified(System.currentTimeMillis() - 2 * DAY_MILLIS));
        assertFalse(folder.hasFailed(key("k")));
        folder.noteFailure(key("k"));
        assertTrue(folder.hasFailed(key("k")));
    }

    @Test
    void anArchiveThatOthersMayHaveMadeIsNotFound() throws IOException {
        ArchiveFolder folder = new ArchiveFolder(path.toFile());
        File archive = publish(key("k"), 1_000, 0);
        for (String mode : List.of("rw-rw-r--", "rw-r--rw-")) {
            Files.setPosixFilePermissions(archive.toPath(), PosixFilePermissions.fromString(mode));
            assertNull(folder.find(key("k")), mode);
        }
        Files.setPosixFilePermissions(archive.toPath(), PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(archive, folder.find(key("k")));
        Files.move(archive.toPath(), path.resolve("elsewhere"));
        Files.createSymbolicLink(archive.toPath(), path.resolve("elsewhere"));
        assertNull(folder.find(key("k")), "a link");
    }

    @Test
    void aFolderThatOthersMayChangeOrReplaceIsNotUsed() throws IOException {
        Path above = Files.createDirectory(path.resolve("above"));
        Path inner = Files.createDirectory(above.resolve("procession"));
        ArchiveFolder folder = new ArchiveFolder(inner.toFile());
        assertTrue(folder.isTrusted());
        for (Path open : List.of(inner, above)) {
            Set<PosixFilePermission> usual = Files.getPosixFilePermissions(open);
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertFalse(folder.isTrusted(), open.toString());
            assertFalse(folder.make(), open.toString());
            Files.setPosixFilePermissions(open, usual);
        }
        assertTrue(folder.make());
        Path link = Files.createSymbolicLink(path.resolve("link"), inner);
        assertTrue(new ArchiveFolder(link.toFile()).isTrusted());
        assertFalse(new ArchiveFolder(path.resolve("none").toFile()).isTrusted());
    }

    @Test
    void theFolderIsMadeForItsOwnerAlone() throws IOException {
        Path made = path.resolve("cache").resolve("procession");
        assertTrue(new ArchiveFolder(made.toFile()).make());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }
}
