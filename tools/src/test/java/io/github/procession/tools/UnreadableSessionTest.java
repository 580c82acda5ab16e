package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.multiprocessing.Lock;
import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of this JVM's own session, damaged in all ways, are refused with one line, and nothing breaks. */
class UnreadableSessionTest {
    private static Queue<String> queue;
    private static Lock lock;

    @TempDir
    private Path place;

    private Path copy;

    @BeforeAll
    static void makeSession() throws Exception {
        queue = new Queue<>();
        queue.put("item");
        lock = new Lock();
        lock.acquire(true);
    }

    @AfterAll
    static void dropAll() throws Exception {
        lock.release();
        queue.get();
    }

    @BeforeEach
    void copySession() throws IOException {
        Path own = Session.current().directory();
        copy = place.resolve(own.getFileName());
        Files.createDirectory(copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var files = Files.list(own)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.endsWith("root.lock")) {
                    Files.createFile(copy.resolve("root.lock")); // to open and close its own would free the lock
                } else {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
        }
    }

    private String refusal() {
        Running.Outcome outcome = Running.procession("ps", copy.toString());
        assertEquals(1, outcome.status(), outcome::out);
        assertEquals(1, outcome.err().lines().count(), outcome::err);
        return outcome.err();
    }

    private void put(String file, long offset, int... bytes) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(copy.resolve(file).toFile(), "rw")) {
            out.seek(offset);
            for (int value : bytes) {
                out.write(value);
            }
        }
    }

    @Test
    void wholeCopyIsRead() {
        Running.Outcome outcome = Running.procession("top", "--once", copy.toString());
        assertEquals(0, outcome.status(), outcome::err);
        assertTrue(outcome.out().contains("held by MainProcess"), outcome::out);
    }

    @Test
    void otherVersionIsNamed() throws IOException {
        put("table", 4, 99, 0, 0, 0);
        String line = refusal();
        assertTrue(line.contains("was made by another version of Procession (its process table has layout 99"), line);
    }

    @Test
    void otherVersionOfBoardIsNamed() throws IOException {
        put("board", 4, 7, 0, 0, 0);
        assertTrue(refusal().contains("another version of Procession (its board has layout 7"));
    }

    @Test
    void cutOffTableIsDamage() throws IOException {
        try (RandomAccessFile table = new RandomAccessFile(copy.resolve("table").toFile(), "rw")) {
            table.setLength(1_000);
        }
        assertTrue(refusal().contains("is damaged: its process table is cut off after 1000 bytes"));
    }

    @Test
    void emptyTableIsDamage() throws IOException {
        Files.write(copy.resolve("table"), new byte[0]);
        assertTrue(refusal().contains("is damaged: its file 'table' is cut off"));
    }

    @Test
    void cutOffSlabIsDamage() throws IOException {
        Files.write(copy.resolve("slab-0"), new byte[100]);
        assertTrue(refusal().contains("is damaged: its file 'slab-0' is cut off"));
    }

    @Test
    void missingBoardIsSaid() throws IOException {
        Files.delete(copy.resolve("board"));
        assertTrue(refusal().contains("has no file 'board'"));
    }

    @Test
    void folderWithoutMarkerIsNoSession() throws IOException {
        Files.writeString(copy.resolve("session"), "something else");
        assertTrue(refusal().contains("has no marker"));
    }

    @Test
    void folderOpenToOthersIsRefused() throws IOException {
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertTrue(refusal().contains("only its owner may look at it"));
    }

    @Test
    void sessionOfAnotherUserIsRefused() throws IOException {
        assumeTrue((Integer) Files.getAttribute(copy, "unix:uid") == 0, "only root can make such a session");
        Files.setAttribute(copy, "unix:uid", 12_345);
        assertTrue(refusal().contains("belongs to the user 12345"));
    }

    @Test
    void argumentThatIsNoSessionIsRefused() {
        Running.Outcome outcome = Running.procession("ps", "nonsense\u001b[1m");
        assertEquals(1, outcome.status());
        assertTrue(outcome.err().contains("'nonsense\\u001b[1m' is neither a pid nor the path"), outcome::err);
        assertTrue(Running.procession("ps", "/").err().contains("'/' is neither a pid nor"));
        assertTrue(Running.procession("ps", "").err().contains("'' is neither a pid nor"));
        assertTrue(Running.procession("ps", "99999999999999999999").err().contains("is no pid"));
        assertTrue(
                Running.procession("ps", "999999999").err().contains("There is no session with a process 999999999"));
    }

    @Test
    void anyBytesAreReadOrRefused() throws IOException {
        Random random = new Random(47);
        String[] files = {"table", "board", "slab-0", "cell"};
        for (int i = 0; i < 16; i++) {
            String name = files[i % files.length];
            Path file = name.equals("cell") ? queueFile() : copy.resolve(name);
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            int from = random.nextInt(2_000);
            for (int j = 0; j < 200; j++) {
                bad[Math.min(bad.length - 1, from + random.nextInt(400))] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            int run = i;
            for (String command : new String[] {"ps", "top"}) {
                Running.Outcome outcome = command.equals("ps")
                        ? Running.procession("ps", "--json", copy.toString())
                        : Running.procession("top", "--once", copy.toString());
                assertTrue(
                        outcome.status() == 0 || outcome.err().lines().count() == 1,
                        () -> "run " + run + ": " + outcome.err());
            }
            Files.write(file, good);
        }
    }

    private Path queueFile() throws IOException {
        try (var files = Files.list(copy)) {
            return files.filter(file -> file.getFileName().toString().matches("cell-.*\\.1"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
