package io.github.procession.ipc.jvm;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lookup of the classes and resources that a child asks for; answers with a place where the child finds it itself, if there is one, else
 * with the bytes.
 *
 * <p>A class is the one that this JVM's class loader gives, so the child sees what its parent sees, whatever order the loader
 * has. It is loaded for that, but not initialized.
 *
 * @param loaders where to look, the most important one first
 * @param childsOwn the entries of the child's class path, as far as a loader of this JVM has them that the child has not
 */
record ClassLookup(List<ClassLoader> loaders, Set<String> childsOwn) {
    static final ClassLookup NONE = new ClassLookup(List.of(), Set.of());

    private static final String SUFFIX = ".class";

    /** Answer to a child. */
    sealed interface Answer {}

    /** Answer that there is no such class. */
    record None() implements Answer {}

    /** Answer that the child is to take the class from its own class path. */
    record Own() implements Answer {}

    /** Answer with the path or URL at which the class is. */
    record At(String place) implements Answer {}

    /** Answer with the bytes of a class that is only in this process. */
    record Content(byte[] bytes) implements Answer {}

    /** Answer that the lookup was refused, with the reason of the user's class loader. */
    record Failed(String reason) implements Answer {}

    Answer findClass(String name) throws IOException {
        String path = name.replace('.', '/') + SUFFIX;
        for (ClassLoader loader : withKnown()) {
            Class<?> type;
            try {
                type = Class.forName(name, false, loader);
            } catch (ClassNotFoundException _) {
                continue;
            }
            return describe(type, path);
        }
        return new None();
    }

    private Answer describe(Class<?> type, String path) throws IOException {
        ClassLoader loader = type.getClassLoader();
        if (ClassPath.isEveryJvms(loader)) {
            return new Own();
        }
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String location =
                source == null || source.getLocation() == null ? null : ClassLocation.path(source.getLocation());
        if (location != null && ClassLocation.has(location, path)) {
            return childsOwn.contains(location) ? new Own() : new At(location);
        }
        if (loader instanceof ParentClassLoader own && own.bytes(type.getName()) instanceof byte[] sent) {
            return new Content(sent);
        }
        byte[] bytes = SentClasses.read(type);
        if (bytes == null) {
            return new Failed("its class loader " + loader + " has no resource " + path
                    + "; let its getResourceAsStream() give the class file");
        }
        SentClasses.add(type, bytes);
        return new Content(bytes);
    }

    Answer findResource(String name) throws IOException {
        for (ClassLoader loader : withKnown()) {
            URL url = loader.getResource(name);
            if (url != null) {
                return describe(url);
            }
        }
        return new None();
    }

    List<Answer> findResources(String name) throws IOException {
        Set<String> seen = new LinkedHashSet<>();
        List<Answer> answers = new ArrayList<>();
        for (ClassLoader loader : withKnown()) {
            for (URL url : Collections.list(loader.getResources(name))) {
                if (seen.add(url.toExternalForm())) {
                    answers.add(describe(url));
                }
            }
        }
        return answers;
    }

    private static Answer describe(URL url) throws IOException {
        String portable = ClassLocation.portable(url);
        if (portable != null) {
            return new At(portable);
        }
        try (InputStream in = url.openStream()) {
            return new Content(in.readAllBytes());
        }
    }

    private Set<ClassLoader> withKnown() {
        Set<ClassLoader> all = new LinkedHashSet<>(loaders);
        ClassLoader library = ClassLookup.class.getClassLoader();
        if (!ClassPath.isEveryJvms(library)) {
            all.add(library);
        }
        all.addAll(KnownLoaders.all());
        return all;
    }
}
