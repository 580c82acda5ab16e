package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other versions of the libraries that this one needs are named, with the place where they are. */
class DependenciesTest {
    private static final String SET_IT =
            ": set the version in your build (Maven: dependencyManagement; Gradle: constraints)";

    @TempDir
    private Path folder;

    private URL kryo(String properties) throws Exception {
        Path file = folder.resolve("META-INF/maven/com.esotericsoftware.kryo/kryo5/pom.properties");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, properties).toUri().toURL();
    }

    private void checkKryo() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
            Dependencies.checkKryo(loader);
        }
    }

    @Test
    void theOwnOnesAreRight() {
        assertDoesNotThrow(Dependencies::check);
    }

    @Test
    void anOlderKryoIsNamed() throws Exception {
        URL place = kryo("artifactId=kryo5\nversion=5.0.4\n");
        LinkageError conflict = assertThrows(LinkageError.class, this::checkKryo);
        assertEquals(
                "Procession needs kryo5 5.6 or later, but finds 5.0.4 in " + place + SET_IT, conflict.getMessage());
    }

    @Test
    void anOlderKryoInAJarIsNamed() throws Exception {
        Path jar = Files.createDirectories(folder.resolve("libraries of a user")).resolve("kryo5.jar");
        String entry = "META-INF/maven/com.esotericsoftware.kryo/kryo5/pom.properties";
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write("version=5.0.4\n".getBytes(StandardCharsets.UTF_8));
        }
        URL place = jar.toUri().toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {place}, null)) {
            LinkageError conflict = assertThrows(LinkageError.class, () -> Dependencies.checkKryo(loader));
            assertEquals(
                    "Procession needs kryo5 5.6 or later, but finds 5.0.4 in jar:" + place + "!/" + entry + SET_IT,
                    conflict.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=5.6.2", "version=5.6.0", "version=5.10.0", "version=", "nothing", "version=?"})
    void aLaterKryoAndAnUnknownOneAreTaken(String properties) throws Exception {
        kryo(properties);
        assertDoesNotThrow(this::checkKryo);
    }

    @Test
    void noKryoAtAllIsNotLookedAt() {
        assertDoesNotThrow(this::checkKryo);
    }

    @Test
    void anOlderSlf4jIsNamed() throws Exception {
        Path logger = Files.writeString(folder.resolve("Logger.java"), "package org.slf4j; public interface Logger {}");
        int status =
                ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", folder.toString(), logger.toString());
        assertEquals(0, status);
        URL place = folder.toUri().toURL();
        try (URLClassLoader loader = new OtherSlf4j(place)) {
            Method check = loader.loadClass(Dependencies.class.getName()).getMethod("check");
            Throwable conflict = assertThrows(InvocationTargetException.class, () -> check.invoke(null))
                    .getCause();
            assertEquals(
                    "Procession needs slf4j-api 2.0 or later, but finds an older one in " + place + SET_IT,
                    assertInstanceOf(LinkageError.class, conflict).getMessage());
        }
    }

    /** Has the class under test, and a logger of its own. */
    private static final class OtherSlf4j extends URLClassLoader {
        OtherSlf4j(URL slf4j) {
            super(new URL[] {slf4j}, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.equals(Dependencies.class.getName())) {
                return super.findClass(name);
            }
            try (InputStream in = Dependencies.class.getResourceAsStream("Dependencies.class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
