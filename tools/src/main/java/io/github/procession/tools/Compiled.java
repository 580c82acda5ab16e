package io.github.procession.tools;

import io.github.procession.ipc.memory.Ownership;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.SortedSet;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A program compiled from its source file, kept in the user's cache folder until the source or what it uses changes. Where nothing can
 * be kept, it is compiled for one run alone, in a folder of its own.
 *
 * <p>The folder of a program is named by the path and the content of its source file, the class path and the versions of the
 * JDK and of this library. It holds a jar and a list of the source files that the compiler read, with their hashes.
 */
// Longer than most: one folder's making, checking and removal, which must agree on each file in it.
final class Compiled {
    private static final String JAR = "program.jar";
    private static final String SOURCES = "sources";
    private static final String MAIN = "main";

    /** What was not run for so long is removed when something is compiled. */
    private static final Duration UNUSED = Duration.ofDays(30);

    /** Failure to keep a program, with the reason. */
    static final class NotKeptException extends IOException {
        private static final long serialVersionUID = 1;

        private final String reason;

        private NotKeptException(Path cache, IOException cause) {
            super(
                    "Cannot keep the compiled program in " + cache
                            + " (set XDG_CACHE_HOME to a folder of this user alone, with free space): "
                            + Failure.text(cause),
                    cause);
            reason = Failure.text(cause);
        }

        /** Why nothing can be kept, in a sentence. */
        String reason() {
            return reason;
        }
    }

    private final Path folder;
    private final String mainClass;
    private final boolean isKept;

    private Compiled(Path folder, String mainClass, boolean isKept) {
        this.folder = folder;
        this.mainClass = mainClass;
        this.isKept = isKept;
    }

    /**
     * The compiled program, from the cache where it is there.
     *
     * @param source the file
     * @param classPath what it is compiled with
     * @return the program
     * @throws NotKeptException if it cannot be kept
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
        } catch (Compilation.RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new NotKeptException(cache, e);
        }
    }

    /**
     * The program, compiled for one run in a temporary folder of this user alone, which {@link #use} removes.
     *
     * @param source the file
     * @param classPath what it is compiled with
     * @return the program
     * @throws IOException if it does not compile, or there is no room for it
     */
    static Compiled forOneRun(Path source, String classPath) throws IOException {
        Path file = source.toRealPath();
        Path folder = Files.createTempDirectory("procession-run-", Ownership.ownerOnly());
        boolean isDone = false;
        try {
            Compiled compiled = new Compiled(folder, compile(file, text(file), classPath, folder), false);
            isDone = true;
            return compiled;
        } finally {
            if (!isDone) {
                deleteTree(folder);
            }
        }
    }

    private static Compiled inCache(Path cache, String key, Path file, String text, String classPath)
            throws IOException {
        require(cache);
        Path folder = cache.resolve(key);
        if (isValid(folder)) {
            Files.setLastModifiedTime(folder.resolve(MAIN), FileTime.from(Instant.now()));
            return new Compiled(folder, Files.readString(folder.resolve(MAIN)), true);
        }
        Path fresh = Files.createTempDirectory(cache, "new-", Ownership.ownerOnly());
        try {
            String mainClass = compile(file, text, classPath, fresh);
            replace(folder, fresh);
            return new Compiled(folder, mainClass, true);
        } finally {
            deleteTree(fresh);
        }
    }

    /** Fills the folder of a program; returns the name of its main class. */
    private static String compile(Path file, String text, String classPath, Path folder) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        Compilation.Result result = Compilation.compile(file, text, classPath, classes);
        pack(classes, folder.resolve(JAR));
        deleteTree(classes);
        Files.writeString(folder.resolve(SOURCES), list(result.sources()));
        Files.writeString(folder.resolve(MAIN), result.mainClass());
        return result.mainClass();
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
            removeUnused(folder.getParent());
        }
    }

    /** Each change of a program leaves a folder with its jar and an archive of some megabytes. */
    private static void removeUnused(Path cache) throws IOException {
        Instant limit = Instant.now().minus(UNUSED);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(cache, Files::isDirectory)) {
            for (Path folder : folders) {
                try {
                    removeIfUnused(folder, limit);
                } catch (IOException _) {
                    continue; // another run removes it, or it is not this user's: it stays
                }
            }
        } catch (DirectoryIteratorException _) {
            return; // the rest stays until another run
        }
    }

    private static void removeIfUnused(Path folder, Instant limit) throws IOException {
        Path main = folder.resolve(MAIN);
        boolean isWhole = Files.exists(main); // else of a run that was killed while it compiled
        if (Files.getLastModifiedTime(isWhole ? main : folder).toInstant().isBefore(limit)
                && !(isWhole && isInUse(main))) {
            deleteTree(folder);
        }
    }

    private static boolean isInUse(Path main) throws IOException {
        try (FileChannel channel = FileChannel.open(main, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true; // by this process
        }
    }

    /**
     * Keeps the folder from being removed, for children that start late, until this is closed or this process ends. One for a single
     * run is removed when this is closed, which may be done twice.
     */
    Closeable use() throws IOException {
        if (!isKept) {
            return () -> deleteTree(folder);
        }
        FileChannel channel = FileChannel.open(folder.resolve(MAIN), StandardOpenOption.READ);
        channel.lock(0, Long.MAX_VALUE, true);
        return channel;
    }

    Path jar() {
        return folder.resolve(JAR);
    }

    /** Whether another run finds it. */
    boolean isKept() {
        return isKept;
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
        return configured != null && !configured.isEmpty()
                ? Path.of(configured).toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".cache");
    }

    /** Makes the folder of all compiled programs, of this user alone. */
    private static void require(Path cache) throws IOException {
        if (!cache.isAbsolute()) { // the JDK's name for it is a question mark
            throw new IOException("This user has no home folder.");
        }
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

    private static String list(SortedSet<Path> sources) throws IOException {
        StringBuilder list = new StringBuilder();
        for (Path source : sources) {
            list.append(hash(Files.readAllBytes(source)))
                    .append(' ')
                    .append(source)
                    .append('\n');
        }
        return list.toString();
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
            } catch (UncheckedIOException e) { // of the walk, such as where another process deletes as well
                throw e.getCause();
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
