package io.github.procession.support;

import io.github.procession.multiprocessing.Process;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The public methods and constructors of the public classes in the packages that users import. */
public final class PublicCalls {
    private static final String ROOT = "io.github.procession.";
    private static final List<String> PACKAGES =
            List.of("concurrent", "function", "multiprocessing", "queue", "subprocess", "threading");

    private PublicCalls() {}

    /** The signatures of those that are wanted, in their order, as in {@code threading.Barrier.await(Duration)}. */
    public static Set<String> signatures(Predicate<Executable> wanted)
            throws IOException, ClassNotFoundException, URISyntaxException {
        return new TreeSet<>(calls(wanted).keySet());
    }

    /** Those that are wanted, by their signatures. */
    public static Map<String, Executable> calls(Predicate<Executable> wanted)
            throws IOException, ClassNotFoundException, URISyntaxException {
        Map<String, Executable> found = new TreeMap<>();
        for (String name : PACKAGES) {
            for (Class<?> type : classes(ROOT + name)) {
                if (Modifier.isPublic(type.getModifiers())) {
                    Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getConstructors()))
                            .filter(call -> call.getDeclaringClass().getName().startsWith(ROOT))
                            .filter(call -> wanted.test(call) && !isTwin(call))
                            .forEach(call -> found.put(signature(call), call));
                }
            }
        }
        return found;
    }

    /** Made by the compiler beside a method of the same class, not for one of a superclass that is not public. */
    private static boolean isTwin(Executable method) {
        return method.isSynthetic()
                && Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                        .anyMatch(other -> !other.isSynthetic()
                                && other.getName().equals(method.getName())
                                && Arrays.equals(other.getParameterTypes(), method.getParameterTypes()));
    }

    private static String signature(Executable call) {
        Class<?> type = call.getDeclaringClass();
        String simplePackage = type.getPackageName().substring(ROOT.length());
        String parameters = Arrays.stream(call.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        String name = call instanceof Constructor<?> ? "" : "." + call.getName();
        return simplePackage + "." + type.getSimpleName() + name + parameters;
    }

    private static List<Class<?>> classes(String packageName)
            throws IOException, ClassNotFoundException, URISyntaxException {
        Path place = Path.of(Process.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            return classes(place, packageName);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return classes(jar.getPath("/"), packageName);
        }
    }

    private static List<Class<?>> classes(Path root, String packageName) throws IOException, ClassNotFoundException {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    String type = packageName + "." + name.substring(0, name.length() - ".class".length());
                    found.add(Class.forName(type, false, Process.class.getClassLoader()));
                }
            }
        }
        return found;
    }
}
