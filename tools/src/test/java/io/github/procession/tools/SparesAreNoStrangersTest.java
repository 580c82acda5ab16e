package io.github.procession.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A process that has been another program for some looks is found once its command is that of a spare; after a second with one command
 * it is a stranger for good.
 */
class SparesAreNoStrangersTest {
    /** Nobody else's spares are there. */
    private static final Path FOLDER =
            Path.of("/nowhere").resolve(Session.current().directory().getFileName());

    private static final String LINE = FOLDER + "/control-of-a-test";

    private long nanos = Long.MAX_VALUE; // the clock may run over
    private java.lang.Process late;

    @BeforeEach
    void startAsAnother() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "read line; exec sh -c \"$SECOND\"");
        builder.environment().put("SECOND", "echo begun; read line; exec sh -c \"$THIRD\" \"$LINE\"");
        builder.environment().put("THIRD", "echo begun; read line; exit");
        builder.environment().put("LINE", LINE);
        late = builder.start();
    }

    @AfterEach
    void end() throws Exception {
        late.destroyForcibly().waitFor();
    }

    /** Becomes another program; the second time that is what looks like a spare. */
    private void becomeAnother() throws IOException {
        Writer line = late.outputWriter();
        line.write("\n");
        line.flush();
        assertEquals("begun", late.inputReader().readLine());
    }

    private boolean isFound(OpenTree open) {
        return open.spares(Set.of()).contains(late.pid());
    }

    @Test
    void spareThatWasAnotherProgramForShortIsFound() throws Exception {
        becomeAnother();
        try (OpenTree open = OpenTree.of(FOLDER, () -> nanos)) {
            for (int i = 0; i < 4; i++) {
                assertFalse(isFound(open));
            }
            nanos += 999_999_999;
            assertFalse(isFound(open));
            becomeAnother();
            assertTrue(isFound(open));
            assertTrue(isFound(open));
        }
    }

    @Test
    void secondBeginsAnewWithAnotherCommand() throws Exception {
        try (OpenTree open = OpenTree.of(FOLDER, () -> nanos)) {
            assertFalse(isFound(open));
            becomeAnother();
            nanos += 1_000_000_000;
            assertFalse(isFound(open));
            becomeAnother();
            assertTrue(isFound(open));
        }
    }

    @Test
    void processWithOneCommandForASecondIsAskedNoMore() throws Exception {
        becomeAnother();
        try (OpenTree open = OpenTree.of(FOLDER, () -> nanos)) {
            assertFalse(isFound(open));
            nanos += 1_000_000_000;
            assertFalse(isFound(open));
            becomeAnother();
            assertFalse(isFound(open));
        }
    }
}
