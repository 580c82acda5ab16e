package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.slf4j.Logger;

class LibraryFirstTest {
    private final String library = jarOf(Logger.class);
    private final String other = jarOf(AssertionFailedError.class);

    @TempDir
    private Path folder;

    private static String jarOf(Class<?> type) {
        return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
    }

    private static String path(String... entries) {
        return String.join(File.pathSeparator, entries);
    }

    private static String order(String... entries) {
        return LibraryFirst.orderNow(path(entries), LibraryFirstTest.class);
    }

    @Test
    void aJarOfTheLibraryPassesFoldersOfOtherClasses() throws Exception {
        String program = Files.createDirectories(folder.resolve("program/org/other"))
                .getParent()
                .getParent()
                .toString();
        String empty = Files.createDirectory(folder.resolve("empty")).toString();
        assertEquals(path(library, program, empty, other), order(program, empty, library, other));
        assertEquals(path(other, library, program), order(other, program, library));
        assertEquals(path(library, ""), order("", library));
    }

    @Test
    void aFolderWithAClassOrAResourceOfItsOwnUnderTheSameNameStaysInFront() throws Exception {
        for (String name : new String[] {"org/slf4j/Logger.class", "META-INF/MANIFEST.MF"}) {
            Path root = folder.resolve(name.replace('/', '-'));
            Files.createDirectories(root.resolve(name).getParent());
            assertEquals(path(library, root.toString()), order(root.toString(), library));
            Files.createFile(root.resolve(name));
            assertEquals(path(root.toString(), library, other), order(root.toString(), library, other));
        }
    }

    @Test
    void noJarPassesAnotherLibrarysJar() {
        assertEquals(path(folder.toString(), other, library), order(folder.toString(), other, library));
    }

    @Test
    void aMissingEntryIsNoFolder() {
        String missing = folder.resolve("missing.jar").toString();
        assertEquals(path(missing, library), order(missing, library));
        assertEquals(path(folder.toString(), missing, library), order(folder.toString(), missing, library));
    }
}
