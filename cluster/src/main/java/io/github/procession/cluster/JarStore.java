package io.github.procession.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The copies of programs' jars on this machine, each under its SHA-256: a jar is fetched once for all programs that
 * have it, and a changed one is never taken for the old one.
 */
final class JarStore {
    /** Source of a jar's pieces. */
    interface Pieces {
        /** Null if the program has it no more. */
        byte[] piece(long index) throws InterruptedException;
    }

    private static final String PART = ".part";

    /** Time after which a part that is not written to any more is of a worker that was killed. */
    private static final Duration LONGEST_SILENCE = Duration.ofHours(1);

    private final Path folder;
    private final Map<String, Path> verified = new ConcurrentHashMap<>(); // by hash, as the next
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    JarStore(Path folder) {
        this.folder = folder;
    }

    /** The store in the user's cache. */
    static JarStore ofUser() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path parent = cache != null && Path.of(cache).isAbsolute()
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home"), ".cache");
        return new JarStore(parent.resolve("procession").resolve("cluster-jars"));
    }

    /** Path of a jar, which is fetched if it is not there. Only those who want the same one wait for each other. */
    Path get(String hash, long size, Pieces pieces) throws IOException, InterruptedException {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IOException("the hash of a jar is no SHA-256: " + hash);
        }
        ReentrantLock lock = locks.computeIfAbsent(hash, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            Path known = verified.get(hash);
            if (known == null || !Files.isRegularFile(known)) {
                Files.createDirectories(folder);
                known = folder.resolve(hash + ".jar");
                if (!Files.isRegularFile(known) || !hash.equals(hashOf(known))) {
                    fetch(known, hash, size, pieces);
                }
                verified.put(hash, known);
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void fetch(Path jar, String hash, long size, Pieces pieces) throws IOException, InterruptedException {
        deleteOldParts();
        Path part = Files.createTempFile(folder, hash, PART);
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                for (long index = 0; index * ProgramClasses.PIECE_BYTES < size; index++) {
                    byte[] piece = pieces.piece(index);
                    if (piece == null) {
                        throw new IOException("the program no longer has the jar " + hash);
                    }
                    out.write(piece);
                }
            }
            if (!hash.equals(hashOf(part))) {
                throw new IOException("the jar " + hash + " has changed while it was sent");
            }
            Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Deletes what killed workers have left; other workers of this user may fetch jars now. */
    private void deleteOldParts() throws IOException {
        Instant old = Instant.now().minus(LONGEST_SILENCE);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*" + PART)) {
            for (Path part : parts) {
                try {
                    if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
                        Files.deleteIfExists(part);
                    }
                } catch (NoSuchFileException _) {
                    // its fetch has just ended
                }
            }
        }
    }

    /** SHA-256 of a file, in hexadecimal digits. */
    static String hashOf(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                DigestInputStream in = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
