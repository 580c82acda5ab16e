package io.github.procession.cluster;

import io.github.procession.multiprocessing.Queue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * Class loader of a child of a worker: classes and resources of the program whose task it runs. The worker is asked for each
 * class, and says in which jar it is or gives its bytes. Of the worker's own class path it uses the library and what that needs:
 * what the program has stays the program's.
 */
final class ProgramClassLoader extends ClassLoader {
    private static final String[] OF_THE_LIBRARY = {"io.github.procession.", "com.esotericsoftware.", "org.slf4j."};

    static {
        registerAsParallelCapable();
    }

    private final Queue<Object[]> questions;
    private final Queue<Object[]> answers = new Queue<>();
    private final ClassLoader library = ProgramClassLoader.class.getClassLoader();
    private final Map<String, JarFile> jars = new ConcurrentHashMap<>();
    private final Map<String, byte[]> files =
            new ConcurrentHashMap<>(); // classes that are in no jar, for whoever asks again

    private boolean asking; // guarded by this

    ProgramClassLoader(Queue<Object[]> questions) {
        super("program", ClassLoader.getPlatformClassLoader());
        this.questions = questions;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (String prefix : OF_THE_LIBRARY) {
            if (name.startsWith(prefix)) {
                try {
                    return Class.forName(name, false, library);
                } catch (ClassNotFoundException _) {
                    break; // a user's, by the same package name
                }
            }
        }
        Object answer = ask(name);
        String path = name.replace('.', '/') + ".class";
        if (answer instanceof String jar) {
            return define(name, read(jar, path), domain(jar));
        }
        if (answer instanceof byte[] bytes) {
            files.put(path, bytes);
            return define(name, bytes, null);
        }
        throw new ClassNotFoundException(name + ", which the program of the task does not have either");
    }

    private Class<?> define(String name, byte[] bytes, ProtectionDomain domain) throws ClassNotFoundException {
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length, domain);
    }

    private static ProtectionDomain domain(String jar) {
        try {
            return new ProtectionDomain(new CodeSource(Path.of(jar).toUri().toURL(), (Certificate[]) null), null);
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a path has a URL", e);
        }
    }

    private byte @Nullable [] read(String jar, String path) {
        JarFile file = jars.computeIfAbsent(jar, _ -> {
            try {
                return new JarFile(jar);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ZipEntry entry = file.getEntry(path);
        if (entry == null) {
            return null;
        }
        try (InputStream in = file.getInputStream(entry)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the worker, whatever interrupts; null also while this thread asks already, as what carries questions looks for services. */
    private synchronized Object ask(String question) {
        if (asking) {
            return null;
        }
        asking = true;
        try {
            return answer(question);
        } finally {
            asking = false;
        }
    }

    private Object answer(String question) {
        boolean interrupted = false;
        boolean asked = false;
        try {
            while (true) {
                try {
                    if (!asked) {
                        questions.put(new Object[] {question, answers});
                        asked = true;
                    }
                    return answers.get()[0];
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected @Nullable URL findResource(String name) {
        for (Map.Entry<String, JarFile> jar : jars.entrySet()) {
            if (jar.getValue().getEntry(name) != null) {
                try {
                    String path = new URI(null, null, "/" + name, null).getRawPath(); // with blanks as %20
                    return URI.create("jar:" + Path.of(jar.getKey()).toUri() + "!" + path)
                            .toURL();
                } catch (MalformedURLException | URISyntaxException e) {
                    throw new IllegalArgumentException("no URL leads to " + name, e);
                }
            }
        }
        byte[] bytes = files.get(name);
        if (bytes == null && ask(ProgramClasses.RESOURCE + name) instanceof byte[] asked) {
            bytes = asked;
        }
        return bytes == null ? null : ProgramResource.url(name, 0, bytes);
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        List<URL> urls = new ArrayList<>();
        if (ask(ProgramClasses.ALL_RESOURCES + name) instanceof List<?> all) {
            for (Object bytes : all) {
                urls.add(ProgramResource.url(name, urls.size(), (byte[]) bytes));
            }
        }
        return Collections.enumeration(urls);
    }
}
