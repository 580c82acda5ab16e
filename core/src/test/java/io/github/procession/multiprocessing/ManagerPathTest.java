package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.procession.support.RootJvm;
import io.github.procession.support.RootMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager whose socket would have a path that no system allows is refused where it is asked for, and no process is started. */
class ManagerPathTest {
    static void makeManager() {
        var refusal = assertThrows(IllegalStateException.class, Multiprocessing::manager);
        System.out.println(refusal.getMessage().replaceFirst("path .*/", "path "));
        System.out.println(Multiprocessing.activeChildren());
    }

    private static String messageIn(Path folder) throws Exception {
        Files.createDirectory(folder);
        RootJvm.Result result = RootMethod.of(ManagerPathTest.class, "makeManager")
                .options("-Dprocession.dir=" + folder, "-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8")
                .run()
                .succeeded();
        assertEquals("", result.err());
        return result.out().replaceFirst("listener-[-0-9]+", "SOCKET");
    }

    private static final String REFUSAL =
            "the path SOCKET is too long for a socket: give an address, or a shorter -Dprocession.dir\n[]\n";

    @Test
    void manyCharacters(@TempDir Path folder) throws Exception {
        assertEquals(REFUSAL, messageIn(folder.resolve("d".repeat(100))));
    }

    /** The limit is one of bytes. */
    @Test
    void fewCharactersOfManyBytes(@TempDir Path folder) throws Exception {
        int free =
                107 - folder.toString().length() - "/".length() - "/procession-1-".length() - "/listener-1-1".length();
        assertEquals(REFUSAL, messageIn(folder.resolve("\u20ac".repeat(free / 2))));
    }
}
