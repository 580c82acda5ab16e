package io.github.procession.ipc.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** List of kinds of objects that make no sense in another process, by the names of classes that may be missing here. */
final class Kinds {
    private static final String LOGGER = "is a logger; make its field static";
    static final String THREADS = "coordinates threads of its own JVM; use the class of this library for processes";
    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        for (String name : new String[] {
            "java.util.logging.Logger",
            "java.lang.System$Logger",
            "org.slf4j.Logger",
            "org.apache.logging.log4j.Logger",
            "org.apache.commons.logging.Log",
            "org.jboss.logging.BasicLogger"
        }) {
            REASONS.put(name, LOGGER);
        }
        for (String name : new String[] {
            "java.util.concurrent.CompletionStage",
            "scala.concurrent.Future",
            "scala.concurrent.Promise",
            "kotlinx.coroutines.Job",
            "io.vavr.concurrent.Future"
        }) {
            REASONS.put(name, UnsendableTypes.FUTURE);
        }
        for (String name : new String[] {
            "java.util.concurrent.CountDownLatch",
            "java.util.concurrent.CyclicBarrier",
            "java.util.concurrent.Exchanger",
            "java.util.concurrent.Phaser",
            "java.util.concurrent.locks.StampedLock"
        }) {
            REASONS.put(name, THREADS);
        }
        REASONS.put("java.lang.foreign.MemorySegment", "is a view of memory of its own JVM; send its bytes");
        REASONS.put("java.lang.foreign.Arena", "owns memory of its own JVM");
        REASONS.put("java.nio.file.FileSystem", "belongs to its own JVM; send a path");
        REASONS.put("java.util.regex.Matcher", "is a matcher at work; send its toMatchResult()");
        REASONS.put("java.util.StringJoiner", "does not tell its delimiter; send its toString()");
        REASONS.put("java.security.MessageDigest", "is a computation at work; send its digest()");
        REASONS.put("java.util.zip.Checksum", "is a computation at work; send its getValue()");
        REASONS.put("java.util.random.RandomGenerator", "does not tell its state; send a seed");
        REASONS.put("java.util.ResourceBundle", "belongs to its own JVM; send its base name and its locale");
        REASONS.put("java.util.Scanner", "reads from its own JVM; send what it has read");
        REASONS.put("java.net.http.HttpResponse", "belongs to a connection; send its status, headers and body");
        REASONS.put("java.lang.reflect.Member", "belongs to its own JVM; send the class and the name");
        REASONS.put(
                "java.nio.file.attribute.BasicFileAttributes",
                "is a class of the JDK without public constructor; send what you need of it");
        REASONS.put("com.sun.jna.Pointer", NativeMemory.REASON);
        REASONS.put("jnr.ffi.Pointer", NativeMemory.REASON);
    }

    private Kinds() {}

    /** Why objects of a class cannot be sent, or null if nothing is known against it. */
    static @Nullable String reason(Class<?> type) {
        for (Class<?> level = type; level != null; level = level.getSuperclass()) {
            String reason = REASONS.get(level.getName());
            for (int i = 0; reason == null && i < level.getInterfaces().length; i++) {
                reason = reason(level.getInterfaces()[i]);
            }
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
