package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Methods and function types that stand once for each number of arguments, and classes that stand once for each primitive
 * type, are written by hand. Here the source of each is made from that of its neighbour, bodies included.
 */
class NeighboursAreAlikeTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/procession");

    /** A public member with its documentation, as the formatter writes it. */
    private static final Pattern MEMBER = Pattern.compile(" {4}/\\*\\*\\n"
            + "(?: {5}\\*[^\\n"
            + "]*\\n"
            + ")+? {5}\\*/\\n"
            + " {4}(?:@[^\\n"
            + "]*\\n"
            + " {4})*public ([^{]*)\\{\\n"
            + "(?s:(.*?)) {4}\\}\\n");

    private static final Pattern FUNCTION = Pattern.compile("\\b(Action|Function)(\\d)<");
    private static final Pattern NAME = Pattern.compile("(\\w+)\\(");
    private static final String[] ORDINALS = {"first", "second", "third", "fourth", "fifth"};
    private static final String[] NUMBERS = {"one", "two", "three", "four", "five"};

    private static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    /** Without what the formatter decides: where lines end. */
    private static String flat(String text) {
        return text.replaceAll("\\n *\\* ?", " ").replaceAll("\\s+", " ").replaceAll("\\( ", "(");
    }

    private static String nameOf(MatchResult member) {
        Matcher name = NAME.matcher(member.group(1));
        assertTrue(name.find(), member.group());
        return name.group(1);
    }

    @Test
    void eachNumberOfArgumentsIsLikeTheNextHigherOne() throws IOException {
        int compared = 0;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                for (Map<Integer, String> family : families(read(file)).values()) {
                    for (int arity = 5; arity > 1; arity--) {
                        String lower = family.get(arity - 1);
                        if (family.containsKey(arity) && lower != null && !isOfItsOwnKind(lower)) {
                            assertEquals(flat(lower), withOneLess(flat(family.get(arity)), arity), file.toString());
                            compared++;
                        }
                    }
                }
            }
        }
        assertTrue(compared > 40, "only " + compared + " pairs were found");
    }

    /** Whether a member takes one input, of which it need not make pairs, or pairs, for which the JDK has a class. */
    private static boolean isOfItsOwnKind(String member) {
        return member.contains("Map.entry(a, b)")
                || FUNCTION.matcher(member)
                                .results()
                                .findFirst()
                                .orElseThrow()
                                .group(2)
                                .equals("1")
                        && member.contains("Iterable<");
    }

    /** The members that take a function, by their name and what kind of function it is, then by its number of arguments. */
    private static Map<String, Map<Integer, String>> families(String source) {
        Map<String, Map<Integer, String>> families = new LinkedHashMap<>();
        MEMBER.matcher(source).results().forEach(member -> {
            Matcher function = FUNCTION.matcher(member.group(1));
            if (function.find()) {
                String key = nameOf(member) + " " + function.group(1);
                families.computeIfAbsent(key, _ -> new TreeMap<>())
                        .putIfAbsent(Integer.parseInt(function.group(2)), member.group());
            }
        });
        return families;
    }

    private static String withOneLess(String text, int arity) {
        String type = String.valueOf((char) ('A' + arity - 1));
        String name = "(?:" + (char) ('a' + arity - 1) + "|" + ORDINALS[arity - 1] + ")";
        return text.replaceAll(" @param (?:<" + type + ">|" + name + ") .*?(?= @| /)", "")
                .replaceAll(",\\s(?:Iterable<\\? extends )?" + type + ">? " + name + "\\b", "")
                .replace(", (" + type + ") args[" + (arity - 1) + "]", "")
                .replaceAll(",\\s(?:\\? super )?" + type + "\\b", "")
                .replaceAll(",\\s" + name + "\\b", "")
                .replaceAll("\\b(Action|Function)" + arity + "\\b", "$1" + (arity - 1))
                .replaceAll("\\b" + arity + "\\b", String.valueOf(arity - 1))
                .replaceAll("\\b" + NUMBERS[arity - 1] + "\\b", NUMBERS[arity - 2])
                .replaceAll(arity == 2 ? " first argument" : "(?!)", " argument")
                .replace("one arguments", "one argument");
    }

    /** Declaration of a type parameter that is not the first one. */
    private static final String TYPE_PARAMETER = ", %s extends @Nullable Object";

    @Test
    void eachFunctionTypeIsLikeThatOfOneMoreArgument() throws IOException {
        for (String kind : List.of("Action", "Function")) {
            for (int arity = 5; arity > 1; arity--) {
                String higher =
                        functionType(kind + arity).replace(TYPE_PARAMETER.formatted((char) ('A' + arity - 1)), "");
                String lower = functionType(kind + (arity - 1)).replace("the one argument", "the argument");
                assertEquals(lower, withOneLess(higher, arity));
            }
        }
    }

    @Test
    void eachActionIsLikeTheFunctionOfAsManyArguments() throws IOException {
        for (int arity = 1; arity <= 5; arity++) {
            String expected = functionType("Function" + arity)
                    .replace(TYPE_PARAMETER.formatted("R"), "")
                    .replace(" @param <R> type of the result", "")
                    .replace(" @return the result", "")
                    .replace("returns a value", "returns nothing")
                    .replace("Computes the result.", "Runs the function.")
                    .replace("R apply(", "void run(")
                    .replace("Function" + arity, "Action" + arity);
            assertEquals(functionType("Action" + arity), expected);
        }
    }

    private static String functionType(String name) throws IOException {
        return flat(read(SOURCES.resolve("function/" + name + ".java"))).replace("< A extends", "<A extends");
    }

    /** Each primitive type, with what stands for it in Python, its bytes in an array, and members whose documentation differs. */
    private enum Primitive {
        LONG("q", "c_longlong", 8, Set.of()),
        INT("i", "c_int", 4, Set.of()),
        DOUBLE("d", "c_double", 8, Set.of("compareAndSet", "getAndAdd", "addAndGet")),
        FLOAT("f", "c_float", 4, Set.of("compareAndSet", "getAndAdd", "addAndGet")),
        SHORT("h", "c_short", 2, Set.of()),
        BYTE("b", "c_byte", 1, Set.of()),
        CHAR("u", "c_wchar", 2, Set.of()),
        BOOLEAN("c_bool", "c_bool", 1, Set.of("asBuffer"));

        private final String code;
        private final String type;
        private final int bytes;
        private final Set<String> different;

        Primitive(String code, String type, int bytes, Set<String> different) {
            this.code = code;
            this.type = type;
            this.bytes = bytes;
            this.different = different;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String title() {
            return name().charAt(0) + word().substring(1);
        }

        /** What stands for {@code long}, made to stand for this type. */
        private String of(String text) {
            return text.replaceAll("\\blong\\b", word())
                    .replace("Long", title())
                    .replace("'q'", code.length() == 1 ? "'" + code + "'" : code)
                    .replace("c_longlong", type);
        }

        /** The text without what tells this type from others, and without the conversion to the cell that holds a value. */
        private String general(String text) {
            return text.replace("byte order", "order of bytes")
                    .replaceAll("\\b(?:Integer|Long)\\.BYTES", "Cell.BYTES")
                    .replaceAll("\\b(read|store|swap|compareAndStore|add)(?:Int|Long)\\(", "$1Cell(")
                    .replaceAll("\\b(?:Float|Double)\\.\\w*[bB]its\\w*\\((\\w+)\\)", "$1")
                    .replaceAll("\\((?:short|byte|char)\\) (?=\\w)", "")
                    .replaceAll("(\\w+) (?:\\? 1 : 0|!= 0)", "$1")
                    .replaceAll("\\bboolean (?=compare|stored)", "Success ")
                    .replaceAll("\\b(?:int|long) (?=(?:before|value) = (?:read|swap|add))", word() + " ")
                    .replaceAll("\\blong (?=address|word)", "Address ")
                    .replace("private " + title() + "Array(", title() + "Array(")
                    .replace("WIDTH_BYTES = " + bytes, "WIDTH_BYTES = bytes")
                    .replace("An {@code int}", "A {@code int}")
                    .replace("#of" + title() + "(int)", "#ofPrimitive(length)")
                    .replaceAll("\\(int (?=index|from|length)", "(Index ")
                    .replaceAll("int (?=offset|count|i =)", "Index ")
                    .replaceAll("int WIDTH", "Index WIDTH")
                    .replaceAll("\\b" + word() + "\\b", "primitive")
                    .replace(title(), "Primitive")
                    .replaceAll("Array\\(" + code + "\\)", "Array(code)")
                    .replace(type, "c_primitive");
        }

        /** The members of its class, each by its name; those of one name by what tells them apart. */
        private Map<String, String> members(String kind) throws IOException {
            String source = read(SOURCES.resolve("multiprocessing/" + title() + kind + ".java"));
            String body = source.substring(source.indexOf("/**"), source.lastIndexOf('}'));
            Map<String, String> members = new TreeMap<>();
            for (String part : body.split("\\n\\n(?= {4}[^ }])|(?<=(?:Value|Array) \\{)\\n")) {
                String member = general(flat(part.strip()));
                String declaration = member.replaceAll("/\\*\\*.*? / *", "").split(" *[={;]")[0];
                members.put(nameOf(declaration), member);
            }
            return members;
        }

        private static String nameOf(String declaration) {
            if (declaration.contains("Region")) {
                return "Region";
            }
            Matcher name =
                    Pattern.compile(".*?(\\w+)(\\(\\)|\\(\\w+(?:\\[\\])?)").matcher(declaration);
            if (!name.find()) {
                return declaration;
            }
            boolean isOneOfSome = name.group(1).matches("asBuffer|Primitive.*");
            return name.group(1) + (isOneOfSome ? name.group(2) : "");
        }
    }

    /** Documentation and declaration of each public member, by its name and its parameters. */
    private static Map<String, String> declarations(String source) {
        Map<String, String> declarations = new LinkedHashMap<>();
        MEMBER.matcher(source).results().forEach(member -> {
            String text = member.group().substring(0, member.start(2) - member.start());
            declarations.put(flat(member.group(1)), flat(text));
        });
        return declarations;
    }

    @Test
    void eachPrimitiveTypeIsLikeLong() throws IOException {
        for (String kind : List.of("Array", "Value")) {
            Map<String, String> model = declarations(read(SOURCES.resolve("multiprocessing/Long" + kind + ".java")));
            assertTrue(model.size() >= 6, model.keySet().toString());
            for (Primitive primitive : Primitive.values()) {
                Map<String, String> expected = new LinkedHashMap<>();
                model.forEach((key, text) -> expected.put(primitive.of(key), primitive.of(text)));
                String name = primitive.title() + kind;
                declarations(read(SOURCES.resolve("multiprocessing/" + name + ".java")))
                        .forEach((key, text) -> {
                            if (primitive.different.stream().noneMatch(each -> key.contains(" " + each + "("))
                                    && !key.contains("Stream ")) {
                                assertEquals(expected.getOrDefault(key, "no such member"), text, name);
                            }
                        });
            }
        }
    }

    /** Each class of a primitive type, the one that it is like, and the members that differ or that one of them lacks. */
    @ParameterizedTest
    @CsvSource({
        "Value, INT,     LONG,   getAndSet",
        "Value, DOUBLE,  LONG,   compareAndSet getAndAdd addAndGet",
        "Value, FLOAT,   DOUBLE, getAndSet getAndUpdate updateAndGet Region",
        "Value, SHORT,   INT,    getAndAdd addAndGet getAndUpdate updateAndGet",
        "Value, BYTE,    SHORT,  Region",
        "Value, CHAR,    SHORT,  getAndAdd addAndGet Region",
        "Value, BOOLEAN, INT,    getAndAdd addAndGet getAndUpdate updateAndGet Region",
        "Array, INT,     LONG,   stream",
        "Array, DOUBLE,  LONG,   compareAndSet getAndAdd addAndGet",
        "Array, FLOAT,   DOUBLE, stream",
        "Array, SHORT,   LONG,   compareAndSet getAndAdd addAndGet stream",
        "Array, BYTE,    SHORT,  fill asBuffer(Index",
        "Array, CHAR,    SHORT,  ''",
        "Array, BOOLEAN, CHAR,   get set copyFrom copyTo fill asBuffer() asBuffer(Index",
    })
    void eachPrimitiveTypeIsLikeAnother(String kind, Primitive type, Primitive model, String different)
            throws IOException {
        Map<String, String> actual = type.members(kind);
        Map<String, String> expected = model.members(kind);
        assertTrue(actual.size() > 8, actual.keySet().toString());
        Map<String, String> differences = new TreeMap<>();
        Set<String> all = new TreeSet<>(actual.keySet());
        all.addAll(expected.keySet());
        for (String member : all) {
            if (!Objects.equals(expected.get(member), actual.get(member))) {
                differences.put(member, "\n  " + expected.get(member) + "\n  " + actual.get(member) + "\n");
            }
        }
        Set<String> listed = new TreeSet<>(List.of(different.split(" ")));
        listed.remove("");
        assertEquals(listed, differences.keySet(), differences.toString());
    }

    @Test
    void eachPrimitiveTypeIsMadeInTheSameWays() throws IOException {
        for (String kind : List.of("Array", "Value")) {
            String source = read(SOURCES.resolve("multiprocessing/" + kind + ".java"));
            List<String> model = makers(source, "Long");
            assertTrue(model.size() >= 3, model.toString());
            for (Primitive primitive : Primitive.values()) {
                List<String> expected = model.stream().map(primitive::of).toList();
                List<String> actual = makers(source, primitive.title());
                assertEquals(String.join("\n", expected), String.join("\n", actual), kind);
            }
        }
    }

    private static List<String> makers(String source, String title) {
        List<String> makers = new ArrayList<>();
        MEMBER.matcher(source)
                .results()
                .filter(each -> nameOf(each).matches("(of|raw)" + title))
                .forEach(member -> {
                    makers.add(flat(member.group()).replace(" Makes an {", " Makes a {"));
                });
        return makers;
    }
}
