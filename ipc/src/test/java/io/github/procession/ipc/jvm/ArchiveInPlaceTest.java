package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An archive is mapped where it was made for, unless the user has said where. */
class ArchiveInPlaceTest {
    private final File archive = new File("some.jsa");

    @Test
    void anArchiveIsNotMoved() {
        List<String> options = ClassArchive.use(archive, List.of("-ea"));
        assertTrue(options.contains("-XX:ArchiveRelocationMode=0"), options::toString);
        assertEquals("-XX:SharedArchiveFile=some.jsa", options.getLast());
    }

    @Test
    void theUsersChoiceOfThePlaceStands() {
        assertEquals(
                List.of("-XX:SharedArchiveFile=some.jsa"),
                ClassArchive.use(archive, List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=1")));
    }
}
