package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import java.io.Serializable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrayTest {
    /** One of each type, as part of a user's object. */
    record All(
            IntArray i,
            LongArray l,
            DoubleArray d,
            FloatArray f,
            ShortArray s,
            ByteArray b,
            CharArray c,
            BooleanArray z)
            implements Serializable {}

    private static final int[] SEQUENCE = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};

    @Test
    @Conformance("ARRAY-01")
    void aChildChangesTheElements() throws Exception {
        sumInAChild(Array.ofInt(SEQUENCE));
    }

    @Test
    @Conformance("ARRAY-03")
    void aChildChangesTheElementsOfARawArray() throws Exception {
        IntArray array = Array.rawInt(SEQUENCE.length);
        array.copyFrom(0, SEQUENCE, 0, SEQUENCE.length);
        sumInAChild(array);
    }

    private static void sumInAChild(IntArray array) throws Exception {
        assertEquals(SEQUENCE.length, array.length());
        assertEquals(SEQUENCE[1], array.get(1));
        assertArrayEquals(SEQUENCE, array.toArray());
        int[] slice = new int[5];
        array.copyTo(2, slice, 0, 5);
        assertArrayEquals(new int[] {934, 821, 150, 233, 548}, slice);
        array.copyFrom(4, new int[] {0, 1, 2, 3, 0}, 1, 3);
        assertArrayEquals(new int[] {680, 626, 934, 821, 1, 2, 3, 982, 714, 831}, array.toArray());
        int[] expected = array.toArray();
        Children.join(Children.start(new Process(ArrayTest::partialSums, array)));
        for (int i = 1; i < expected.length; i++) {
            expected[i] += expected[i - 1];
        }
        assertArrayEquals(expected, array.toArray());
    }

    static void partialSums(IntArray array) {
        for (int i = 1; i < array.length(); i++) {
            array.set(i, array.get(i) + array.get(i - 1));
        }
    }

    @Test
    @Conformance("ARRAY-02")
    void anArrayOfALengthIsZeroAlsoWhenMemoryIsUsedAgain() {
        for (int round = 0; round < 20; round++) {
            IntArray array = Array.ofInt(1_000);
            assertTrue(array.stream().allMatch(x -> x == 0));
            array.fill(42);
            assertEquals(42_000, array.stream().sum());
            System.gc();
        }
    }

    @Test
    @Conformance("ARRAY-04")
    void anArrayHasALockOfItsOwnOrTheOneGivenOrNone() throws Exception {
        IntArray first = Array.ofInt(2);
        DoubleArray second = Array.ofDouble(new double[1]);
        assertSame(first.getLock(), first.getLock());
        assertNotSame(first.getLock(), second.getLock());
        LongArray third = Array.ofLong(new long[] {1}, first.getLock());
        try (var _ = third.getLock().acquire()) {
            assertTrue(first.getLock().locked());
        }
        assertSame(first.getLock(), third.getLock());
        assertThrows(NullPointerException.class, () -> Array.ofInt(new int[1], null));
        assertThrows(UnsupportedOperationException.class, Array.rawInt(1)::getLock);
    }

    @Test
    @Conformance({"CTYPE-01", "CTYPE-02"})
    void elementsOfEveryTypeTravelInBothDirections() throws Exception {
        All all = new All(
                Array.ofInt(new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE}),
                Array.ofLong(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}),
                Array.ofDouble(new double[] {-0.0, Double.MIN_VALUE}),
                Array.ofFloat(new float[] {-0.0f, Float.MAX_VALUE}),
                Array.ofShort(new short[] {Short.MIN_VALUE, Short.MAX_VALUE}),
                Array.ofByte(new byte[] {Byte.MIN_VALUE, Byte.MAX_VALUE}),
                Array.ofChar(new char[] {'\0', '\uffff'}),
                Array.ofBoolean(new boolean[] {true, false}));
        Children.join(Children.start(new Process(ArrayTest::swap, all)));
        assertArrayEquals(new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE}, all.i.toArray());
        assertArrayEquals(new long[] {Long.MAX_VALUE, Long.MIN_VALUE}, all.l.toArray());
        assertArrayEquals(new double[] {Double.MIN_VALUE, -0.0}, all.d.toArray());
        assertArrayEquals(new float[] {Float.MAX_VALUE, -0.0f}, all.f.toArray());
        assertArrayEquals(new short[] {Short.MAX_VALUE, Short.MIN_VALUE}, all.s.toArray());
        assertArrayEquals(new byte[] {Byte.MAX_VALUE, Byte.MIN_VALUE}, all.b.toArray());
        assertArrayEquals(new char[] {'\uffff', '\0'}, all.c.toArray());
        assertArrayEquals(new boolean[] {false, true}, all.z.toArray());
        fillAndCheck(all);
    }

    static void swap(All all) {
        int i = all.i.get(0);
        all.i.set(0, all.i.get(1));
        all.i.set(1, i);
        long l = all.l.get(0);
        all.l.set(0, all.l.get(1));
        all.l.set(1, l);
        double d = all.d.get(0);
        all.d.set(0, all.d.get(1));
        all.d.set(1, d);
        float f = all.f.get(0);
        all.f.set(0, all.f.get(1));
        all.f.set(1, f);
        short s = all.s.get(0);
        all.s.set(0, all.s.get(1));
        all.s.set(1, s);
        byte b = all.b.get(0);
        all.b.set(0, all.b.get(1));
        all.b.set(1, b);
        char c = all.c.get(0);
        all.c.set(0, all.c.get(1));
        all.c.set(1, c);
        boolean z = all.z.get(0);
        all.z.set(0, all.z.get(1));
        all.z.set(1, z);
    }

    private static void fillAndCheck(All all) {
        all.i.fill(-1);
        all.l.fill(-2);
        all.d.fill(0.5);
        all.f.fill(1.5f);
        all.s.fill((short) -5);
        all.b.fill((byte) -6);
        all.c.fill('z');
        all.z.fill(true);
        assertArrayEquals(new int[] {-1, -1}, all.i.toArray());
        assertArrayEquals(new long[] {-2, -2}, all.l.toArray());
        assertArrayEquals(new double[] {0.5, 0.5}, all.d.stream().toArray());
        assertArrayEquals(new float[] {1.5f, 1.5f}, all.f.toArray());
        assertArrayEquals(new short[] {-5, -5}, all.s.toArray());
        assertArrayEquals(new byte[] {-6, -6}, all.b.toArray());
        assertArrayEquals(new char[] {'z', 'z'}, all.c.toArray());
        assertArrayEquals(new boolean[] {true, true}, all.z.toArray());
    }

    @Test
    void whatIsOutOfBoundsIsRefusedAndChangesNothing() {
        IntArray array = Array.ofInt(new int[] {1, 2, 3});
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(-1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(1, new int[3], 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(0, new int[2], 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(0, new int[3], -1, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(0, new int[2], 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(2, new int[3], 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.asBuffer(1, 3));
        BooleanArray flags = Array.ofBoolean(new boolean[] {true, true});
        assertThrows(IndexOutOfBoundsException.class, () -> flags.copyFrom(0, new boolean[1], 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> flags.copyTo(1, new boolean[2], 0, 2));
        assertThrows(IllegalArgumentException.class, () -> Array.ofInt(-1));
        assertArrayEquals(new int[] {1, 2, 3}, array.toArray());
        assertArrayEquals(new boolean[] {true, true}, flags.toArray());
    }

    @Test
    @Conformance("CTYPE-03")
    void aCopyIsIndependent() {
        IntArray array = Array.ofInt(new int[] {1, 2});
        IntArray copy = Array.ofInt(array.toArray());
        DoubleValue value = Value.ofDouble(0.5);
        DoubleValue copied = Value.ofDouble(value.get());
        array.set(0, 9);
        value.set(9);
        assertArrayEquals(new int[] {1, 2}, copy.toArray());
        assertEquals(0.5, copied.get());
    }

    @Test
    void anArrayMayBeEmpty() throws Exception {
        IntArray array = Array.ofInt(0);
        assertEquals(0, array.length());
        assertArrayEquals(new int[0], array.toArray());
        assertEquals(0, array.asBuffer().capacity());
        assertEquals("<IntArray of 0>", array.toString());
        Children.join(Children.start(new Process(ArrayTest::partialSums, array)));
    }

    @Test
    void manyElementsAreCopiedAtOnce() {
        double[] source = IntStream.range(0, 1_000_000).asDoubleStream().toArray();
        DoubleArray array = Array.ofDouble(source);
        assertArrayEquals(source, array.toArray());
        assertEquals(999_999.0, array.get(999_999));
    }
}
