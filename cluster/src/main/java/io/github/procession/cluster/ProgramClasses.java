package io.github.procession.cluster;

import io.github.procession.ipc.jvm.KnownLoaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classes of the program for the machines that do its tasks. An answer is kept at the server until the pool ends, so each class
 * is asked for once. For a class in a jar the answer is the hash of the jar, which is fetched piece by piece and kept by that
 * hash: a jar that was rebuilt is another one.
 *
 * <p>Questions are names of classes, {@code r:path} for resources and {@code j:hash:index} for a piece of a jar.
 */
final class ProgramClasses {
    static final String RESOURCE = "r:";
    static final String JAR = "j:";
    static final int PIECE_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** Hashes of jars, by path, size and time of change. */
    private static final Map<String, String> HASHES = new ConcurrentHashMap<>();

    private final Session session;
    private final Payloads payloads;
    private final String pool;
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Map<String, Path> jars = new ConcurrentHashMap<>(); // by hash

    ProgramClasses(Session session, Payloads payloads, String pool) {
        this.session = session;
        this.payloads = payloads;
        this.pool = pool;
    }

    /** Answers a question that came from the server. */
    void answer(String question) {
        Object answer;
        try {
            answer = find(question);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("a machine asked for {}, which cannot be read", question, e);
            answer = null;
        }
        try {
            boolean keep = !question.startsWith(JAR);
            byte[] sealed = payloads.encode(answer, PoolPayload.classFile(pool, question));
            session.call("class_put", pool, question, sealed, keep ? "1" : "0");
        } catch (EngineException e) {
            LOG.warn("the answer for {} did not reach the server", question, e);
        }
    }

    /** Null for none, bytes, or hash and size of a jar. */
    private Object find(String question) throws IOException {
        if (question.startsWith(JAR)) {
            int colon = question.lastIndexOf(':');
            return piece(
                    jars.get(question.substring(JAR.length(), colon)), Long.parseLong(question.substring(colon + 1)));
        }
        if (question.startsWith(RESOURCE)) {
            return read(loader, question.substring(RESOURCE.length()));
        }
        Class<?> type = load(question);
        if (type == null
                || type.getClassLoader() == null
                || type.getClassLoader() == ClassLoader.getPlatformClassLoader()) {
            return null;
        }
        Path jar = jarOf(type);
        if (jar == null) {
            return read(type.getClassLoader(), question.replace('.', '/') + ".class");
        }
        String hash = hash(jar);
        jars.put(hash, jar);
        return new Object[] {hash, Files.size(jar)};
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException _) {
            try {
                return new KnownLoaders().find(name);
            } catch (ClassNotFoundException _) {
                return null;
            }
        }
    }

    private static byte[] read(ClassLoader from, String path) throws IOException {
        try (InputStream in = from.getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static Path jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !source.getLocation().getProtocol().equals("file")
                || !source.getLocation().getPath().endsWith(".jar")) {
            return null;
        }
        Path path = Path.of(URI.create(source.getLocation().toExternalForm()));
        return Files.isRegularFile(path) ? path : null;
    }

    private static String hash(Path jar) throws IOException {
        String key = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        String known = HASHES.get(key);
        if (known == null) {
            try (InputStream file = Files.newInputStream(jar);
                    DigestInputStream in = new DigestInputStream(file, MessageDigest.getInstance("SHA-256"))) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
                known = HexFormat.of().formatHex(in.getMessageDigest().digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
            HASHES.put(key, known);
        }
        return known;
    }

    private static byte[] piece(Path jar, long index) throws IOException {
        if (jar == null) {
            return null;
        }
        try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
            long from = index * PIECE_BYTES;
            byte[] bytes = new byte[Math.clamp(file.length() - from, 0, PIECE_BYTES)];
            file.seek(from);
            file.readFully(bytes);
            return bytes;
        }
    }
}
