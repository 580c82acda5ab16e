package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Numbers, strings and arrays. */
final class ScalarSamples {
    static final List<Sample> LIST = List.of(
            of("null", () -> null),
            of("true", () -> true),
            of("false", () -> false),
            of("byte", () -> (byte) -7),
            of("char", () -> '\uD83D'),
            of("short", () -> (short) -12345),
            of("int", () -> Integer.MIN_VALUE),
            of("long", () -> Long.MIN_VALUE + 1),
            of("float NaN", () -> Float.NaN),
            of("float", () -> Float.MIN_VALUE),
            of("double -0.0", () -> -0.0),
            of("double", () -> Math.PI),
            of("double NaN", () -> Double.NaN),
            of("String", () -> "text"),
            of("String empty", () -> ""),
            of("String of one char", () -> "x"),
            of("String latin", () -> "Grüße, ÿ"),
            of("String surrogates", () -> "a\uD83D\uDE00b"),
            of("String lone surrogate", () -> "\uD83D"),
            of("String lone low surrogate", () -> "abc\uDE00"),
            of("String NUL", () -> "a\0b"),
            of("String 48 chars", () -> "x".repeat(48)),
            of("String 49 chars", () -> "x".repeat(49)),
            of("String long latin", () -> "ü".repeat(10_000)),
            of("String long, wide at the end", () -> "x".repeat(10_000) + "\u65E5"),
            of("String long, wide at the start", () -> "\u65E5" + "x".repeat(10_000)),
            of("String 3 M mixed", () -> "ab\u00E9\u65E5".repeat(750_000)),
            of(
                    "list of strings",
                    () -> new ArrayList<>(
                            List.of("", "a", "\uD83D", "x".repeat(100), "ü".repeat(100), "\u65E5".repeat(100)))),
            of("BigInteger", () -> BigInteger.TWO.pow(777).negate()),
            of("BigInteger zero", () -> BigInteger.ZERO),
            of("BigDecimal", () -> new BigDecimal("-12345678901234567890.12345")),
            of("BigDecimal 0E+5", () -> new BigDecimal("0E+5")),
            of("BigDecimal small", () -> new BigDecimal("1.50")),
            of("BigDecimal of extreme scale", () -> new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)),
            of("RoundingMode", () -> RoundingMode.HALF_EVEN),
            of("MathContext", () -> MathContext.DECIMAL128),
            of("StringBuilder", () -> new StringBuilder("build\u65E5")),
            of("StringBuffer", () -> new StringBuffer("buffer")),
            of("Object", Object::new, actual -> actual.getClass() == Object.class),
            of("byte[]", () -> new byte[] {1, -2, 3}),
            of("boolean[]", () -> new boolean[] {true, false, true}),
            of("char[]", () -> new char[] {'a', '\uD83D'}),
            of("short[]", () -> new short[] {1, -2}),
            of("int[]", () -> new int[] {1, Integer.MIN_VALUE}),
            of("long[]", () -> new long[] {1, Long.MIN_VALUE}),
            of("float[]", () -> new float[] {1.5f, Float.NaN}),
            of("double[]", () -> new double[] {-0.0, Double.NaN}),
            of("int[0]", () -> new int[0]),
            of("byte[0]", () -> new byte[0]),
            of(
                    "double[] long",
                    () -> IntStream.range(0, 100_000).asDoubleStream().toArray()),
            of(
                    "all primitive arrays in a list",
                    () -> new ArrayList<>(Arrays.asList(
                            new byte[] {1},
                            new boolean[] {true},
                            new char[] {'c'},
                            new short[] {2},
                            new int[] {3},
                            new long[] {4},
                            new float[] {5},
                            new double[] {6}))),
            of("all primitive arrays in an array", () -> new Object[] {
                new byte[] {1},
                new boolean[] {true},
                new char[] {'c'},
                new short[] {2},
                new int[] {3},
                new long[] {4},
                new float[] {5},
                new double[] {6}
            }),
            of("String[] with null", () -> new String[] {"a", null, "b"}),
            of("Integer[] with null", () -> new Integer[] {1, null}),
            of("Object[] of fast values", () ->
                    new Object[] {1, "two", 3.0, null, 'c', (byte) 1, (short) 2, 4f, 5L, true}),
            of("Object[] nested", () -> new Object[] {new Object[] {new Object[] {1}, "x"}, new int[] {1}}),
            of("Object[] deeply nested", () -> {
                Object value = "end";
                for (int i = 0; i < 100; i++) {
                    value = new Object[] {value};
                }
                return value;
            }),
            of("Object[] mixed with graphs", () -> new Object[] {1, new ArrayList<>(List.of("x")), null}),
            of("Object[0]", () -> new Object[0]),
            of("int[][]", () -> new int[][] {{1}, null, {2, 3}}),
            of("int[2][3][4]", () -> new int[2][3][4]),
            of("double[][]", () -> new double[][] {{1.5}, {}}),
            of("String[][]", () -> new String[][] {{"a", null}, null}),
            of("Object[][] holding String[]", () -> new Object[][] {new String[] {"a"}, new Object[] {1}}),
            of("Number[][] holding Integer[]", () -> new Number[][] {new Integer[] {1}, {2.0}}),
            of("List[]", () -> new List<?>[] {List.of(1), new ArrayList<>(List.of("x"))}),
            of("Number[] mixed", () -> new Number[] {1, 2L, 3.0, BigInteger.TEN}),
            of("Comparable[] (array of an interface)", () -> new Comparable<?>[] {"a", 1}),
            of(
                    "Object[] containing itself",
                    () -> {
                        Object[] array = new Object[2];
                        array[0] = array;
                        array[1] = "x";
                        return array;
                    },
                    actual -> ((Object[]) actual)[0] == actual),
            of(
                    "one int[] twice",
                    () -> {
                        int[] shared = {1, 2};
                        return new Object[] {shared, shared};
                    },
                    actual -> ((Object[]) actual)[0] == ((Object[]) actual)[1]),
            of(
                    "one Object[] twice",
                    () -> {
                        Object[] shared = {1, 2};
                        return new Object[] {shared, shared, "x"};
                    },
                    actual -> ((Object[]) actual)[0] == ((Object[]) actual)[1]),
            of(
                    "more arrays than are tracked",
                    () -> IntStream.range(0, 40).mapToObj(i -> new int[] {i}).toArray()),
            of("enum[]", () -> RoundingMode.values()));

    private ScalarSamples() {}
}
