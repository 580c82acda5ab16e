package io.github.procession.internal.call;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The source file behind a class that {@code java File.java} has compiled in memory. The source launcher cannot be told to
 * store the names of parameters, so the file is compiled once more, with them.
 */
final class SourceFile {
    private SourceFile() {}

    /**
     * Compiles the source file of a class again.
     *
     * @param model what is loaded
     * @return the class file with the names of parameters, or null when the class does not come from a source file
     */
    static byte @Nullable [] compile(Class<?> type, ClassModel model) {
        Path launched = launched(type);
        if (launched == null) {
            return null;
        }
        try {
            return compile(type, model, launched);
        } catch (IOException | RuntimeException | LinkageError _) {
            return null; // the file has gone, or this JVM has no compiler: then the names are not known
        }
    }

    /** The file in the command line of {@code java}, which the source launcher gives as the origin of all its classes. */
    private static @Nullable Path launched(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            Path file = Path.of(source.getLocation().toURI());
            boolean isJar = file.toString().endsWith(".jar");
            return !isJar && Files.isRegularFile(file) ? file : null;
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException _) {
            return null;
        }
    }

    private static byte @Nullable [] compile(Class<?> type, ClassModel model, Path launched) throws IOException {
        String packageFolder = type.getPackageName().replace('.', '/');
        String name = model.findAttribute(Attributes.sourceFile())
                .map(attribute -> attribute.sourceFile().stringValue())
                .orElse("");
        Path root = root(launched, packageFolder, name);
        Path file = root == null ? launched : root.resolve(packageFolder).resolve(name);
        List<String> options =
                new ArrayList<>(List.of("-parameters", "-g", "-proc:none", "-nowarn", "-implicit:class"));
        options.addAll(List.of("-cp", System.getProperty("java.class.path", "")));
        if (root != null) {
            options.addAll(List.of("-sourcepath", root.toString()));
        }
        if (model.minorVersion() == ClassFile.PREVIEW_MINOR_VERSION) {
            options.addAll(List.of(
                    "--enable-preview", "--source", "" + Runtime.version().feature()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            return null;
        }
        DiagnosticCollector<JavaFileObject> unseen = new DiagnosticCollector<>();
        try (Classes classes = new Classes(compiler.getStandardFileManager(unseen, null, null))) {
            compiler.getTask(null, classes, unseen, options, null, List.of(new Source(file)))
                    .call();
            return classes.bytes(type.getName());
        }
    }

    /** The folder that holds the folders of packages; null when the file stands elsewhere. */
    private static @Nullable Path root(Path launched, String packageFolder, String name) {
        for (Path folder = launched.getParent(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(packageFolder).resolve(name))) {
                return folder;
            }
        }
        return null;
    }

    /** A source file of any name, which may begin as a script does. */
    private static final class Source extends SimpleJavaFileObject {
        private final Path file;

        Source(Path file) {
            super(file.toUri(), Kind.SOURCE);
            this.file = file;
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return kind == Kind.SOURCE;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) throws IOException {
            String text = Files.readString(file);
            return text.startsWith("#!") ? "//" + text : text;
        }
    }

    /** Compiled classes, in memory. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new ConcurrentHashMap<>();

        Classes(JavaFileManager manager) {
            super(manager);
        }

        byte[] bytes(String name) {
            ByteArrayOutputStream bytes = classes.get(name);
            return bytes == null ? null : bytes.toByteArray();
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
