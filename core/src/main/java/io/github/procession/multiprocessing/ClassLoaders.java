package io.github.procession.multiprocessing;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The class loaders in which a child's classes are to be found, the most important one first. */
final class ClassLoaders {
    private ClassLoaders() {}

    static List<ClassLoader> of(Process process) {
        List<ClassLoader> loaders = new ArrayList<>();
        if (process.getClass() != Process.class) {
            add(loaders, process.getClass().getClassLoader());
        }
        Serializable target = process.target();
        if (target != null) {
            add(loaders, target.getClass().getClassLoader());
        }
        add(loaders, Thread.currentThread().getContextClassLoader());
        return loaders;
    }

    private static void add(List<ClassLoader> loaders, ClassLoader loader) {
        if (loader != null && !loaders.contains(loader)) {
            loaders.add(loader);
        }
    }
}
