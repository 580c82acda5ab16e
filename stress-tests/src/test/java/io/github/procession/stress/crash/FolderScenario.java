package io.github.procession.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Folders;
import io.github.procession.ipc.memory.Session;
import io.github.procession.ipc.transport.MessageQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Deaths of roots: while they open a session, while they remove it, while they sweep that of a dead one. */
abstract class FolderScenario extends Scenario {
    private Path base;

    @Override
    long[] prepare() throws Exception {
        base = Files.createTempDirectory(Session.current().directory().getParent(), "crash-points-");
        return new long[0];
    }

    @Override
    List<String> options() {
        return List.of("-Dprocession.dir=" + base);
    }

    /** Not a child of this session but a root of its own. */
    @Override
    void join(Path directory, int token) {
        base = Path.of(System.getProperty("procession.dir"));
    }

    Path base() {
        return base;
    }

    /** The next root leaves nothing of the dead. */
    @Override
    void check(boolean completed) throws Exception {
        Folders.sweep(base);
        try (var left = Files.list(base)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Override
    void release() throws IOException {
        Files.delete(base);
    }

    /** Opens a session and makes a queue. */
    static final class Open extends FolderScenario {
        @Override
        String name() {
            return "session: open";
        }

        @Override
        void act() {
            MessageQueue.create(1);
        }
    }

    /** Removes its session. */
    static final class Remove extends FolderScenario {
        private Folders folder;

        @Override
        String name() {
            return "session: remove";
        }

        @Override
        void open(long[] numbers) throws Exception {
            folder = Folders.create();
            for (int i = 0; i < 3; i++) {
                Files.createFile(folder.directory().resolve("file-" + i));
            }
        }

        @Override
        void act() throws Exception {
            folder.delete();
        }
    }

    /** Sweeps the folder of a dead root. */
    static final class Sweep extends FolderScenario {
        @Override
        String name() {
            return "session: sweep";
        }

        @Override
        long[] prepare() throws Exception {
            long[] numbers = super.prepare();
            Process root = CrashRun.start(new DeadRoot(base()), 0, Long.MAX_VALUE);
            assertTrue(CrashRun.awaitCompleted(root));
            return numbers;
        }

        @Override
        void act() throws Exception {
            Folders.sweep(base());
        }
    }

    /** A root that ends without removing its session. */
    static final class DeadRoot extends FolderScenario {
        private final Path place;

        /** In the child. */
        DeadRoot() {
            this(null);
        }

        DeadRoot(Path place) {
            this.place = place;
        }

        @Override
        String name() {
            return "session: die";
        }

        @Override
        List<String> options() {
            return List.of("-Dprocession.dir=" + place);
        }

        @Override
        void act() {
            MessageQueue.create(1);
        }
    }
}
