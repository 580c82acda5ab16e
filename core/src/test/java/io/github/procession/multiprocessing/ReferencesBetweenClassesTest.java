package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Session;
import io.github.procession.support.CompiledClasses;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The order of the library's classes, read from what the compiler has made of them: which class names which. A nested
 * class counts as its top-level class.
 */
class ReferencesBetweenClassesTest {
    private static final String LIBRARY = "io.github.procession.";
    private static final String MULTIPROCESSING = LIBRARY + "multiprocessing";

    /** A {@link Process} and what it stands for: each knows the others. */
    private static final int LARGEST_CIRCLE = 13;

    /** Packages, the upper ones first: a class names only what is below, or in its own. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("concurrent"),
            Set.of("multiprocessing"),
            Set.of("internal.pool", "threading", "queue", "subprocess"),
            Set.of("internal.call", "internal"),
            Set.of("function", "ipc"));

    /** A class in the descriptor or signature of a field, a method, an array. */
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

    private static final Map<String, Set<String>> CORE = new TreeMap<>();
    private static final Map<String, Set<String>> ALL = new TreeMap<>();

    @BeforeAll
    static void readClasses() throws Exception {
        CORE.putAll(references(Pool.class));
        ALL.putAll(references(Session.class));
        assertTrue(CORE.size() > 100 && ALL.size() > 50, "not all classes were read");
        ALL.putAll(CORE);
    }

    /** The top-level classes of the module of a class, each with the top-level classes that it names. */
    private static Map<String, Set<String>> references(Class<?> oneOfThem) throws Exception {
        Map<String, Set<String>> references = new TreeMap<>();
        CompiledClasses.ofModuleOf(oneOfThem).forEach(model -> read(model, references));
        return references;
    }

    private static void read(ClassModel model, Map<String, Set<String>> references) {
        String name = topLevel(model.thisClass().asInternalName());
        Set<String> named = references.computeIfAbsent(name, _ -> new TreeSet<>());
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
                named.add(topLevel(type.asInternalName()));
            } else if (entry instanceof Utf8Entry text) {
                IN_DESCRIPTOR
                        .matcher(text.stringValue())
                        .results()
                        .forEach(found -> named.add(topLevel(found.group(1))));
            }
        }
        named.remove(name);
    }

    private static String topLevel(String internalName) {
        return internalName.replaceFirst("(?<=[^/])\\$.*", "").replace('/', '.');
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }

    /** The groups, of more than one, whose members all reach each other. */
    private static Set<Set<String>> circles(Map<String, Set<String>> references) {
        Map<String, Set<String>> reached = new HashMap<>();
        references.keySet().forEach(from -> reached.put(from, reachedFrom(from, references)));
        return references.keySet().stream()
                .map(one -> reached.get(one).stream()
                        .filter(other -> reached.get(other).contains(one))
                        .collect(Collectors.toCollection(TreeSet::new)))
                .filter(circle -> circle.size() > 1)
                .collect(Collectors.toSet());
    }

    private static Set<String> reachedFrom(String from, Map<String, Set<String>> references) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            for (String next : references.get(open.remove())) {
                if (references.containsKey(next) && reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }

    private static Map<String, Set<String>> map(Map<String, Set<String>> references, UnaryOperator<String> to) {
        Map<String, Set<String>> mapped = new TreeMap<>();
        references.forEach((from, named) -> {
            Set<String> together = mapped.computeIfAbsent(to.apply(from), _ -> new TreeSet<>());
            named.stream().filter(references::containsKey).map(to).forEach(together::add);
        });
        mapped.forEach((from, named) -> named.remove(from));
        return mapped;
    }

    @Test
    void noCircleOfClassesIsLarge() {
        Map<String, Set<String>> multiprocessing = new TreeMap<>(CORE);
        multiprocessing.keySet().removeIf(name -> !packageOf(name).equals(MULTIPROCESSING));
        Set<Set<String>> circles = circles(multiprocessing);
        assertTrue(circles.size() > 1, "Process and Value have one each: " + circles);
        for (Set<String> circle : circles) {
            assertTrue(circle.size() <= LARGEST_CIRCLE, circle.size() + " classes know each other: " + circle);
        }
    }

    @Test
    void packagesKnowEachOtherInOneDirection() {
        assertEquals(Set.of(), circles(map(ALL, ReferencesBetweenClassesTest::packageOf)));
    }

    @Test
    void foreignMemoryIsBelowTheCore() {
        assertEquals(
                Set.of(SharedMemory.class.getName()),
                users("java.lang.foreign.", CORE),
                "a user can ask for the memory itself there");
    }

    /** All else that the library says goes through its own log, which a user can have on stderr. */
    @Test
    void slf4jIsAskedForALoggerInTwoPlaces() {
        assertEquals(
                Set.of(LIBRARY + "ipc.log.Backend", LIBRARY + "ipc.report.LibraryLogger"),
                users("org.slf4j.LoggerFactory", ALL));
    }

    private static Set<String> users(String prefix, Map<String, Set<String>> references) {
        return references.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(name -> name.startsWith(prefix)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void roomsNameOnlyWhatIsBelow() {
        Map<String, Set<String>> packages = map(ALL, ReferencesBetweenClassesTest::room);
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            Set<String> above = new TreeSet<>();
            FLOORS.subList(0, floor).forEach(above::addAll);
            for (String room : FLOORS.get(floor)) {
                Set<String> known = new TreeSet<>(packages.get(room));
                known.retainAll(above);
                assertEquals(Set.of(), known, room);
            }
        }
    }

    /** An engine can be driven by workers that are no processes. */
    @Test
    void theEngineOfPoolsKnowsNoProcesses() {
        Set<String> known = map(ALL, ReferencesBetweenClassesTest::room).get("internal.pool");
        assertEquals(Set.of("internal", "internal.call", "ipc", "serialization"), known);
    }

    /** The package below the library's; all of ipc is one room. */
    private static String room(String className) {
        String name = packageOf(className).substring(LIBRARY.length());
        return name.startsWith("ipc") ? "ipc" : name;
    }
}
