package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedPipesTest {
    @TempDir
    private File folder;

    /** Who opens a pipe for both directions where there is none makes a file, which a child takes for a parent that is dead. */
    @Test
    void aPipeThatWasRemovedFromOutsideIsGivenToNobody() {
        NamedPipes pipes = new NamedPipes(folder, "pipe-", 3);
        Set<File> taken = new HashSet<>(Set.of(pipes.take()));
        for (File file : folder.listFiles()) {
            assertTrue(taken.contains(file) || file.delete());
        }
        for (int i = 0; i < 3; i++) {
            File next = pipes.take();
            assertTrue(next.exists() && taken.add(next), next::getPath);
        }
        assertEquals(4, folder.listFiles().length);
    }
}
