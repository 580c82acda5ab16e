package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The class path of a child. It is that of this JVM; where a class loader of its own has loaded the library here, as in
 * an executable jar of Spring Boot, JShell's local execution or a test runner, it is all that this class loader has.
 */
final class ClassPath {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** Classes that the library cannot do without; the last two are of the jars that it depends on. */
    static final List<String> NEEDED = List.of("org/slf4j/Logger.class", "com/esotericsoftware/kryo/kryo5/Kryo.class");

    private ClassPath() {}

    /** The class path of a child that needs a class of this JVM, or null when the child has none. */
    static String of(Class<?> needed) {
        String classPath = System.getProperty("java.class.path", "");
        if (needed.getModule().isNamed()) {
            return classPath.isEmpty() ? null : classPath;
        }
        ClassLoader loader = needed.getClassLoader();
        if (loader == ClassLoader.getSystemClassLoader()) {
            return LibraryFirst.order(classPath, needed);
        }
        Set<String> entries = new LinkedHashSet<>();
        if (!classPath.isEmpty()) {
            Collections.addAll(entries, classPath.split(File.pathSeparator));
        }
        try {
            for (ClassLoader each : chain(loader)) {
                addAll(entries, each);
            }
            require(entries, needed);
        } catch (IOException e) {
            throw new UncheckedIOException("a child cannot get the class path of " + loader + ": " + e.getMessage(), e);
        }
        return String.join(File.pathSeparator, entries);
    }

    /** A loader and those that it asks, down to those that each JVM has; in the order in which they are asked. */
    private static Deque<ClassLoader> chain(ClassLoader loader) {
        Deque<ClassLoader> chain = new ArrayDeque<>();
        for (ClassLoader each = loader; each != null && !isEveryJvms(each); each = each.getParent()) {
            chain.push(each);
        }
        return chain;
    }

    static boolean isEveryJvms(ClassLoader loader) {
        return loader == null
                || loader == ClassLoader.getSystemClassLoader()
                || loader == ClassLoader.getPlatformClassLoader();
    }

    /** Whether a child has the classes of a loader on its class path, as far as they are in files. */
    static boolean covers(ClassLoader loader) {
        return isEveryJvms(loader) || chain(ClassPath.class.getClassLoader()).contains(loader);
    }

    static void addAll(Set<String> entries, ClassLoader loader) throws IOException {
        for (String location : locations(loader)) {
            String path = ClassLocation.path(location);
            if (path != null) {
                entries.add(path);
            }
        }
    }

    /** Other loaders than the JDK's do not tell where they look, but nearly each jar has a manifest. */
    private static List<String> locations(ClassLoader loader) throws IOException {
        List<String> locations = new ArrayList<>();
        if (loader instanceof URLClassLoader known) {
            for (URL url : known.getURLs()) {
                locations.add(url.toExternalForm());
            }
            return locations;
        }
        for (String name : NEEDED) {
            URL resource = loader.getResource(name);
            if (resource != null) {
                add(locations, resource, name);
            }
        }
        for (URL manifest : Collections.list(loader.getResources(MANIFEST))) {
            add(locations, manifest, MANIFEST);
        }
        for (URL folder : Collections.list(loader.getResources(""))) {
            locations.add(folder.toExternalForm());
        }
        return locations;
    }

    private static void add(List<String> locations, URL resource, String name) {
        String location = ClassLocation.withoutName(resource, name);
        if (location != null) {
            locations.add(location);
        }
    }

    /** Check before a start: a child that cannot find the library itself would say so in words that do not help. */
    private static void require(Set<String> entries, Class<?> needed) throws IOException {
        for (Class<?> type : List.of(needed, ClassPath.class)) {
            URL location = type.getProtectionDomain().getCodeSource() == null
                    ? null
                    : type.getProtectionDomain().getCodeSource().getLocation();
            String path = location == null ? null : ClassLocation.path(location);
            if (path == null) {
                throw new IOException("the library itself (" + type.getName() + ") was loaded from " + location
                        + ", which is neither a folder nor a jar nor a jar inside a jar; "
                        + "put the jars of the library on the class path");
            }
            entries.add(path);
        }
    }
}
