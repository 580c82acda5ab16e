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
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Methods that stand once for each number of arguments, and classes that stand once for each primitive type, are written
 * by hand. Here the source of each is made from that of its neighbour.
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
                    for (int arity = 5; arity > 2; arity--) {
                        String lower = family.get(arity - 1);
                        if (family.containsKey(arity) && lower != null && !lower.contains("Map.entry(a, b)")) {
                            assertEquals(flat(lower), withOneLess(flat(family.get(arity)), arity), file.toString());
                            compared++;
                        }
                    }
                }
            }
        }
        assertTrue(compared > 40, "only " + compared + " pairs were found");
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
                .replaceAll("\\b" + NUMBERS[arity - 1] + "\\b", NUMBERS[arity - 2]);
    }

    /** Each primitive type, with what stands for it in the documentation and members that differ for a reason. */
    private enum Primitive {
        INT("'i'", "c_int", Set.of()),
        DOUBLE("'d'", "c_double", Set.of("compareAndSet", "getAndAdd", "addAndGet")),
        FLOAT("'f'", "c_float", Set.of("compareAndSet", "getAndAdd", "addAndGet")),
        SHORT("'h'", "c_short", Set.of()),
        BYTE("'b'", "c_byte", Set.of()),
        CHAR("'u'", "c_wchar", Set.of()),
        BOOLEAN("c_bool", "c_bool", Set.of("asBuffer"));

        private final String code;
        private final String type;
        private final Set<String> different;

        Primitive(String code, String type, Set<String> different) {
            this.code = code;
            this.type = type;
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
                    .replace("'q'", code)
                    .replace("c_longlong", type);
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
