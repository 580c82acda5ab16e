package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Classes as users write them: records, enums, plain objects, inner and anonymous classes, graphs with cycles. */
final class ShapeSamples {
    static final List<Sample> LIST = List.of(
            of("record", () -> new Pair("a", 1)),
            of("record nested", () -> new Nested(new Pair("a", 1), null)),
            of("record generic", () -> new Box<>(List.of(1))),
            of("record with compact constructor", () -> new Positive(3)),
            of("record empty", () -> new Empty()),
            of(
                    "record with all types",
                    () -> new Everything(
                            (byte) 1,
                            (short) 2,
                            'c',
                            4,
                            5L,
                            6f,
                            7.0,
                            true,
                            "s",
                            9,
                            new int[] {1},
                            Optional.of(List.of(Map.of("k", 1))))),
            of("record private", () -> new Hidden(1)),
            of("record with null of type Void", () -> new Box<Void>(null)),
            of("record local", ShapeSamples::local),
            of("record whose accessor gives something else", () -> new Masked("secret")),
            of(
                    "record of any number of objects",
                    () -> new Several(1, "a"),
                    actual -> Arrays.equals(((Several) actual).values(), new Object[] {1, "a"})),
            of(
                    "record of no array for any number of objects",
                    () -> new Several((Object[]) null),
                    actual -> ((Several) actual).values() == null),
            of(
                    "record of any number of strings",
                    () -> new Command("ls", "-l", "-a"),
                    actual -> List.of(((Command) actual).arguments()).equals(List.of("-l", "-a"))),
            of(
                    "record of any number of numbers",
                    () -> new Point(1.5, 2.5),
                    actual -> Arrays.equals(((Point) actual).coordinates(), new double[] {1.5, 2.5})),
            of("P2[] (array of records)", () -> new Pair[] {new Pair("a", 1), null}),
            of(
                    "record in a cycle that begins at a list",
                    () -> {
                        List<Object> list = new ArrayList<>();
                        list.add(new Box<>(list));
                        return list;
                    },
                    actual -> ((Box<?>) ((List<?>) actual).get(0)).value() == actual),
            of("list of a sealed interface", () -> new ArrayList<>(List.of(new Circle(1), new Square(2)))),
            of("enum", () -> Color.RED),
            of("enum with body", () -> Color.GREEN, actual -> actual == Color.GREEN),
            of("enum[]", Color::values),
            of("EnumSet of an enum without constants", () -> EnumSet.noneOf(Nothing.class)),
            of("EnumSet of all constants", () -> EnumSet.allOf(Color.class)),
            of("list of constants with and without body", () -> new ArrayList<>(List.of(Color.values()))),
            of(
                    "all bits of NaN",
                    () -> new NotNumbers(
                            Double.longBitsToDouble(0x7FF8_0000_0000_0123L), Float.intBitsToFloat(0x7FC0_0123), 0),
                    actual -> Double.doubleToRawLongBits(((NotNumbers) actual).real) == 0x7FF8_0000_0000_0123L
                            && Float.floatToRawIntBits(((NotNumbers) actual).small) == 0x7FC0_0123),
            of("EnumSet of constants with body", () -> EnumSet.of(Color.GREEN)),
            of("EnumMap with constants with body", () -> new EnumMap<>(Map.of(Color.GREEN, 1))),
            of("plain object", () -> new Plain(3, "x")),
            of(
                    "transient field, constructor without parameters",
                    Transients::new,
                    actual -> ((Transients) actual).cache != null && ((Transients) actual).number == 3),
            of(
                    "Serializable with transient field: as Java does",
                    SerializableTransients::new,
                    actual -> ((SerializableTransients) actual).cache == null
                            && ((SerializableTransients) actual).number == 3),
            of("final fields, no constructor without parameters", () -> new Finals(1, List.of("x"))),
            of("same field name in superclass", () -> new Child(1, 2)),
            of("all primitive fields", Primitives::new),
            of("constructor that throws", () -> Throwing.make(5), actual -> ((Throwing) actual).number == 5),
            of(
                    "inner class using its outer",
                    () -> new Outer("o").new Inner(3),
                    actual -> actual.toString().equals("o3")),
            of("anonymous class capturing", () -> anonymous(7), actual -> ((IntSupplier) actual).getAsInt() == 7),
            of(
                    "anonymous class in an instance method",
                    () -> new Outer("out").anonymous("x"),
                    actual -> actual.toString().equals("outx")),
            of(
                    "local class capturing",
                    () -> localClass("l"),
                    actual -> actual.toString().equals("l")),
            of(
                    "cyclic graph",
                    () -> {
                        Node first = new Node();
                        first.next = new Node();
                        first.next.next = first;
                        return first;
                    },
                    actual -> ((Node) actual).next.next == actual && ((Node) actual).next != actual),
            of(
                    "cycle through a key of a HashMap",
                    () -> {
                        Keyed key = new Keyed(7);
                        key.map.put(key, "self");
                        return key;
                    },
                    actual -> ((Keyed) actual).map.get(actual).equals("self")),
            of("linked nodes, 1,000 deep", () -> chain(1_000), actual -> length(actual) == 1_000),
            of("linked nodes, 5,000 deep", () -> chain(5_000), actual -> length(actual) == 5_000),
            of("linked nodes, 100,000 deep", () -> chain(100_000), actual -> length(actual) == 100_000),
            of(
                    "lists, 20,000 deep",
                    () -> {
                        List<Object> list = new ArrayList<>();
                        for (int i = 0; i < 20_000; i++) {
                            list = new ArrayList<>(List.of((Object) list));
                        }
                        return list;
                    },
                    actual -> ((List<?>) actual).size() == 1),
            of(
                    "Serializable subclass of a class that is not",
                    () -> new SerializableChild(1, 2),
                    actual -> ((SerializableChild) actual).own == 2),
            of(
                    "heap pollution",
                    ShapeSamples::polluted,
                    actual -> ((Object) ((Box<?>) actual).value()).equals(List.of("not a number"))),
            of(
                    "proxy",
                    () -> Proxy.newProxyInstance(
                            ShapeSamples.class.getClassLoader(),
                            new Class<?>[] {Greeter.class, Comparable.class},
                            new Handler("hi")),
                    actual -> ((Greeter) actual).greet().equals("hi") && actual instanceof Comparable<?>),
            of(
                    "annotation",
                    () -> ShapeSamples.class.getDeclaredMethod("annotated").getAnnotation(Deprecated.class),
                    actual -> actual instanceof Deprecated deprecated
                            && deprecated.since().equals("1")));

    private ShapeSamples() {}

    @Deprecated(since = "1")
    static void annotated() {}

    record Pair(String name, int number) {}

    record Nested(Pair first, Pair second) {}

    record Box<T>(T value) {}

    record Empty() {}

    private record Hidden(int value) {}

    record Several(Object... values) {}

    record Command(String name, String... arguments) {}

    record Point(double... coordinates) {}

    record Masked(String text) {
        @Override
        public String text() {
            return "***";
        }
    }

    record Positive(int number) {
        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("not positive: " + number);
            }
        }
    }

    record Everything(
            byte a,
            short b,
            char c,
            int d,
            long e,
            float f,
            double g,
            boolean h,
            String i,
            Integer j,
            int[] k,
            Object l) {}

    sealed interface Form {}

    record Circle(double radius) implements Form {}

    record Square(double side) implements Form {}

    enum Nothing {}

    record NotNumbers(double real, float small, int rest) {}

    enum Color {
        RED,
        GREEN {
            @Override
            String text() {
                return "g";
            }
        };

        String text() {
            return "";
        }
    }

    static final class Plain {
        private int number;
        private String text;
        protected Object nothing;

        Plain(int number, String text) {
            this.number = number;
            this.text = text;
        }
    }

    static final class Transients {
        int number = 3;
        transient Object cache = new Object();
    }

    static final class SerializableTransients implements Serializable {
        private static final long serialVersionUID = 1L;
        int number = 3;
        transient Object cache = new Object();
    }

    static final class Finals {
        private final int number;
        private final List<String> list;

        Finals(int number, List<String> list) {
            this.number = number;
            this.list = list;
        }
    }

    static class Base {
        private final int value;

        Base(int value) {
            this.value = value;
        }
    }

    static final class Child extends Base {
        private final int value;

        Child(int first, int second) {
            super(first);
            this.value = second;
        }
    }

    static final class Primitives {
        byte a = 1;
        short b = 2;
        char c = 'c';
        int d = -4;
        long e = Long.MIN_VALUE;
        float f = 1.5f;
        double g = Math.E;
        boolean h = true;
    }

    static final class Throwing {
        private static boolean allowed;
        int number;

        Throwing() {
            if (!allowed) {
                throw new IllegalStateException("not here");
            }
        }

        static Throwing make(int number) {
            allowed = true;
            Throwing made = new Throwing();
            allowed = false;
            made.number = number;
            return made;
        }
    }

    static final class Outer {
        final String name;

        Outer(String name) {
            this.name = name;
        }

        Object anonymous(String suffix) {
            return new Object() {
                @Override
                public String toString() {
                    return name + suffix;
                }
            };
        }

        final class Inner {
            final int number;

            Inner(int number) {
                this.number = number;
            }

            @Override
            public String toString() {
                return name + number;
            }
        }
    }

    static final class Node {
        Node next;
    }

    static final class Keyed {
        final int number;
        final Map<Keyed, String> map = new HashMap<>();

        Keyed(int number) {
            this.number = number;
        }

        @Override
        public int hashCode() {
            return Integer.hashCode(number);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Keyed keyed && keyed.number == number;
        }
    }

    static class PlainParent {
        int inherited;
    }

    static final class SerializableChild extends PlainParent implements Serializable {
        private static final long serialVersionUID = 1L;
        final int own;

        SerializableChild(int inherited, int own) {
            this.inherited = inherited;
            this.own = own;
        }
    }

    interface Greeter {
        String greet();
    }

    record Handler(String text) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return text;
        }
    }

    private static Object local() {
        record Local(int a, String b) {}
        return new Local(1, "x");
    }

    private static Object localClass(String text) {
        class Local {
            @Override
            public String toString() {
                return text;
            }
        }
        return new Local();
    }

    private static IntSupplier anonymous(int number) {
        return new IntSupplier() {
            @Override
            public int getAsInt() {
                return number;
            }
        };
    }

    static Node chain(int length) {
        Node first = null;
        for (int i = 0; i < length; i++) {
            Node node = new Node();
            node.next = first;
            first = node;
        }
        return first;
    }

    static int length(Object chain) {
        int length = 0;
        for (Node node = (Node) chain; node != null; node = node.next) {
            length++;
        }
        return length;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object polluted() {
        List<Integer> list = new ArrayList<>();
        ((List) list).add("not a number");
        return new Box<>(list);
    }
}
