package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that a dead root has left a note on is ended by the sweep of its folder, and no other one ever is. */
class OrphansTest {
    private static final int SECONDS = 120;

    /** Of both processes: what a root says of a process, one that looks elsewhere does not believe. */
    private static final String SYSTEM = System.getProperty("procession.system", "");

    @TempDir
    Path base;

    private Process process;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder("sleep", "1d").start();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    /** Leaves a note on a process, says where, and lives until it is killed. */
    static final class NotingRoot {
        static void main(String[] args) throws Exception {
            Orphans.note(Long.parseLong(args[0]));
            IO.println(Session.folder());
            IO.readln();
        }
    }

    private ChildJvm root() {
        return ChildJvm.start(
                NotingRoot.class,
                List.of("-Dprocession.dir=" + base, "-Dprocession.system=" + SYSTEM),
                Long.toString(process.pid()));
    }

    /** Folder of a root that was killed. */
    private Path dead() {
        try (ChildJvm root = root()) {
            Path folder = Path.of(root.line());
            root.kill();
            return folder;
        }
    }

    private Path note(Path folder) {
        return folder.resolve("orphan." + process.pid());
    }

    private void sweepsAndSpares(Path folder) throws Exception {
        SessionFolder.sweep(base);
        assertFalse(Files.exists(folder));
        process.destroy(); // SIGTERM, not the signal of the sweep, which would have come first
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
        assertEquals(128 + 15, process.exitValue());
    }

    @Test
    void itIsEndedWithTheFolder() throws Exception {
        Path folder = dead();
        SessionFolder.sweep(base);
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
        assertEquals(128 + 9, process.exitValue());
        assertFalse(Files.exists(folder));
    }

    @Test
    void whileItsRootLivesItIsNot() throws Exception {
        try (ChildJvm root = root()) {
            Path folder = Path.of(root.line());
            SessionFolder.sweep(base);
            assertTrue(Files.exists(note(folder)));
            assertTrue(process.isAlive());
            root.kill();
        }
    }

    private void sparesAfter(String from, String to) throws Exception {
        Path folder = dead();
        String text = Files.readString(note(folder));
        assertTrue(text.matches(".*" + from + ".*"), text);
        Files.writeString(note(folder), text.replaceFirst(from, to));
        sweepsAndSpares(folder);
    }

    @Test
    void anotherOneWithThatPidIsSpared() throws Exception {
        sparesAfter("started \\d+", "started 4711");
    }

    @Test
    void oneFromBeforeTheSystemWasBootedIsSpared() throws Exception {
        sparesAfter(" in \\S+", " in 4c9d4f8c-0000-0000-0000-000000000000");
    }

    @Test
    void oneWhoseStartIsNotKnownIsSpared() throws Exception {
        sparesAfter("started \\d+", "started 0");
    }

    @Test
    void noLinkIsFollowed() throws Exception {
        Path folder = dead();
        Path elsewhere = Files.move(note(folder), base.resolve("note"));
        Files.createSymbolicLink(note(folder), elsewhere);
        sweepsAndSpares(folder);
        assertTrue(Files.exists(elsewhere));
    }

    @Test
    void aFolderOfAnotherKindIsNotLookedAt() throws Exception {
        Path folder = dead();
        Path other = Files.move(folder, base.resolve("procession-server"));
        SessionFolder.sweep(base);
        assertTrue(Files.exists(note(other)));
        assertTrue(process.isAlive());
    }
}
