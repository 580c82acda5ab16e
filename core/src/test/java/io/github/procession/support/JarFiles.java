package io.github.procession.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** Builds jars in tests. */
public final class JarFiles {
    private JarFiles() {}

    /** The jars and folders that the library needs, of the class path of the tests. */
    public static List<Path> library() {
        List<Path> library = new ArrayList<>();
        for (String name : List.of(
                "io.github.procession.multiprocessing.Process",
                "io.github.procession.ipc.jvm.ParentLink",
                "org.slf4j.Logger",
                "org.slf4j.simple.SimpleLogger",
                "com.esotericsoftware.kryo.kryo5.Kryo")) {
            library.add(placeOf(name));
        }
        return library;
    }

    /** Where the class path of the tests has a class. */
    public static Path placeOf(String className) {
        try {
            Class<?> type = Class.forName(className, false, JarFiles.class.getClassLoader());
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (ReflectiveOperationException | java.net.URISyntaxException e) {
            throw new IllegalStateException(className, e);
        }
    }

    /** The library as jars, however the build has it. */
    public static List<Path> libraryJars(Path folder) throws IOException {
        return asJars(library(), folder);
    }

    /** The class path of the tests as jars. */
    public static List<Path> classPathJars(Path folder) throws IOException {
        return asJars(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(Files::exists)
                        .toList(),
                folder);
    }

    private static List<Path> asJars(List<Path> places, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> jars = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                Path jar = folder.resolve("classes-" + jars.size() + ".jar");
                try (JarOutputStream out = create(jar, null)) {
                    addAll(out, "", place);
                }
                jars.add(jar);
            } else {
                jars.add(Files.copy(place, folder.resolve(place.getFileName())));
            }
        }
        return jars;
    }

    public static String path(List<Path> entries) {
        return String.join(
                File.pathSeparator, entries.stream().map(Path::toString).toList());
    }

    /** A manifest of such lines. */
    public static Manifest manifest(String... lines) throws IOException {
        String text = "Manifest-Version: 1.0\n" + String.join("\n", lines) + "\n";
        return new Manifest(new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    public static JarOutputStream create(Path jar, Manifest manifest) throws IOException {
        OutputStream out = Files.newOutputStream(jar);
        return manifest == null ? new JarOutputStream(out) : new JarOutputStream(out, manifest);
    }

    /** Adds the files of a folder, or what a jar has, except manifests and signatures and what is there already. */
    public static void addAll(JarOutputStream jar, String prefix, Path source) throws IOException {
        if (Files.isDirectory(source)) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = source.relativize(file).toString().replace(File.separatorChar, '/');
                    add(jar, prefix + name, Files.readAllBytes(file));
                }
            }
            return;
        }
        try (JarFile from = new JarFile(source.toFile())) {
            for (JarEntry entry : Collections.list(from.entries())) {
                boolean wanted = !entry.isDirectory()
                        && !entry.getName().equals(JarFile.MANIFEST_NAME)
                        && !entry.getName().equals("module-info.class");
                if (wanted) {
                    try (InputStream in = from.getInputStream(entry)) {
                        add(jar, prefix + entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    /** An entry for the folder itself, whose name ends with a slash. */
    public static void addFolder(JarOutputStream jar, String name) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.closeEntry();
    }

    private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        try {
            jar.putNextEntry(new JarEntry(name));
        } catch (java.util.zip.ZipException _) {
            return; // two jars have the same licence
        }
        jar.write(bytes);
        jar.closeEntry();
    }

    /** Adds bytes as they are, not compressed: a jar in a jar. */
    public static void store(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setMethod(JarEntry.STORED);
        entry.setSize(bytes.length);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }
}
