package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each Java name in the tables of the porting guide exists: the types, the methods of what a variable stands for there, with the
 * number of arguments shown, constants, and the programs. A variable that is new needs its type in {@link #VARIABLES}.
 */
class PortingTablesTest {
    private static final List<String> LIBRARY = Stream.of(
                    "multiprocessing", "concurrent", "threading", "queue", "subprocess", "function")
            .map(name -> "io.github.procession." + name + ".")
            .toList();

    private static final List<String> JDK = List.of(
            "java.lang.",
            "java.lang.ref.",
            "java.util.",
            "java.util.concurrent.",
            "java.util.stream.",
            "java.time.",
            "java.nio.",
            "java.nio.file.",
            "java.io.",
            "java.net.",
            "java.net.http.",
            "org.slf4j.",
            "org.slf4j.event.");

    /** What the variables of the tables stand for; several where a name is used by several sections. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry(
                    "p",
                    "multiprocessing.Process subprocess.Popen multiprocessing.BaseProxy multiprocessing.PoolBuilder"),
            Map.entry("q", "multiprocessing.Queue queue.Queue"),
            Map.entry("c", "multiprocessing.Connection"),
            Map.entry("a", "multiprocessing.IntArray multiprocessing.Connection"),
            Map.entry("v", "multiprocessing.IntValue"),
            Map.entry("d", "multiprocessing.DictProxy"),
            Map.entry("n", "multiprocessing.NamespaceProxy"),
            Map.entry("m", "multiprocessing.SyncManager multiprocessing.SharedMemoryManager"),
            Map.entry("manager", "multiprocessing.BaseManager"),
            Map.entry("list", "multiprocessing.ListProxy"),
            Map.entry("l", "multiprocessing.ListProxy"),
            Map.entry("x", "java.util.List"),
            Map.entry("value", "multiprocessing.ValueProxy"),
            Map.entry("map", "java.util.Map"),
            Map.entry("lock", "multiprocessing.Lock threading.Lock"),
            Map.entry("rlock", "threading.RLock"),
            Map.entry("sem", "multiprocessing.Semaphore"),
            Map.entry("semaphore", "threading.Semaphore"),
            Map.entry("cond", "multiprocessing.Condition"),
            Map.entry("event", "multiprocessing.Event"),
            Map.entry("barrier", "multiprocessing.Barrier"),
            Map.entry("pipe", "multiprocessing.Pipe"),
            Map.entry("listener", "multiprocessing.Listener"),
            Map.entry("connection", "multiprocessing.Connection"),
            Map.entry("context", "multiprocessing.Context"),
            Map.entry("pool", "multiprocessing.Pool"),
            Map.entry("r", "multiprocessing.AsyncResult"),
            Map.entry("it", "multiprocessing.PoolIterator"),
            Map.entry("state", "multiprocessing.Progress"),
            Map.entry("big", "multiprocessing.Shared"),
            Map.entry("shm", "multiprocessing.SharedMemory"),
            Map.entry("sl", "multiprocessing.ShareableList"),
            Map.entry("executor", "concurrent.ProcessPoolExecutor"),
            Map.entry("ex", "concurrent.ProcessPoolExecutor"),
            Map.entry("future", "concurrent.Future java.util.concurrent.Future"),
            Map.entry("threads", "java.util.concurrent.ExecutorService"),
            Map.entry("t", "threading.Thread"),
            Map.entry("timer", "threading.Timer"),
            Map.entry("local", "threading.Local"),
            Map.entry("done", "subprocess.CompletedProcess"),
            Map.entry("e", "java.lang.Throwable"));

    /** Functions, classes and variables of the reader. */
    private static final Predicate<String> READERS = Pattern.compile(
                    "Work|Counter|Maths|MathsProxy|MyManager|bar|System|POOL")
            .asMatchPredicate();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern NEW = Pattern.compile("\\bnew ([\\w.]+)");
    private static final Pattern MEMBER =
            Pattern.compile("(?<![\\w.)\"])(\\w+)(?:<[^>]*>)?(?:\\.|::)(?:<[^>(]*>)?(\\w+)(\\()?");
    private static final Pattern NEW_WITH_ARGUMENTS = Pattern.compile("\\bnew (\\w+)(?:<[^>(]*>)?\\(");
    private static final Pattern NEXT = Pattern.compile("\\)\\.(?:<[^>(]*>)?(\\w+)\\(");
    private static final Pattern BARE = Pattern.compile("([A-Z]\\w+)");

    private final List<String> wrong = new ArrayList<>();

    private record Cell(int line, String text) {}

    /** The second cells of the rows of tables whose second column has one of the titles. */
    private static List<Cell> cells(List<String> lines, String... titles) {
        var cells = new ArrayList<Cell>();
        boolean java = false;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!line.startsWith("|")) {
                java = false;
                continue;
            }
            var parts = line.replace("\\\\|", "/").split(" ?\\| ?");
            if (i + 1 < lines.size() && lines.get(i + 1).startsWith("|---")) {
                java = parts.length > 2 && List.of(titles).contains(parts[2]);
            } else if (java && !line.startsWith("|---") && parts.length > 2) {
                cells.add(new Cell(i + 1, parts[2]));
            }
        }
        return cells;
    }

    private static Optional<Class<?>> type(String name, List<String> packages) {
        return Stream.concat(Stream.of(""), packages.stream())
                .flatMap(prefix -> load(prefix + name).stream())
                .findFirst();
    }

    private static Optional<Class<?>> load(String name) {
        try {
            return Optional.of(Class.forName(name, false, PortingTablesTest.class.getClassLoader()));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            return Optional.empty();
        }
    }

    private static List<Class<?>> types(String name) {
        var named = VARIABLES.get(name);
        if (named != null) {
            return Stream.of(named.split(" "))
                    .<Class<?>>map(each -> load(each.startsWith("java.") ? each : "io.github.procession." + each)
                            .orElseThrow(() -> new IllegalStateException(each)))
                    .toList();
        }
        var all = new ArrayList<String>(LIBRARY);
        all.addAll(JDK);
        var types = new ArrayList<Class<?>>();
        all.forEach(prefix -> load(prefix + name).ifPresent(types::add));
        return types;
    }

    /** Number of arguments that are not shown, as in {@code setAuthKey(...)}, or cannot be told. */
    private static final int UNKNOWN = -1;

    private static boolean hasMember(Class<?> type, String name) {
        return name.equals("class")
                || Stream.of(type.getFields()).anyMatch(each -> each.getName().equals(name))
                || Stream.of(type.getClasses())
                        .anyMatch(each -> each.getSimpleName().equals(name))
                || hasMethod(type, name, UNKNOWN); // a method reference
    }

    private static boolean hasMethod(Class<?> type, String name, int arguments) {
        return Stream.concat(Stream.of(type.getMethods()), protectedMethods(type))
                .anyMatch(each -> each.getName().equals(name) && takes(each, arguments));
    }

    private static boolean takes(Executable method, int arguments) {
        int count = method.getParameterCount();
        return arguments == UNKNOWN || (method.isVarArgs() ? arguments >= count - 1 : arguments == count);
    }

    /** How many arguments stand between a bracket and the one that closes it. */
    private static int arguments(String code, int open) {
        int depth = 0;
        int commas = 0;
        for (int i = open; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '(' || c == '{' || c == '[' || c == '<') {
                depth++;
            } else if (c == ')' || c == '}' || c == ']' || c == '>' && code.charAt(i - 1) != '-') {
                depth--;
                if (depth == 0) {
                    String inside = code.substring(open + 1, i);
                    return inside.contains("...") ? UNKNOWN : inside.isBlank() ? 0 : commas + 1;
                }
            } else if (c == ',' && depth == 1) {
                commas++;
            }
        }
        return UNKNOWN;
    }

    private static Stream<Method> protectedMethods(Class<?> type) {
        return Stream.of(type.getDeclaredMethods()).filter(each -> Modifier.isProtected(each.getModifiers()));
    }

    private void check(Cell cell, String code) {
        if (code.startsWith("-") || code.startsWith("jfr ")) {
            return; // an option or a command
        }
        NEW.matcher(code).results().map(match -> match.group(1)).forEach(name -> {
            if (!READERS.test(name)
                    && !name.matches("Object|int")
                    && types(name).isEmpty()
                    && load(name).isEmpty()) {
                wrong.add("line " + cell.line + ": no class " + name);
            }
        });
        if (code.matches("[a-z]+(\\.[a-z]+)+(\\.[A-Z]\\w+(\\.\\w+)?)?|META-INF/.*")) {
            var name = code.replaceAll("\\.([A-Z]\\w+)\\..*", ".$1");
            if (name.matches(".*[A-Z]\\w+")
                    && !name.startsWith("META")
                    && load(name).isEmpty()) {
                wrong.add("line " + cell.line + ": no class " + code);
            }
            return;
        }
        if (BARE.matcher(code).matches()) {
            if (types(code).isEmpty()
                    && load("io.github.procession.serialization." + code).isEmpty()
                    && !isConstant(code)) {
                wrong.add("line " + cell.line + ": nothing is called " + code);
            }
            return;
        }
        var text = code.replaceAll("\"[^\"]*\"", "\"\"");
        MEMBER.matcher(text).results().forEach(match -> {
            String receiver = match.group(1);
            if (READERS.test(receiver) || receiver.matches("\\d+") || receiver.matches("io|java|org")) {
                return;
            }
            var types = types(receiver);
            boolean method = match.group(3) != null;
            int arguments = method ? arguments(text, match.end() - 1) : UNKNOWN;
            if (types.stream()
                    .noneMatch(type ->
                            method ? hasMethod(type, match.group(2), arguments) : hasMember(type, match.group(2)))) {
                wrong.add("line " + cell.line + ": `" + code + "`: no " + match.group(2) + " in " + receiver + " "
                        + types + (arguments == UNKNOWN ? "" : " with so many arguments: " + arguments));
            }
        });
        NEXT.matcher(text).results().forEach(match -> {
            int arguments = arguments(text, match.end() - 1);
            if (ALL_METHODS.getOrDefault(match.group(1), List.of()).stream()
                    .noneMatch(each -> takes(each, arguments))) {
                wrong.add("line " + cell.line + ": `" + code + "`: no method of the library is called " + match.group(1)
                        + " and takes " + arguments);
            }
        });
        NEW_WITH_ARGUMENTS.matcher(text).results().forEach(match -> {
            int arguments = arguments(text, match.end() - 1);
            var types = types(match.group(1));
            if (!types.isEmpty()
                    && types.stream()
                            .flatMap(type -> Stream.of(type.getDeclaredConstructors()))
                            .filter(each -> (each.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
                            .noneMatch(each -> takes(each, arguments))) {
                wrong.add("line " + cell.line + ": `" + code + "`: no constructor of " + match.group(1) + " takes "
                        + arguments);
            }
        });
    }

    /** A constant of a class that a section imports statically. */
    private static boolean isConstant(String name) {
        return Stream.of("subprocess.Subprocess", "threading.Threading")
                .flatMap(each -> load("io.github.procession." + each).stream())
                .anyMatch(type -> hasMember(type, name));
    }

    /** Methods of the library, and of the JDK's classes that chains of calls end in, by name. */
    private static final Map<String, List<Method>> ALL_METHODS = new LinkedHashMap<>();

    static {
        try {
            for (var source : List.of("multiprocessing", "concurrent", "threading", "queue", "subprocess")) {
                try (var files =
                        Files.list(Markdown.root().resolve("core/src/main/java/io/github/procession/" + source))) {
                    files.map(file -> file.getFileName().toString().replace(".java", ""))
                            .flatMap(name -> load("io.github.procession." + source + "." + name).stream())
                            .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getClasses())))
                            .forEach(type -> Stream.of(type.getMethods()).forEach(PortingTablesTest::addMethod));
                }
            }
            for (var type : List.of(Stream.class, ProcessHandle.class, Runtime.class, Thread.class, Optional.class)) {
                Stream.of(type.getMethods()).forEach(PortingTablesTest::addMethod);
            }
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static void addMethod(Method method) {
        ALL_METHODS.computeIfAbsent(method.getName(), _ -> new ArrayList<>()).add(method);
    }

    @Test
    void eachJavaNameOfTheTablesExists() throws IOException {
        var cells =
                cells(Files.readAllLines(Markdown.root().resolve("docs/porting.md")), "Java", "what to write", "how");
        assertTrue(cells.size() > 200, () -> "only " + cells.size());
        for (var cell : cells) {
            CODE.matcher(cell.text).results().map(match -> match.group(1)).forEach(code -> check(cell, code));
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }

    @Test
    void eachProgramOfTheTablesExists() throws Exception {
        var cells = cells(Files.readAllLines(Markdown.root().resolve("docs/porting.md")), "here", "program");
        assertTrue(cells.size() > 20, () -> "only " + cells.size());
        for (var cell : cells) {
            for (var program : CODE.matcher(cell.text)
                    .results()
                    .map(match -> match.group(1))
                    .toList()) {
                var type = load("io.github.procession.examples." + program);
                assertTrue(
                        type.isPresent()
                                && Stream.of(type.get().getDeclaredMethods())
                                        .anyMatch(each -> each.getName().equals("main")),
                        () -> "line " + cell.line + ": no program " + program);
            }
        }
    }

    @Test
    void aNameThatDoesNotExistIsFound() {
        for (var code : List.of(
                "pool.mapp(Work::f, xs)",
                "new Poool(4)",
                "Multiprocessing.waitFor(x)",
                "NoSuchError",
                "Pool.builder().colour(3)",
                "ReturnWhen.NEVER",
                "x.get()",
                "new Semaphore(1, 2, 3)",
                "pool.apply()",
                "q.put(x, 1, 2, 3)",
                "Pool.builder().processes(1, 2)")) {
            int before = wrong.size();
            check(new Cell(1, code), code);
            assertEquals(before + 1, wrong.size(), code + " " + wrong);
        }
    }
}
