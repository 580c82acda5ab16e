package io.github.procession.tools;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import io.github.procession.ipc.memory.Ownership;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A program compiled from its source file, kept in the user's cache folder until the source or what it uses changes.
 *
 * <p>The folder of a program is named by the path and the content of its source file, the class path and the versions of the
 * JDK and of this library. It holds a jar and a list of the source files that the compiler read, with their hashes.
 */
final class Compiled {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.]+)\\s*;");
    private static final String JAR = "program.jar";
    private static final String SOURCES = "sources";
    private static final String MAIN = "main";

    /** Refusal of a source file. */
    private static final class UncompiledException extends IOException {
        private static final long serialVersionUID = 1;

        UncompiledException(String message) {
            super(message);
        }
    }

    private final Path folder;
    private final String mainClass;

    private Compiled(Path folder, String mainClass) {
        this.folder = folder;
        this.mainClass = mainClass;
    }

    /**
     * The compiled program, from the cache where it is there.
     *
     * @param source the file
     * @param classPath what it is compiled with
     * @return the program
     * @throws IOException if it does not compile; what the compiler says is on the error stream then
     */
    static Compiled of(Path source, String classPath) throws IOException {
        Path file = source.toRealPath();
        String text = text(file);
        String key = hash((file + "\n" + classPath + "\n" + Runtime.version() + "\n"
                        + Version.all().getProperty("procession") + "\n" + text)
                .getBytes(StandardCharsets.UTF_8));
        Path cache = place().resolve("procession").resolve("run");
        try {
            return inCache(cache, key, file, text, classPath);
        } catch (UncompiledException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    "Cannot keep the compiled program in " + cache
                            + " (set XDG_CACHE_HOME to a folder of this user alone, with free space): "
                            + Failure.text(e),
                    e);
        }
    }

    private static Compiled inCache(Path cache, String key, Path file, String text, String classPath)
            throws IOException {
        require(cache);
        Path folder = cache.resolve(key);
        if (isValid(folder)) {
            return new Compiled(folder, Files.readString(folder.resolve(MAIN)));
        }
        Path fresh = Files.createTempDirectory(cache, "new-", Ownership.ownerOnly());
        try {
            String main = compile(file, text, classPath, fresh);
            replace(folder, fresh);
            return new Compiled(folder, main);
        } finally {
            deleteTree(fresh);
        }
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException("The source file " + file + " is not in UTF-8.", e);
        }
    }

    /** Puts the fresh folder where the old one is, one run after the other; what another run has completed meanwhile stays. */
    private static synchronized void replace(Path folder, Path fresh) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        folder.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!isValid(folder)) {
                deleteTree(folder);
                Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    Path jar() {
        return folder.resolve(JAR);
    }

    /** Where the JVM keeps an archive of the classes that the program loads. */
    Path archive() {
        return folder.resolve("classes.jsa");
    }

    String mainClass() {
        return mainClass;
    }

    private static Path place() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path base = configured != null && !configured.isEmpty()
                ? Path.of(configured)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.toAbsolutePath();
    }

    /** Makes the folder of all compiled programs, of this user alone. */
    private static void require(Path cache) throws IOException {
        Files.createDirectories(cache.getParent());
        try {
            Files.createDirectory(cache, Ownership.ownerOnly());
        } catch (FileAlreadyExistsException _) {
            // of an earlier run, or of one at this moment; whose it is comes next
        }
        if (!Ownership.isOwnFolder(cache)) {
            throw new IOException("It belongs to another user, or others may write to it or replace it.");
        }
    }

    private static boolean isValid(Path folder) {
        try {
            if (!Files.isRegularFile(folder.resolve(JAR))) {
                return false;
            }
            for (String line : Files.readAllLines(folder.resolve(SOURCES))) {
                int space = line.indexOf(' ');
                if (!hash(Files.readAllBytes(Path.of(line.substring(space + 1))))
                        .equals(line.substring(0, space))) {
                    return false;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) { // a source is gone, or the list is damaged
            return false;
        }
    }

    private static String compile(Path file, String text, String classPath, Path fresh) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("This Java has no compiler: 'run' needs a JDK "
                    + Runtime.version().feature() + ".");
        }
        Matcher matcher = PACKAGE.matcher(text);
        String inPackage = matcher.find() ? matcher.group(1) : "";
        Path root = file.getParent();
        for (int i = 0; !inPackage.isEmpty() && root != null && i < inPackage.split("\\.").length; i++) {
            root = root.getParent();
        }
        Path classes = Files.createDirectory(fresh.resolve("classes"));
        List<String> options = new ArrayList<>(List.of(
                "-parameters", "-proc:none", "-XDstringConcat=inline", "-d", classes.toString(), "-cp", classPath));
        if (root != null) {
            options.addAll(List.of("-sourcepath", root.toString()));
        }
        StringWriter messages = new StringWriter();
        List<String> declared = new ArrayList<>();
        TreeSet<Path> sources = new TreeSet<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(file));
            task.addTaskListener(new TaskListener() {
                @Override
                public void finished(TaskEvent event) {
                    JavaFileObject source = event.getSourceFile();
                    if (event.getKind() == TaskEvent.Kind.PARSE && source != null) {
                        Path parsed = Path.of(source.toUri());
                        sources.add(parsed);
                        if (parsed.equals(file)) {
                            addClasses(declared, event.getCompilationUnit());
                        }
                    }
                }
            });
            boolean compiles = task.call();
            if (!messages.toString().isBlank()) {
                System.err.print(messages);
            }
            if (!compiles) {
                throw new UncompiledException("The program does not compile: " + file + missing(classPath));
            }
        }
        if (declared.isEmpty()) {
            throw new UncompiledException("The source file " + file + " declares no class.");
        }
        StringBuilder list = new StringBuilder();
        for (Path source : sources) {
            list.append(hash(Files.readAllBytes(source)))
                    .append(' ')
                    .append(source)
                    .append('\n');
        }
        Files.writeString(fresh.resolve(SOURCES), list);
        String main = declared.getFirst();
        Files.writeString(fresh.resolve(MAIN), main);
        pack(classes, fresh.resolve(JAR));
        deleteTree(classes);
        return main;
    }

    /** Names of the classes of a file; {@code java File.java} runs the first one, too. */
    private static void addClasses(List<String> names, CompilationUnitTree unit) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        for (var type : unit.getTypeDecls()) {
            if (type instanceof ClassTree declared) {
                names.add(prefix + declared.getSimpleName());
            }
        }
    }

    /** What the class path names in vain, of which the compiler says nothing. */
    private static String missing(String classPath) {
        List<String> missing = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (!entry.endsWith("*") && !Files.exists(Path.of(entry))) {
                missing.add(entry);
            }
        }
        return missing.isEmpty() ? "" : " (not there: " + String.join(", ", missing) + ")";
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream archive = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                archive.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, archive);
                archive.closeEntry();
            }
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
