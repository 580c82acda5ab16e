package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The forms in which class loaders name the places of their classes. */
class ClassLocationTest {
    @TempDir
    private Path folder;

    private Path jar(String name, Object... entries) throws Exception {
        Path jar = folder.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < entries.length; i += 2) {
                out.putNextEntry(new ZipEntry((String) entries[i]));
                out.write((byte[]) entries[i + 1]);
                out.closeEntry();
            }
        }
        return jar;
    }

    private Path outer() throws Exception {
        Path inner = jar("inner.jar", "a/text", "in the inner jar".getBytes());
        return jar(
                "out er+%41.jar",
                "lib/inner.jar",
                Files.readAllBytes(inner),
                "other/inner.jar",
                Files.readAllBytes(jar("other.jar", "a/text", "in the other".getBytes())),
                "classes/a/text",
                "in the classes".getBytes());
    }

    private static String textIn(String path) throws Exception {
        try (ZipFile zip = new ZipFile(path)) {
            return new String(zip.getInputStream(zip.getEntry("a/text")).readAllBytes());
        }
    }

    @Test
    void foldersAndJarsAreTheirPaths() throws Exception {
        Path outer = outer();
        assertEquals(folder.toString(), ClassLocation.path(folder.toUri().toURL()));
        assertEquals(outer.toString(), ClassLocation.path(outer.toUri().toURL()));
        assertEquals(outer.toString(), ClassLocation.path("jar:" + outer.toUri() + "!/"));
        assertEquals(
                outer.toString(), ClassLocation.path("file://" + outer.toUri().getRawPath()));
        assertNull(ClassLocation.path("jrt:/java.base"));
        assertNull(ClassLocation.path("jshell:/REPL/$JShell$1.class"));
    }

    @Test
    void jarsAndFoldersInJarsAreUnpacked() throws Exception {
        String outer = outer().toUri().toString();
        String nested = outer.replace("file:", "nested:");
        String inner = ClassLocation.path("jar:" + outer + "!/lib/inner.jar!/");
        assertEquals("in the inner jar", textIn(inner));
        assertEquals(inner, ClassLocation.path("jar:" + nested + "/!lib/inner.jar!/"));
        assertEquals("in the other", textIn(ClassLocation.path("jar:" + outer + "!/other/inner.jar!/")));
        String classes = ClassLocation.path("jar:" + nested + "/!classes/!/");
        assertEquals("in the classes", textIn(classes));
        assertEquals(classes, ClassLocation.path("jar:" + outer + "!/classes!/"));
        assertNull(ClassLocation.path("jar:" + outer + "!/nowhere!/"));
        assertNull(ClassLocation.path("jar:file:/no/such.jar!/lib/inner.jar!/"));
        Files.delete(Path.of(inner));
        assertEquals(inner, ClassLocation.path("jar:" + outer + "!/lib/inner.jar!/"), "somebody may have removed it");
        assertEquals("in the inner jar", textIn(inner));
    }

    @Test
    void aJarThatWasBuiltAnewIsUnpackedAnew() throws Exception {
        Path outer = outer();
        String location = "jar:" + outer.toUri() + "!/classes!/";
        String before = ClassLocation.path(location);
        jar(outer.getFileName().toString(), "classes/a/text", "in another version".getBytes());
        String after = ClassLocation.path(location);
        assertEquals("in another version", textIn(after));
        assertFalse(new File(before).equals(new File(after)));
    }

    /** Tools that make reproducible jars give each build the same time, and a version that is changed may keep its length. */
    @Test
    void aJarOfTheSameSizeAndTimeIsUnpackedAnew() throws Exception {
        Path outer = jar("outer.jar", "classes/a/text", "version 1".getBytes());
        FileTime time = Files.getLastModifiedTime(outer);
        long size = Files.size(outer);
        String location = "jar:" + outer.toUri() + "!/classes!/";
        assertEquals("version 1", textIn(ClassLocation.path(location)));
        Thread.sleep(20); // the system's clock of such times has steps
        jar("outer.jar", "classes/a/text", "version 2".getBytes());
        Files.setLastModifiedTime(outer, time);
        assertEquals(size, Files.size(outer));
        assertEquals("version 2", textIn(ClassLocation.path(location)));
    }

    @Test
    void aResourceHasAUrlThatAnyJvmOpens() throws Exception {
        Path outer = outer();
        String text = ClassLocation.portable(URL.of(URI.create("jar:" + outer.toUri() + "!/classes!/a/text"), null));
        assertEquals(
                "in the classes",
                new String(URI.create(text).toURL().openStream().readAllBytes()));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {outer.toUri().toURL()}, null)) {
            URL plain = loader.getResource("classes/a/text");
            assertEquals(plain.toExternalForm(), ClassLocation.portable(plain));
        }
    }

    @Test
    void whatIsNoArchiveHasNoClasses() throws Exception {
        Path source = Files.writeString(folder.resolve("Program.java"), "class Program {}");
        assertFalse(ClassLocation.has(source.toString(), "Program.class"));
        assertTrue(ClassLocation.has(outer().toString(), "Program.class"));
        assertFalse(ClassLocation.has(folder.toString(), "Program.class"));
    }
}
