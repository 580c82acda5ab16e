package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.RootJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that ask Linux for nothing that it keeps in {@code /proc} and {@code /dev/shm}, by the switch. */
class PortableSystemTest {
    /** Waits for children that answer and for one that is killed; a pool loses a worker and replaces it. */
    static final class Root {
        public static void main(String[] args) throws Exception {
            NativeAccessTest.Root.main(args);
            try (Pool pool = new Pool(2)) {
                try {
                    pool.apply(Root::end, 3);
                } catch (ExecutionException e) {
                    System.out.println("exit code 3: " + e.getMessage().contains("exit code 3"));
                }
                System.out.println(pool.map(x -> x * x, List.of(1, 2, 3)));
            }
            try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
                System.out.println(
                        files.filter(file -> file.getFileName().toString().startsWith("procession-"))
                                .count());
            }
        }

        static int end(int code) {
            System.exit(code);
            return 0;
        }
    }

    @Test
    void theSwitchTakesThePortableTwins(@TempDir Path temporary) throws Exception {
        RootJvm.Result result = new RootJvm(Root.class)
                .options("-Dprocession.system=portable", "-Djava.io.tmpdir=" + temporary)
                .run()
                .succeeded();
        assertEquals("499501\ntrue true\ntrue\nexit code 3: true\n[1, 4, 9]\n1\n", result.out(), result.err());
    }

    /** Prints where its session is. */
    static final class TellsItsFolder {
        public static void main(String[] args) throws Exception {
            new Queue<Integer>().put(1);
            System.out.print(Session.current().directory());
        }
    }

    @Test
    void theFolderIsRemovedAlsoWhereThePropertyForTemporaryFilesNamesNoFolder(@TempDir Path folder) throws Exception {
        RootJvm.Result result = new RootJvm(TellsItsFolder.class)
                .options("-Dprocession.system=portable", "-Djava.io.tmpdir=" + folder.resolve("none"))
                .options("-Dprocession.dir=" + folder)
                .run()
                .succeeded();
        assertTrue(result.out().startsWith(folder.toString()), result.out());
        assertFalse(Files.exists(Path.of(result.out())), result.out());
    }
}
