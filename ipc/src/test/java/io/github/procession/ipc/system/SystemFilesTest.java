package io.github.procession.ipc.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder for temporary files, whatever a program makes of the property that names it. */
class SystemFilesTest {
    private static final String PROPERTY = "java.io.tmpdir";

    private final String usual = System.getProperty(PROPERTY);

    @AfterEach
    void restore() {
        System.setProperty(PROPERTY, usual);
    }

    @Test
    void theOneThatIsNamedIsTaken(@TempDir Path folder) {
        System.setProperty(PROPERTY, folder.toString());
        assertEquals(folder, SystemFiles.temporary());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/dev/null/none", "/dev/null"})
    void theUsualOneIsTakenWhereNoneIsNamed(String value) {
        System.setProperty(PROPERTY, value);
        assertEquals(Path.of("/tmp"), SystemFiles.temporary());
    }
}
