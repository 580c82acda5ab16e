package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Lambdas and method references. */
final class LambdaSamples {
    interface Function<A, B> extends Serializable {
        B apply(A argument) throws Exception;
    }

    interface Task<A, B> extends Serializable {
        B run(A first, B second);
    }

    static final List<Sample> LIST = List.of(
            of("not capturing", () -> (Function<Integer, Integer>) x -> x + 1, gives(1, 2)),
            of(
                    "capturing int and String",
                    () -> {
                        int number = 5;
                        String text = "t";
                        return (Function<Integer, String>) x -> text + number + x;
                    },
                    gives(1, "t51")),
            of(
                    "capturing every primitive type",
                    () -> capturing((byte) 1, (short) 2, 'c', 4, 5L, 6f, 7.0, true),
                    gives(1, "12c456.07.0true")),
            of(
                    "capturing arrays",
                    () -> {
                        int[] numbers = {1, 2};
                        String[] words = {"x"};
                        return (Function<Integer, String>) x -> words[0] + numbers[x];
                    },
                    gives(1, "x2")),
            of(
                    "capturing an Object[] of fast values",
                    () -> {
                        Object[] values = {1, "x"};
                        return (Function<Integer, Object>) x -> values[x];
                    },
                    gives(1, "x")),
            of(
                    "capturing null and an enum",
                    () -> {
                        Object nothing = null;
                        ShapeSamples.Color color = ShapeSamples.Color.GREEN;
                        return (Function<Integer, String>) x -> nothing + color.name();
                    },
                    gives(1, "nullGREEN")),
            of("capturing this, which is Serializable", () -> new SerializableHolder("s").function(), gives(1, "s1")),
            of("capturing this, which is not", () -> new Holder("h").function(), gives(1, "h1")),
            of(
                    "capturing a record",
                    () -> {
                        ShapeSamples.Pair pair = new ShapeSamples.Pair("p", 3);
                        return (Function<Integer, String>) x -> pair.name() + x;
                    },
                    gives(1, "p1")),
            of(
                    "capturing List.of and a map",
                    () -> {
                        List<Integer> list = List.of(1, 2);
                        Map<String, Integer> map = Map.of("a", 7);
                        return (Function<Integer, Integer>) x -> list.get(x) + map.get("a");
                    },
                    gives(1, 9)),
            of("reference to a static method", () -> (Function<String, Integer>) Integer::parseInt, gives("7", 7)),
            of(
                    "reference to a bound method of a fast value",
                    () -> (Function<String, String>) "ab"::concat,
                    gives("c", "abc")),
            of(
                    "reference to a bound method of a graph",
                    () -> (Function<Integer, Integer>) new ArrayList<>(List.of(4, 5))::get,
                    gives(1, 5)),
            of("reference to an unbound method", () -> (Function<String, Integer>) String::length, gives("abc", 3)),
            of(
                    "reference to a constructor",
                    () -> (Function<String, StringBuilder>) StringBuilder::new,
                    actual -> call(actual, "x").toString().equals("x")),
            of(
                    "reference to an array constructor",
                    () -> (Function<Integer, int[]>) int[]::new,
                    actual -> ((int[]) call(actual, 3)).length == 3),
            of("reference to super's method", () -> new Sub("q").reference(), gives(1, "q1")),
            of(
                    "reference to a varargs method",
                    () -> (Function<String, List<String>>) LambdaSamples::words,
                    gives("a", List.of("a"))),
            of(
                    "two arguments",
                    () -> (Task<String, String>) String::concat,
                    actual -> ((Task<?, ?>) actual) instanceof Task<?, ?>
                            && concat(actual).equals("ab")),
            of(
                    "lambda capturing a lambda",
                    () -> {
                        Function<Integer, Integer> inner = x -> x * 2;
                        return (Function<Integer, Object>) x -> inner.apply(x) + 1;
                    },
                    gives(3, 7)),
            of(
                    "lambda that makes a lambda",
                    () -> {
                        int number = 2;
                        return (Function<Integer, Function<Integer, Integer>>) x -> y -> x * y * number;
                    },
                    actual -> call(call(actual, 3), 4).equals(24)),
            of(
                    "cast to an intersection",
                    () -> (Supplier<String> & Serializable) () -> "s",
                    actual -> ((Supplier<?>) actual).get().equals("s")),
            of(
                    "one lambda twice",
                    () -> {
                        int number = 3;
                        Function<Integer, Integer> function = x -> x + number;
                        return new Object[] {function, function};
                    },
                    actual -> ((Object[]) actual)[0] == ((Object[]) actual)[1]
                            && call(((Object[]) actual)[0], 1).equals(4)),
            of(
                    "lambda in a record in a list",
                    () -> new ArrayList<>(List.of(new Step("s", x -> x + 1))),
                    actual -> ((Step) ((List<?>) actual).get(0))
                            .function()
                            .apply(1)
                            .equals(2)),
            of(
                    "list of lambdas of one expression",
                    () -> List.of(adder(1), adder(2), adder(3)),
                    actual -> call(((List<?>) actual).get(2), 1).equals(4)),
            of(
                    "array of lambdas",
                    () -> new Object[] {adder(1), adder(2), "x"},
                    actual -> call(((Object[]) actual)[1], 1).equals(3)),
            of(
                    "Comparator.comparing",
                    () -> Comparator.comparing(
                            (java.util.function.Function<String, Integer> & Serializable) String::length),
                    actual -> compare(actual, "aa", "b") > 0),
            of(
                    "Comparator.comparing().reversed()",
                    () -> Comparator.comparing(
                                    (java.util.function.Function<String, Integer> & Serializable) String::length)
                            .reversed(),
                    actual -> compare(actual, "aa", "b") < 0),
            of("Map.Entry.comparingByKey", Map.Entry::comparingByKey, actual -> actual instanceof Comparator),
            of(
                    "references to one method in two types",
                    () -> new Object[] {
                        (Function<String, String>) LambdaSamples::text, (Function<Integer, String>) LambdaSamples::text
                    },
                    givesEach("a", "a", 5, "5")),
            of(
                    "references to one constructor in two types",
                    () -> new Object[] {(Function<String, Box>) Box::new, (Function<Integer, Box>) Box::new},
                    givesEach("a", new Box("a"), 5, new Box(5))),
            of(
                    "references to one bound method in two types",
                    () -> {
                        List<Object> list = new ArrayList<>(List.of("a", 5));
                        return new Object[] {
                            (Function<String, Integer>) list::indexOf, (Function<Integer, Integer>) list::indexOf
                        };
                    },
                    givesEach("a", 0, 5, 1)),
            of("lambda of an interface method", () -> new Defaults() {}.function(), gives(1, "d1")));

    private LambdaSamples() {}

    private static Function<Integer, String> capturing(
            byte a, short b, char c, int d, long e, float f, double g, boolean h) {
        return x -> "" + a + b + c + d + e + f + g + h;
    }

    private static Function<Integer, Integer> adder(int number) {
        return x -> x + number;
    }

    private static List<String> words(String... words) {
        return List.of(words);
    }

    private static Sample.Holds gives(Object argument, Object result) {
        return actual -> result.equals(call(actual, argument));
    }

    private static String text(Object value) {
        return value.toString();
    }

    /** Of two functions, the first for text and the second for numbers. */
    private static Sample.Holds givesEach(String text, Object ofText, Integer number, Object ofNumber) {
        return actual -> ofText.equals(call(((Object[]) actual)[0], text))
                && ofNumber.equals(call(((Object[]) actual)[1], number));
    }

    @SuppressWarnings("unchecked")
    private static Object call(Object function, Object argument) throws Exception {
        return ((Function<Object, Object>) function).apply(argument);
    }

    @SuppressWarnings("unchecked")
    private static String concat(Object task) {
        return ((Task<String, String>) task).run("a", "b");
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object comparator, Object left, Object right) {
        return ((Comparator<Object>) comparator).compare(left, right);
    }

    record Box(Object value) {}

    record Step(String name, Function<Integer, Integer> function) {}

    interface Defaults {
        default String name() {
            return "d";
        }

        default Function<Integer, String> function() {
            return x -> name() + x;
        }
    }

    static class Holder {
        final String prefix;

        Holder(String prefix) {
            this.prefix = prefix;
        }

        Function<Integer, String> function() {
            return x -> prefix + x;
        }

        String join(Integer x) {
            return prefix + x;
        }
    }

    static final class Sub extends Holder {
        Sub(String prefix) {
            super(prefix);
        }

        @Override
        String join(Integer x) {
            return "wrong";
        }

        Function<Integer, String> reference() {
            return super::join;
        }
    }

    static final class SerializableHolder implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String prefix;

        SerializableHolder(String prefix) {
            this.prefix = prefix;
        }

        Function<Integer, String> function() {
            return x -> prefix + x;
        }
    }
}
