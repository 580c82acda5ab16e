package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folders of dead trees are swept by the next root, and nothing else ever is. */
class SessionFolderTest {
    private static final String ELSEWHERE = "0abcde";

    @TempDir
    Path base;

    private ChildJvm root() {
        return ChildJvm.start(LivingRoot.class, List.of("-Dprocession.dir=" + base));
    }

    private List<Path> folders() throws IOException {
        try (var found = Files.list(base)) {
            return found.toList();
        }
    }

    /** Opens a session, says where, and lives until it is killed or its input ends. */
    static final class LivingRoot {
        static void main() {
            IO.println(Session.current().directory());
            IO.readln();
        }
    }

    @Test
    void theNextRootSweepsWhatAKilledRootLeft() throws Exception {
        Path dead;
        try (ChildJvm killed = root()) {
            dead = Path.of(killed.line());
            assertTrue(Files.isDirectory(dead));
            killed.kill();
        }
        assertTrue(Files.exists(dead));
        try (ChildJvm next = root()) {
            Path own = Path.of(next.line());
            assertFalse(Files.exists(dead));
            assertEquals(List.of(own), folders());
            next.say("");
            assertEquals(0, next.exitCode());
            assertEquals(List.of(), folders());
        }
    }

    @Test
    void aFolderThatIsNotThereIsNotMade() throws Exception {
        Path absent = base.resolve("absent");
        System.setProperty("procession.dir", absent.toString());
        try {
            IOException refused = assertThrows(IOException.class, SessionFolder::create);
            assertEquals(
                    "-Dprocession.dir=" + absent + " names a folder that does not exist: create it first",
                    refused.getMessage());
        } finally {
            System.clearProperty("procession.dir");
        }
        assertFalse(Files.exists(absent));
    }

    @Test
    void livingRootsAreNotSwept() throws Exception {
        try (ChildJvm first = root();
                ChildJvm second = root()) {
            Path one = Path.of(first.line());
            Path two = Path.of(second.line());
            try (ChildJvm third = root()) {
                third.line();
                assertTrue(Files.exists(one.resolve("table")));
                assertTrue(Files.exists(two.resolve("table")));
            }
        }
    }

    @Test
    void onlyTheOwnerMayLookInside() throws Exception {
        try (ChildJvm root = root()) {
            Path own = Path.of(root.line());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
        }
    }

    private static long deadPid() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertTrue(process.waitFor(180, TimeUnit.SECONDS));
        return process.pid();
    }

    /** A folder that looks like that of a root, with the marker that a root of that name leaves. */
    private Path dead(long pid, String system) throws IOException {
        String name = "procession-" + pid + "-" + system + "00deadbeef";
        Path folder = privateFolder(name);
        Files.writeString(
                folder.resolve("session"), "procession session\n" + name + "\npid " + pid + " started 1 in nowhere\n");
        Files.createFile(folder.resolve("root.lock"));
        return folder;
    }

    private Path privateFolder(String name) throws IOException {
        return Files.createDirectory(base.resolve(name), Ownership.ownerOnly());
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }

    @Test
    void aFolderThatARootDidNotFinishIsSweptWhenTheRootIsDead() throws Exception {
        String here = ProcessIdentity.pidSpaceTag();
        Path dead = privateFolder(".procession-" + deadPid() + "-" + here + "00deadbeef");
        Files.createFile(dead.resolve("session"));
        Path living = privateFolder(".procession-1-" + here + "00deadbeef");
        Path elsewhere = privateFolder(".procession-" + deadPid() + "-" + ELSEWHERE + "00deadbeef");
        Path longAgo = privateFolder(".procession-1-" + ELSEWHERE + "0000000000");
        age(longAgo);
        SessionFolder.sweep(base);
        assertFalse(Files.exists(dead));
        assertFalse(Files.exists(longAgo));
        assertTrue(Files.exists(living), "its root may be about to take the lock");
        assertTrue(Files.exists(elsewhere), "a pid of another container says nothing");
    }

    @Test
    void aFolderWhoseRemoverDiedIsSwept() throws Exception {
        Path withoutLock = dead(deadPid(), ProcessIdentity.pidSpaceTag());
        Files.delete(withoutLock.resolve("root.lock"));
        Path empty = privateFolder("procession-" + deadPid() + "-" + ProcessIdentity.pidSpaceTag() + "0000000000");
        SessionFolder.sweep(base);
        assertEquals(List.of(), folders(), withoutLock + ", " + empty);
    }

    @Test
    void aFolderWithoutItsLockFileStaysWhileItsRootLives() throws Exception {
        try (ChildJvm root = root()) {
            Path own = Path.of(root.line());
            Files.delete(own.resolve("root.lock")); // by a cleaner of old files
            SessionFolder.sweep(base);
            assertTrue(Files.exists(own.resolve("table")));
        }
        Path elsewhere = dead(1, ELSEWHERE);
        Files.delete(elsewhere.resolve("root.lock"));
        SessionFolder.sweep(base);
        assertTrue(Files.exists(elsewhere), "its root may live in another container");
        age(elsewhere);
        SessionFolder.sweep(base);
        assertFalse(Files.exists(elsewhere));
    }

    @Test
    void aPidIsNoSignOfLife() throws Exception {
        Path dead = dead(ProcessHandle.current().pid(), ELSEWHERE);
        Path sameNamespace = dead(1, ProcessIdentity.pidSpaceTag());
        SessionFolder.sweep(base);
        assertFalse(Files.exists(dead), "the first process of each container has the same pid");
        assertFalse(Files.exists(sameNamespace), "its pid belongs to another process now");
    }

    @Test
    void theFolderOfThisVeryProcessIsLeftAlone() throws Exception {
        Path own = dead(ProcessHandle.current().pid(), ProcessIdentity.pidSpaceTag());
        Files.writeString(
                own.resolve("session"),
                "procession session\n" + own.getFileName() + "\n" + ProcessIdentity.ofThisProcess() + "\n");
        SessionFolder.sweep(base);
        assertTrue(Files.exists(own), "of another class loader: to look at its lock would free it");
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws Exception {
        List<String> names = List.of(
                "procession-notes",
                "procession-2026-11",
                "procession-1-backup",
                "procession-1-0",
                "procession-" + Long.MAX_VALUE + "0-00000000deadbeef",
                "procession-12-0123456789abcdef.old",
                "procession-12-0123456789abcdef",
                ".procession-12-0123456789abcdef",
                "my-procession-12-0123456789abcdef",
                ".procession-");
        for (String name : names) {
            Files.createFile(privateFolder(name).resolve("precious"));
            age(base.resolve(name));
        }
        Files.createFile(base.resolve("procession-" + deadPid() + "-00000000deadbeef"));
        SessionFolder.sweep(base);
        for (String name : names) {
            assertTrue(Files.exists(base.resolve(name).resolve("precious")), name);
        }
    }

    @Test
    void whatOthersMayEnterOrHasAnotherNameInItIsLeftAlone() throws Exception {
        Path open = dead(deadPid(), ELSEWHERE);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
        Path copied = dead(deadPid(), ProcessIdentity.pidSpaceTag());
        Path renamed = Files.move(copied, base.resolve("procession-12-0123456789abcdef"));
        SessionFolder.sweep(base);
        assertTrue(Files.exists(open.resolve("root.lock")));
        assertTrue(Files.exists(renamed.resolve("root.lock")));
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path elsewhere = privateFolder("elsewhere");
        Files.createFile(elsewhere.resolve("precious"));
        Files.createSymbolicLink(base.resolve("procession-" + deadPid() + "-00000000deadbeef"), elsewhere);
        Path swept = dead(deadPid(), ELSEWHERE);
        Files.createSymbolicLink(swept.resolve("link"), elsewhere);
        Path inner = Files.createDirectory(swept.resolve("inner"));
        Files.createSymbolicLink(inner.resolve("link"), elsewhere.resolve("precious"));
        SessionFolder.sweep(base);
        assertFalse(Files.exists(swept));
        assertTrue(Files.exists(elsewhere.resolve("precious")));
    }

    /** In the places of files that a sweep opens. */
    @ParameterizedTest
    @ValueSource(strings = {"root.lock", "session"})
    void aFifoIsNotWaitedFor(String file) throws Exception {
        Path folder = dead(deadPid(), ELSEWHERE);
        Files.delete(folder.resolve(file));
        makeFifo(folder.resolve(file));
        makeFifo(base.resolve("procession-" + deadPid() + "-0123456789abcdef"));
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> SessionFolder.sweep(base));
        assertTrue(Files.exists(folder));
    }

    private static void makeFifo(Path path) throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
    }

    @Test
    void aFolderThatWasRemovedUnderItsProgramIsNamedAsTheCause() {
        Path file = base.resolve("procession-1-0123456789abcdef").resolve("table");
        for (ThrowingSupplier<?> use :
                List.<ThrowingSupplier<?>>of(() -> Segment.open(file), () -> Segment.create(file, 8))) {
            IOException gone = assertThrows(IOException.class, use::get);
            assertTrue(gone.getMessage().contains("RemoveIPC=yes"), gone::getMessage);
        }
    }

    @Test
    void cleanersOfOldFilesFindAYoungFolder() throws Exception {
        Path folder = privateFolder("session");
        Path file = Files.createFile(folder.resolve("table"));
        age(file);
        age(folder);
        FolderKeeper.touch(folder.toFile());
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        assertTrue(Files.getLastModifiedTime(file).toInstant().isAfter(yesterday));
        assertTrue(Files.getLastModifiedTime(folder).toInstant().isAfter(yesterday));
    }

    @Test
    void aSmallMemoryFileSystemIsNotUsed() throws IOException {
        Path small = base.resolve("shm");
        Path temporary = base.resolve("tmp");
        assertEquals(temporary, SessionFolder.chooseBase(small, temporary, 0), "it does not exist");
        assertEquals(temporary, SessionFolder.chooseBase(base, temporary, Long.MAX_VALUE), "it is too small");
        assertEquals(base, SessionFolder.chooseBase(base, temporary, 1 << 20));
    }
}
