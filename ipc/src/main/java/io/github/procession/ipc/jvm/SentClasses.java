package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The classes whose bytes have gone to children, to notice when one gets other bytes: a method that is defined anew in JShell
 * changes its class and keeps the class's name.
 */
public final class SentClasses {
    private static final Map<Class<?>, Integer> HASHES = new WeakHashMap<>(); // guarded by itself, as is the next
    private static long version;

    /**
     * Holder of the answer whether classes can change: a JVM changes loaded classes only for an agent or a debugger,
     * and JShell is such a debugger.
     */
    private static final class Redefinition {
        static final boolean IS_POSSIBLE = StartOptions.get().stream()
                .anyMatch(option -> option.startsWith("-agentlib:")
                        || option.startsWith("-agentpath:")
                        || option.startsWith("-javaagent:")
                        || option.startsWith("-Xrunjdwp"));
    }

    private SentClasses() {}

    /**
     * Whether classes can change in this JVM at all.
     *
     * @return false in nearly every program
     */
    public static boolean mayChange() {
        return Redefinition.IS_POSSIBLE;
    }

    /**
     * Counts changes: reads all classes that children have got, and compares.
     *
     * @return a number that is another one when a class has changed since the last call
     */
    public static long version() {
        synchronized (HASHES) {
            boolean changed = false;
            for (Map.Entry<Class<?>, Integer> sent : HASHES.entrySet()) {
                int now = hash(sent.getKey());
                changed |= now != sent.getValue();
                sent.setValue(now);
            }
            return changed ? ++version : version;
        }
    }

    private static int hash(Class<?> type) {
        try {
            return Arrays.hashCode(read(type));
        } catch (IOException e) {
            return 0; // a class that is not there any more has changed
        }
    }

    static void add(Class<?> type, byte[] bytes) {
        if (mayChange()) {
            synchronized (HASHES) {
                HASHES.putIfAbsent(type, Arrays.hashCode(bytes));
            }
        }
    }

    /** The bytes of a class as its class loader has them now; null when it has none. */
    static byte[] read(Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
