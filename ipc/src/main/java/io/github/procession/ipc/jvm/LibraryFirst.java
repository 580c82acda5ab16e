package io.github.procession.ipc.jvm;

import io.github.procession.ipc.report.LibraryLogger;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The order of a child's class path: the library's own jars in front of folders of classes. An archive of classes ends at the
 * first folder, and a build tool or an IDE puts the folder of the program first; a child then parses and checks each class of the
 * library anew.
 *
 * <p>The order is observable only through a name that both the jar and the folder have. With such a name the jar stays where it is.
 *
 * <p>Where the library is missing, since the program has changed the system property, all that this JVM's class path has is added.
 */
final class LibraryFirst {
    private static @Nullable String known; // guarded by the class, as is the next: the last class path
    private static String ordered = "";

    private LibraryFirst() {}

    /** The same entries, so ordered that an archive can have as many classes of the library as possible. */
    static synchronized String order(String classPath, Class<?> neighbour) {
        if (!classPath.equals(known)) {
            ordered = orderNow(complete(classPath, neighbour), neighbour);
            known = classPath;
        }
        return ordered;
    }

    static String complete(String classPath, Class<?> neighbour) {
        List<String> entries = new ArrayList<>();
        if (!classPath.isEmpty()) {
            Collections.addAll(entries, classPath.split(File.pathSeparator, -1));
        }
        try {
            Map<String, File> missing = library(neighbour);
            for (String entry : entries) {
                missing.values().remove(new File(entry).getAbsoluteFile());
            }
            if (missing.isEmpty() || areFound(missing.keySet(), entries)) {
                return classPath;
            }
            Set<String> all = new LinkedHashSet<>(entries);
            missing.values().forEach(jar -> all.add(jar.getPath()));
            ClassPath.addAll(all, ClassLoader.getSystemClassLoader());
            return String.join(File.pathSeparator, all);
        } catch (IOException e) {
            LibraryLogger.of(LibraryFirst.class).debug("the class path of children stays as it is", e);
            return classPath;
        }
    }

    /** Whether these names are there: a manifest, a link or another name of a folder may lead to them. */
    private static boolean areFound(Set<String> names, List<String> entries) throws IOException {
        List<URL> places = new ArrayList<>();
        for (String entry : entries) {
            places.add(new File(entry).getAbsoluteFile().toURI().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(places.toArray(new URL[0]), null)) {
            return names.stream().allMatch(name -> loader.findResource(name) != null);
        }
    }

    static String orderNow(String classPath, Class<?> neighbour) {
        List<String> entries = List.of(classPath.split(File.pathSeparator, -1));
        int first = 0;
        while (first < entries.size() && !isFolder(entries.get(first))) {
            first++;
        }
        List<String> passed = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        int next = first;
        try {
            Collection<File> library = library(neighbour).values();
            // another library's jar ends it: to look for common names in each of them would take too long
            for (; next < entries.size(); next++) {
                String entry = entries.get(next);
                if (isFolder(entry)) {
                    passed.add(entry);
                } else if (!library.contains(new File(entry).getAbsoluteFile())) {
                    break;
                } else if (haveNoCommonName(entry, passed)) {
                    moved.add(entry);
                } else {
                    break;
                }
            }
        } catch (IOException e) {
            LibraryLogger.of(LibraryFirst.class).debug("the class path of children keeps its order", e);
            return classPath;
        }
        List<String> result = new ArrayList<>(entries.subList(0, first));
        result.addAll(moved);
        result.addAll(passed);
        result.addAll(entries.subList(next, entries.size()));
        return String.join(File.pathSeparator, result);
    }

    /** An empty entry is the working directory. */
    private static boolean isFolder(String entry) {
        return entry.isEmpty() || new File(entry).isDirectory();
    }

    /** Jars of the library, each under the name of a class in it. */
    private static Map<String, File> library(Class<?> neighbour) throws IOException {
        Map<String, File> jars = new LinkedHashMap<>();
        for (Class<?> type : List.of(neighbour, LibraryFirst.class)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            if (source != null && source.getLocation() != null) {
                String name = type.getName().replace('.', '/') + ".class";
                add(jars, name, source.getLocation().toExternalForm());
            }
        }
        for (String name : ClassPath.NEEDED) {
            URL resource = ClassLoader.getSystemResource(name); // does not load the class
            if (resource != null) {
                add(jars, name, ClassLocation.withoutName(resource, name));
            }
        }
        return jars;
    }

    private static void add(Map<String, File> jars, String name, @Nullable String location) throws IOException {
        String path = location == null ? null : ClassLocation.path(location);
        if (path != null) {
            jars.put(name, new File(path).getAbsoluteFile());
        }
    }

    private static boolean haveNoCommonName(String jar, List<String> folders) throws IOException {
        Map<File, Boolean> known = new HashMap<>();
        try (ZipFile zip = new ZipFile(jar)) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                String parent = name.substring(0, name.lastIndexOf('/') + 1);
                for (String folder : folders) {
                    File root = new File(folder.isEmpty() ? "." : folder);
                    if (!entry.isDirectory()
                            && known.computeIfAbsent(new File(root, parent), File::isDirectory)
                            && new File(root, name).exists()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
