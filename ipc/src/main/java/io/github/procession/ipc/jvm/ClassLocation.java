package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Origin of something that a class loader found, as a path on which every JVM finds it: a folder or a jar.
 *
 * <p>A jar inside a jar is no such path, so it is {@linkplain NestedJars unpacked} once. These forms of URLs are known, with
 * {@code jar:} and {@code !/} around them or not:
 *
 * <pre>
 *   file:/folder/  file:/app.jar
 *   file:/app.jar!/lib/inner.jar  file:/app.jar!/classes
 *   nested:/app.jar/!BOOT-INF/lib/inner.jar  nested:/app.jar/!BOOT-INF/classes/   (Spring Boot)
 * </pre>
 */
final class ClassLocation {
    private static final String JAR = "jar:";
    private static final String FILE = "file:";
    private static final String NESTED = "nested:";
    private static final String ENTRY = "!/";
    private static final String NESTED_ENTRY = "/!";

    /** Known files, by their paths: true for those that are archives. */
    private static final Map<String, Boolean> ARCHIVES = new ConcurrentHashMap<>();

    private ClassLocation() {}

    /**
     * The path of a location.
     *
     * @param location URL of a folder, a jar, or a part of a jar
     * @return the path, or null when there is none
     * @throws IOException when a jar cannot be read or unpacked
     */
    static String path(URL location) throws IOException {
        return path(location.toExternalForm());
    }

    static @Nullable String path(String location) throws IOException {
        String text = location.startsWith(JAR) ? location.substring(JAR.length()) : location;
        if (text.endsWith(ENTRY)) {
            text = text.substring(0, text.length() - ENTRY.length());
        }
        String separator;
        if (text.startsWith(FILE)) {
            text = withoutAuthority(text.substring(FILE.length()));
            separator = ENTRY;
        } else if (text.startsWith(NESTED)) {
            text = text.substring(NESTED.length());
            separator = NESTED_ENTRY;
        } else {
            return null;
        }
        int end = text.indexOf(separator);
        File outer = new File(decode(end < 0 ? text : text.substring(0, end)));
        if (end < 0) {
            return outer.getPath();
        }
        return NestedJars.unpack(outer, decode(text.substring(end + separator.length())));
    }

    private static String withoutAuthority(String path) {
        return path.startsWith("//") ? path.substring(Math.max(2, path.indexOf('/', 2))) : path;
    }

    private static String decode(String path) {
        return path.indexOf('%') < 0 ? path : URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * A URL under which every JVM finds the same resource.
     *
     * @param resource URL of the resource in this JVM
     * @return the URL, or null when only this JVM can open it
     * @throws IOException when a jar cannot be read or unpacked
     */
    static @Nullable String portable(URL resource) throws IOException {
        String text = resource.toExternalForm();
        if (text.startsWith(FILE) || text.startsWith("jrt:")) {
            return text;
        }
        int end = text.lastIndexOf(ENTRY);
        if (!text.startsWith(JAR) || end < 0) {
            return null;
        }
        String container = text.substring(JAR.length(), end);
        if (container.startsWith(FILE) && !container.contains(ENTRY)) {
            return text;
        }
        String path = path(container);
        return path == null ? null : JAR + new File(path).toURI() + text.substring(end);
    }

    /** The location of which a resource is a part, or null when its URL does not end with its name. */
    static @Nullable String withoutName(URL resource, String name) {
        String text = resource.toExternalForm();
        return text.endsWith(name) ? text.substring(0, text.length() - name.length()) : null;
    }

    /** Whether a JVM that has the path finds the resource on it. */
    static boolean has(String path, String name) throws IOException {
        File file = new File(path);
        if (file.isDirectory()) {
            return new File(file, name).isFile();
        }
        Boolean archive = ARCHIVES.get(path);
        if (archive == null) {
            archive = isArchive(file);
            ARCHIVES.put(path, archive);
        }
        return archive;
    }

    private static boolean isArchive(File file) throws IOException {
        if (!file.isFile()) {
            return false;
        }
        try (ZipFile _ = new ZipFile(file)) {
            return true;
        } catch (ZipException e) {
            return false; // such as the source file of a program that was started from it
        }
    }
}
