package io.github.procession.cluster;

import io.github.procession.ipc.jvm.KnownLoaders;
import io.github.procession.ipc.report.LibraryLogger;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The program's answers to machines that run its tasks and lack its classes. An answer is kept at the server until the
 * pool ends, so each class is asked for once. For a class in a jar the answer is the hash of the jar, which is fetched
 * piece by piece and kept by that hash: a jar that was rebuilt is another one.
 *
 * <p>Questions are names of classes, {@code r:path} for a resource, {@code a:path} for all resources of that path, and {@code j:hash:index} for a piece of a jar.
 */
final class ProgramClasses {
    static final String RESOURCE = "r:";
    static final String ALL_RESOURCES = "a:";
    static final String JAR = "j:";
    static final int PIECE_BYTES = 1 << 20;

    private static final Logger LOG = LibraryLogger.of(Cluster.class);

    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Hashes of jars, by path, size, time of change and number of the file. */
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

    /** Answers a question that came from the server: in any case, as a task waits for it. */
    void answer(String question) {
        byte[] sealed;
        try {
            sealed = payloads.encode(find(question), PoolPayload.classFile(pool, question));
        } catch (IOException | RuntimeException | Error e) { // such as a resource that is too large
            LOG.warn("a machine asked for {}, which cannot be read", question, e);
            sealed = null;
        }
        while (session.lost() == null) {
            try {
                if (sealed == null) {
                    session.callThatStands("class_none", pool, question);
                } else {
                    session.callThatStands("class_put", pool, question, sealed, question.startsWith(JAR) ? "0" : "1");
                }
                return;
            } catch (RuntimeException e) { // such as a resource that is too large for one call
                LOG.warn("the answer for {} did not reach the server", question, e);
                if (sealed == null) {
                    Pause.sleep(PAUSE_NANOS);
                }
                sealed = null; // a full server has room for that it cannot be had
            }
        }
    }

    /** Null for none, bytes, a list of bytes, or hash and size of a jar. */
    private @Nullable Object find(String question) throws IOException {
        if (question.startsWith(JAR)) {
            int colon = question.lastIndexOf(':');
            return piece(
                    jars.get(question.substring(JAR.length(), colon)), Long.parseLong(question.substring(colon + 1)));
        }
        if (question.startsWith(RESOURCE)) {
            return read(loader, question.substring(RESOURCE.length()));
        }
        if (question.startsWith(ALL_RESOURCES)) {
            return readAll(loader, question.substring(ALL_RESOURCES.length()));
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

    private @Nullable Class<?> load(String name) {
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

    private static byte @Nullable [] read(ClassLoader from, String path) throws IOException {
        try (InputStream in = from.getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    private static List<byte[]> readAll(ClassLoader from, String path) throws IOException {
        List<byte[]> all = new ArrayList<>();
        for (URL url : Collections.list(from.getResources(path))) {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // else a jar that was rebuilt is a stale one
            try (InputStream in = connection.getInputStream()) {
                all.add(in.readAllBytes());
            }
        }
        return all;
    }

    private static @Nullable Path jarOf(Class<?> type) {
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
        BasicFileAttributes now = Files.readAttributes(jar, BasicFileAttributes.class);
        String key = jar + " " + now.size() + " " + now.lastModifiedTime() + " " + now.fileKey();
        String known = HASHES.get(key);
        if (known == null) {
            known = JarStore.hashOf(jar);
            HASHES.put(key, known);
        }
        return known;
    }

    private static byte @Nullable [] piece(Path jar, long index) throws IOException {
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
