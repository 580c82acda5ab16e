package io.github.procession.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the compiler has made of a module of the library, in a folder or in a jar. */
public final class CompiledClasses {
    private CompiledClasses() {}

    /** All classes of the module of a class. */
    public static List<ClassModel> ofModuleOf(Class<?> oneOfThem) throws Exception {
        URI place =
                oneOfThem.getProtectionDomain().getCodeSource().getLocation().toURI();
        Path path = Path.of(place);
        if (Files.isDirectory(path)) {
            return read(path);
        }
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
            return read(jar.getPath("/"));
        }
    }

    private static List<ClassModel> read(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")
                            && !file.toString().endsWith("module-info.class"))
                    .map(CompiledClasses::parse)
                    .toList();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
