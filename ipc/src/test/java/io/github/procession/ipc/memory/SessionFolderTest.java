package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folders of dead trees are swept by the next root, and nothing else ever is. */
class SessionFolderTest {
    private static final String DEAD = "-00000000deadbeef";

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
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        return process.pid();
    }

    @Test
    void aFolderThatARootDidNotFinishIsSweptWhenTheRootIsDead() throws Exception {
        Path dead = Files.createDirectory(base.resolve(".procession-" + deadPid() + DEAD));
        Path living = Files.createDirectory(base.resolve(".procession-1" + DEAD));
        Path interrupted = Files.createDirectory(base.resolve("procession-" + deadPid() + DEAD));
        Files.createDirectory(interrupted.resolve("folder"));
        Files.createFile(interrupted.resolve("folder").resolve("file"));
        SessionFolder.sweep(base);
        assertFalse(Files.exists(dead));
        assertFalse(Files.exists(interrupted), "its root died while it deleted, the lock file goes last");
        assertTrue(Files.exists(living), "its root may be about to take the lock");
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws Exception {
        List<String> names = List.of(
                "procession-notes",
                "procession-1-backup",
                "procession-" + Long.MAX_VALUE + "0" + DEAD,
                "procession-12-0123456789abcdef.old",
                "my-procession-12-0123456789abcdef",
                ".procession-");
        for (String name : names) {
            Files.createFile(Files.createDirectory(base.resolve(name)).resolve("precious"));
        }
        Files.createFile(base.resolve("procession-" + deadPid() + DEAD));
        SessionFolder.sweep(base);
        for (String name : names) {
            assertTrue(Files.exists(base.resolve(name).resolve("precious")), name);
        }
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("precious"));
        Files.createSymbolicLink(base.resolve("procession-" + deadPid() + DEAD), elsewhere);
        Path swept = Files.createDirectory(base.resolve("procession-" + deadPid() + "-0123456789abcdef"));
        Files.createSymbolicLink(swept.resolve("link"), elsewhere);
        SessionFolder.sweep(base);
        assertFalse(Files.exists(swept));
        assertTrue(Files.exists(elsewhere.resolve("precious")));
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
