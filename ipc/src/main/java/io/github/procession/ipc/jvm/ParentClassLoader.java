package io.github.procession.ipc.jvm;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A child's class loader for what its class path does not have: asks the parent process, which says where the class is, or
 * sends it. Every class comes once: it stays, with its bytes as long as there is memory, for children of this process.
 *
 * <p>Whether the class path or the parent is asked first depends on the class loader that the parent has. Where the parent's
 * own order counts, only the JDK and the library are asked before it: a class of the same name on the class path is not the
 * one that the parent's program uses.
 */
final class ParentClassLoader extends URLClassLoader {
    static {
        ClassLoader.registerAsParallelCapable();
    }

    private static final URL[] NO_URLS = {};
    private static final String LIBRARY = "io.github.procession.";

    private final ParentConnection parent;
    private final boolean parentsOrder;

    /** For each path on which the parent has found something, what looks there. */
    private final Map<String, URLClassLoader> finders = new ConcurrentHashMap<>();

    private final Map<String, SoftReference<byte[]>> sent = new ConcurrentHashMap<>();

    ParentClassLoader(Path address, int token, boolean parentsOrder) {
        super("parent-process", NO_URLS, ClassLoader.getSystemClassLoader());
        this.parent = new ParentConnection(address, token);
        this.parentsOrder = parentsOrder;
    }

    private boolean parentComesFirst(String name) {
        return parentsOrder && !name.startsWith("java.") && !name.startsWith(LIBRARY);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!parentComesFirst(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                try {
                    return getParent().loadClass(name);
                } catch (ClassNotFoundException _) {
                    throw e;
                }
            }
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try {
            return switch (parent.ask(ClassServer.CLASS, name)) {
                case ClassLookup.Content content -> define(name, content.bytes());
                case ClassLookup.At at -> define(name, at.place());
                case ClassLookup.Failed failed ->
                    throw new UnavailableClassException(
                            name, "the parent process cannot give it: " + failed.reason(), null);
                case ClassLookup.Own _ -> getParent().loadClass(name);
                case ClassLookup.None _ -> throw new ClassNotFoundException(name);
            };
        } catch (IOException e) {
            throw new UnavailableClassException(name, "the parent process cannot be asked for it", e);
        }
    }

    private Class<?> define(String name, byte[] bytes) {
        sent.put(name, new SoftReference<>(bytes));
        return defineClass(name, bytes, 0, bytes.length);
    }

    private Class<?> define(String name, String path) throws IOException, ClassNotFoundException {
        URL location = new File(path).toURI().toURL();
        URLClassLoader finder = finders.computeIfAbsent(path, _ -> new URLClassLoader(new URL[] {location}, null));
        URL resource = finder.findResource(name.replace('.', '/') + ".class");
        if (resource == null) {
            throw new UnavailableClassException(name, "it is gone from " + path, null);
        }
        URLConnection connection = resource.openConnection();
        definePackage(name, connection, location);
        try (InputStream in = connection.getInputStream()) {
            byte[] bytes = in.readAllBytes();
            CodeSource source = new CodeSource(location, (Certificate[]) null);
            return defineClass(name, bytes, 0, bytes.length, source);
        }
    }

    private void definePackage(String className, URLConnection connection, URL location) throws IOException {
        int end = className.lastIndexOf('.');
        String name = end < 0 ? "" : className.substring(0, end);
        if (name.isEmpty() || getDefinedPackage(name) != null) {
            return;
        }
        Manifest manifest = connection instanceof JarURLConnection jar ? jar.getManifest() : null;
        try {
            if (manifest != null) {
                definePackage(name, manifest, location);
            }
        } catch (IllegalArgumentException _) {
            // another thread has just defined it
        }
    }

    /** The bytes of a class that the parent has sent; null when it has not, or they had to make room. */
    byte[] bytes(String name) {
        SoftReference<byte[]> bytes = sent.get(name);
        return bytes == null ? null : bytes.get();
    }

    @Override
    public URL getResource(String name) {
        if (parentComesFirst(name.replace('/', '.'))) {
            URL found = findResource(name);
            return found != null ? found : getParent().getResource(name);
        }
        return super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        Map<String, URL> all = new LinkedHashMap<>(); // by text: a parent's file is often on the class path too
        boolean first = parentComesFirst(name.replace('/', '.'));
        if (first) {
            findResources(name).asIterator().forEachRemaining(url -> all.putIfAbsent(url.toExternalForm(), url));
        }
        getParent().getResources(name).asIterator().forEachRemaining(url -> all.putIfAbsent(url.toExternalForm(), url));
        if (!first) {
            findResources(name).asIterator().forEachRemaining(url -> all.putIfAbsent(url.toExternalForm(), url));
        }
        return Collections.enumeration(all.values());
    }

    @Override
    public @Nullable URL findResource(String name) {
        try {
            return url(name, 0, parent.ask(ClassServer.RESOURCE, name));
        } catch (IOException e) {
            return null; // the interface has no way to say that the parent could not be asked
        }
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
        Map<String, URL> all = new LinkedHashMap<>();
        for (ClassLookup.Answer answer : parent.askAll(ClassServer.RESOURCES, name)) {
            if (url(name, all.size(), answer) instanceof URL url) {
                all.put(url.toExternalForm(), url);
            }
        }
        return Collections.enumeration(all.values());
    }

    private static URL url(String name, int index, ClassLookup.Answer answer) throws IOException {
        return switch (answer) {
            case ClassLookup.At at -> URI.create(at.place()).toURL();
            case ClassLookup.Content content -> MemoryUrls.of(name, index, content.bytes());
            case ClassLookup.Failed failed -> throw new IOException(failed.reason());
            case ClassLookup.Own _, ClassLookup.None _ -> null;
        };
    }
}
