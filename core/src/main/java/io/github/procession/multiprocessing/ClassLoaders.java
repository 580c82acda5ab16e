package io.github.procession.multiprocessing;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The class loaders in which a child's classes are to be found, the most important one first. */
final class ClassLoaders {
    private ClassLoaders() {}

    /** Class loaders of some objects, any of which may be null, and that of the calling thread. */
    static List<ClassLoader> of(Object... objects) {
        List<ClassLoader> loaders = new ArrayList<>();
        for (Object each : objects) {
            if (each != null) {
                add(loaders, each.getClass().getClassLoader());
            }
        }
        add(loaders, Thread.currentThread().getContextClassLoader());
        return loaders;
    }

    /** One loader that finds what any of several finds; null stands for none. */
    static ClassLoader joined(List<ClassLoader> loaders) {
        return loaders.size() > 1 ? new Joined(loaders) : loaders.isEmpty() ? null : loaders.getFirst();
    }

    private static final class Joined extends ClassLoader {
        private final List<ClassLoader> others;

        Joined(List<ClassLoader> loaders) {
            super(loaders.getFirst());
            this.others = loaders.subList(1, loaders.size());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            for (ClassLoader other : others) {
                try {
                    return other.loadClass(name);
                } catch (ClassNotFoundException _) {
                    // the next one may have it
                }
            }
            throw new ClassNotFoundException(name);
        }

        @Override
        protected URL findResource(String name) {
            return others.stream()
                    .map(other -> other.getResource(name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void add(List<ClassLoader> loaders, ClassLoader loader) {
        if (loader != null && !loaders.contains(loader)) {
            loaders.add(loader);
        }
    }
}
