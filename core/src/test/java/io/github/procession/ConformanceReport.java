package io.github.procession;

import io.github.procession.support.ProcessesOnly;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How many of the behaviours in {@code docs/conformance.md} a test covers: what the list says beside what the annotations
 * of the tests say. {@code main} prints it.
 */
public final class ConformanceReport {
    private static final String LIST = "docs/conformance.md";

    /** One line of the list; the reason says why no test covers it, empty where one must. */
    record Behaviour(String id, String group, String verdict, String reason) {
        boolean applies() {
            return !verdict.equals("N");
        }
    }

    private final List<Behaviour> behaviours;
    private final Map<String, Set<String>> testsById;
    private final Set<String> idsWithThreads;

    private ConformanceReport(
            List<Behaviour> behaviours, Map<String, Set<String>> testsById, Set<String> idsWithThreads) {
        this.behaviours = behaviours;
        this.testsById = testsById;
        this.idsWithThreads = idsWithThreads;
    }

    /** Prints the report. */
    public static void main(String[] args) throws Exception {
        System.out.println(read().table());
    }

    static ConformanceReport read() throws IOException, URISyntaxException {
        Set<String> idsWithThreads = new TreeSet<>();
        Map<String, Set<String>> testsById = readAnnotations(idsWithThreads);
        return new ConformanceReport(readList(), testsById, idsWithThreads);
    }

    List<Behaviour> behaviours() {
        return behaviours;
    }

    /** The tests that carry each id, as {@code Class.method}. */
    Map<String, Set<String>> testsById() {
        return testsById;
    }

    /** The behaviours of which at least one test runs with processes in threads as well. */
    Set<String> idsWithThreads() {
        return idsWithThreads;
    }

    /** Lines of the list's introduction, before its first group. */
    static List<String> introduction() throws IOException {
        return Files.readAllLines(list()).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .toList();
    }

    boolean isCovered(Behaviour behaviour) {
        return testsById.containsKey(behaviour.id);
    }

    private static List<Behaviour> readList() throws IOException {
        List<Behaviour> behaviours = new ArrayList<>();
        String group = "";
        for (String line : Files.readAllLines(list())) {
            if (line.startsWith("## ")) {
                group = line.substring(3);
            } else if (line.matches("\\| [A-Z]+-\\d+ \\|.*")) {
                String[] cells = line.split("\\|", -1);
                behaviours.add(new Behaviour(cells[1].strip(), group, cells[2].strip(), cells[4].strip()));
            }
        }
        return behaviours;
    }

    /** Tests run in the folder of their module or in the one above. */
    private static Path list() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(LIST))) {
                return folder.resolve(LIST);
            }
        }
        throw new IllegalStateException("no " + LIST + " in " + Path.of("").toAbsolutePath() + " or above it");
    }

    private static Map<String, Set<String>> readAnnotations(Set<String> idsWithThreads)
            throws IOException, URISyntaxException {
        Path root = Path.of(ConformanceReport.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, Set<String>> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("Test.class")).toList()) {
                String path = root.relativize(file).toString();
                String name = path.substring(0, path.length() - ".class".length())
                        .replace('/', '.')
                        .replace('\\', '.');
                addAnnotations(load(name), found, idsWithThreads);
            }
        }
        return found;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ConformanceReport.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class file without its class: " + name, e);
        }
    }

    private static void addAnnotations(Class<?> type, Map<String, Set<String>> found, Set<String> idsWithThreads) {
        for (Method method : type.getDeclaredMethods()) {
            Conformance conformance = method.getAnnotation(Conformance.class);
            if (conformance != null) {
                for (String id : conformance.value()) {
                    found.computeIfAbsent(id, _ -> new TreeSet<>()).add(type.getSimpleName() + "." + method.getName());
                    if (type.isAnnotationPresent(ThreadsToo.class)
                            && !method.isAnnotationPresent(ProcessesOnly.class)) {
                        idsWithThreads.add(id);
                    }
                }
            }
        }
    }

    /** One line a class of CPython's tests, and the total. */
    String table() {
        Map<String, int[]> byGroup = new java.util.LinkedHashMap<>();
        int[] total = new int[3];
        for (Behaviour behaviour : behaviours) {
            int[] counts = byGroup.computeIfAbsent(behaviour.group, _ -> new int[3]);
            int column = !behaviour.applies() ? 2 : isCovered(behaviour) ? 0 : 1;
            counts[column]++;
            total[column]++;
        }
        StringBuilder table = new StringBuilder();
        byGroup.forEach((group, counts) -> append(table, group, counts));
        append(table, "total", total);
        return table.toString();
    }

    private static void append(StringBuilder table, String name, int[] counts) {
        table.append(String.format("%-26s %3d of %3d covered", name, counts[0], counts[0] + counts[1]));
        if (counts[2] > 0) {
            table.append(String.format(", %d more do not apply", counts[2]));
        }
        table.append(System.lineSeparator());
    }
}
