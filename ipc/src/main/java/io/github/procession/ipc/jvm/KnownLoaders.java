package io.github.procession.ipc.jvm;

import io.github.procession.ipc.codec.ClassSource;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The class loaders of this JVM whose classes have gone to other processes, and so may come back in any thread, also in one
 * whose context class loader knows nothing of them. In a child, the parent process is one of them.
 */
public final class KnownLoaders implements ClassSource {
    /** Weakly: a loader that an application has dropped is not to stay. */
    private static final List<WeakReference<ClassLoader>> KNOWN = new CopyOnWriteArrayList<>();

    /** Made by {@link java.util.ServiceLoader}. */
    public KnownLoaders() {}

    /** Adds a loader, unless each child has the same; says whether it is new. */
    static boolean add(ClassLoader loader) {
        if (ClassPath.isEveryJvms(loader)) {
            return false;
        }
        synchronized (KNOWN) {
            if (all().contains(loader)) {
                return false;
            }
            KNOWN.removeIf(reference -> reference.refersTo(null));
            KNOWN.add(new WeakReference<>(loader));
            return true;
        }
    }

    /** Loaders that are still in use, the newest first. */
    static List<ClassLoader> all() {
        List<ClassLoader> all = new ArrayList<>();
        for (WeakReference<ClassLoader> reference : KNOWN) {
            ClassLoader loader = reference.get();
            if (loader != null) {
                all.addFirst(loader);
            }
        }
        return all;
    }

    @Override
    public Class<?> find(String name) throws ClassNotFoundException {
        for (ClassLoader loader : all()) {
            try {
                return Class.forName(name, false, loader);
            } catch (ClassNotFoundException _) {
                // it may be one of the next
            }
        }
        ClassLoader parent = ParentLink.classesOfParent();
        if (parent == null) {
            throw UnavailableClassException.explained(new ClassNotFoundException(name));
        }
        return Class.forName(name, false, parent);
    }

    @Override
    public void classGoesOut(ClassLoader loader) {
        if (add(loader)) {
            ClassServer.openForRunningChildren();
        }
    }

    @Override
    public boolean hasClassFile(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader instanceof ParentClassLoader parent && parent.bytes(type.getName()) != null) {
            return true;
        }
        String file = type.getName().replace('.', '/') + ".class";
        return loader.getResource(file) != null || canRead(loader, file);
    }

    /** Loaders of classes in memory may give the bytes without an address. */
    private static boolean canRead(ClassLoader loader, String file) {
        try (InputStream in = loader.getResourceAsStream(file)) {
            return in != null;
        } catch (IOException e) {
            return true; // it is there; the class server meets the failure again and says so
        }
    }
}
