package io.github.procession.ipc.codec;

import io.github.procession.serialization.DecodeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A list of the classes whose objects a message may hold. It is given to the codec as the context class loader of the
 * thread that decodes: it loads every class that its parent does, but a message that names one which is not allowed is
 * refused before that class is loaded. Shared objects are refused too, for the other side has no part in this memory.
 *
 * <p>Allowed at all times are numbers, strings, times, collections and exceptions of the JDK, arrays of what is allowed and of
 * the interfaces that the compiler finds in common between such, and the library's own proxies of managers.
 */
public final class AllowedClasses extends ClassLoader {
    /** Packages of values alone: no class of them does anything but hold data when it is rebuilt. */
    private static final Set<String> PACKAGES = Set.of(
            "java.math",
            "java.time",
            "java.time.chrono",
            "java.time.temporal",
            "java.time.zone",
            "java.util.concurrent.atomic");

    private static final Set<String> CLASSES = Set.of(
            "java.lang.Object",
            "java.lang.Boolean",
            "java.lang.Character",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Number",
            "java.lang.String",
            "java.lang.StringBuilder",
            "java.lang.StackTraceElement",
            "java.lang.Throwable",
            "java.lang.Enum",
            "java.lang.Comparable",
            "java.lang.CharSequence",
            "java.lang.StringBuffer",
            "java.lang.Iterable",
            "java.lang.Record",
            "java.lang.Cloneable",
            "java.lang.constant.Constable",
            "java.lang.constant.ConstantDesc",
            "java.io.Serializable",
            "java.lang.reflect.Proxy",
            "java.net.URI",
            "java.lang.reflect.InvocationHandler",
            "java.util.concurrent.ArrayBlockingQueue",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentLinkedDeque",
            "java.util.concurrent.ConcurrentLinkedQueue",
            "java.util.concurrent.ConcurrentMap",
            "java.util.concurrent.ConcurrentSkipListMap",
            "java.util.concurrent.ConcurrentSkipListSet",
            "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet",
            "java.util.concurrent.LinkedBlockingDeque",
            "java.util.concurrent.LinkedBlockingQueue",
            "java.util.concurrent.PriorityBlockingQueue",
            "java.util.concurrent.TimeUnit");

    private static final Set<String> PACKAGES_OF_EXCEPTIONS = Set.of(
            "java.lang",
            "java.util",
            "java.util.concurrent",
            "java.io",
            "java.nio.file",
            "java.time",
            "io.github.procession.queue",
            "io.github.procession.serialization",
            "io.github.procession.multiprocessing");

    /** Name of the class that stands for a manager's proxy in a message. */
    private static final String TOKEN = "io.github.procession.multiprocessing.ProxyToken";

    private static final String OWN_PROXIES = "io.github.procession.multiprocessing.";

    private volatile List<String> patterns;

    /**
     * Allows the standard classes and some more.
     *
     * @param parent where classes are found
     * @param patterns names of classes; {@code p.*} for all of a package, {@code p.**} for those below it too, {@code *} for all
     */
    public AllowedClasses(ClassLoader parent, List<String> patterns) {
        super(parent);
        this.patterns = List.copyOf(patterns);
    }

    /**
     * Allows more classes from the next message on.
     *
     * @param more patterns
     */
    public synchronized void allow(List<String> more) {
        Set<String> all = new LinkedHashSet<>(patterns);
        all.addAll(more);
        patterns = List.copyOf(all);
    }

    /**
     * Whether this thread decodes a message of a program that may name only allowed classes.
     *
     * @return whether it does
     */
    public static boolean limitThisThread() {
        return Thread.currentThread().getContextClassLoader() instanceof AllowedClasses;
    }

    /** Throws unless the class, or the elements of the array class, are allowed. */
    void check(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        String element = name;
        if (dimensions > 0) {
            if (!name.endsWith(";")) {
                return; // of a primitive type
            }
            element = name.substring(dimensions + 1, name.length() - 1);
        }
        if (!isStandard(element) && patterns.stream().noneMatch(matches(element))) {
            throw new DecodeException("the class " + element
                    + " is not allowed from this connection: name it where the connection is made, with allow(\""
                    + element
                    + "\")");
        }
    }

    private static boolean isStandard(String name) {
        int dot = name.lastIndexOf('.');
        String packageName = dot < 0 ? "" : name.substring(0, dot);
        return CLASSES.contains(name)
                || PACKAGES.contains(packageName)
                || packageName.equals("java.util")
                || PACKAGES_OF_EXCEPTIONS.contains(packageName) && isException(name)
                || name.equals(TOKEN)
                || name.startsWith(OWN_PROXIES) && name.endsWith("Proxy");
    }

    private static boolean isException(String name) {
        return name.endsWith("Exception")
                || name.endsWith("Error")
                || name.endsWith(".Empty")
                || name.endsWith(".Full");
    }

    private static java.util.function.Predicate<String> matches(String name) {
        return pattern -> {
            if (pattern.endsWith(".**")) {
                return name.startsWith(pattern.substring(0, pattern.length() - 2));
            }
            if (pattern.endsWith(".*")) {
                int prefix = pattern.length() - 1;
                return name.startsWith(pattern.substring(0, prefix)) && name.indexOf('.', prefix) < 0;
            }
            return pattern.equals("*") || pattern.equals(name);
        };
    }

    /** Throws if messages from here must not name shared objects. */
    static void checkShareable(ClassLoader loader) {
        if (loader instanceof AllowedClasses) {
            throw new DecodeException("shared objects do not come through this connection");
        }
    }
}
