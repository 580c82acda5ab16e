package io.github.procession.ipc.system;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of this library for each class, computed when it is first asked for.
 *
 * <p>A {@link ClassValue} lets a class hold its value. A class of the JDK, or of another loader above that of this library, would hold the
 * library and the web application for which it was loaded, after that is gone. The values of those classes, which live longer than the
 * library, are held here instead.
 *
 * @param <T> the values
 */
public final class PerClass<T> {
    /** The loaders above that of this library; null is the JDK's own. */
    private static final Set<@Nullable ClassLoader> ABOVE = above();

    private final Function<Class<?>, @Nullable T> compute;
    private final Map<Class<?>, T> ofClassesAbove = new ConcurrentHashMap<>();
    private final ClassValue<@Nullable T> ofOthers = new ClassValue<>() {
        @Override
        protected @Nullable T computeValue(Class<?> type) {
            return compute.apply(type);
        }
    };

    /**
     * Makes a table without values.
     *
     * @param compute the value of a class, or null for none; may run more than once for a class
     */
    public PerClass(Function<Class<?>, @Nullable T> compute) {
        this.compute = compute;
    }

    private static Set<@Nullable ClassLoader> above() {
        Set<@Nullable ClassLoader> loaders = new HashSet<>();
        loaders.add(null);
        ClassLoader own = PerClass.class.getClassLoader();
        for (ClassLoader loader = own == null ? null : own.getParent(); loader != null; loader = loader.getParent()) {
            loaders.add(loader);
        }
        return loaders;
    }

    /**
     * Returns the value of a class.
     *
     * @param type the class
     * @return its value, null if it has none
     */
    public @Nullable T get(Class<?> type) {
        if (!ABOVE.contains(type.getClassLoader())) {
            return ofOthers.get(type);
        }
        T known = ofClassesAbove.get(type);
        if (known != null) {
            return known;
        }
        T computed = compute.apply(type);
        if (computed == null) {
            return null;
        }
        T before = ofClassesAbove.putIfAbsent(type, computed);
        return before == null ? computed : before;
    }
}
