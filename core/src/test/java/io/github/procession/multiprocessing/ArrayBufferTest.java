package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.memory.Shareables;
import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import java.lang.ref.WeakReference;
import java.nio.IntBuffer;
import org.junit.jupiter.api.Test;

class ArrayBufferTest {
    @Test
    void aBufferIsTheMemoryOfTheArrayItself() throws Exception {
        IntArray array = Array.ofInt(100);
        IntBuffer buffer = array.asBuffer();
        assertEquals(100, buffer.capacity());
        Children.join(Children.start(new Process(ArrayBufferTest::squares, array)));
        assertEquals(99 * 99, buffer.get(99));
        buffer.put(7, -1);
        assertEquals(-1, array.get(7));
        assertEquals(20 * 20, array.asBuffer(20, 5).get(0));

        ByteArray bytes = Array.ofByte(new byte[] {1, 2});
        bytes.asBuffer().put(1, (byte) 9);
        assertEquals(9, bytes.get(1));
        LongArray longs = Array.ofLong(1);
        longs.asBuffer().put(0, 1L << 40);
        assertEquals(1L << 40, longs.get(0));
        DoubleArray doubles = Array.ofDouble(1);
        doubles.asBuffer().put(0, 0.1);
        assertEquals(0.1, doubles.get(0));
        FloatArray floats = Array.ofFloat(1);
        floats.asBuffer().put(0, 0.1f);
        assertEquals(0.1f, floats.get(0));
        ShortArray shorts = Array.ofShort(1);
        shorts.asBuffer().put(0, (short) 300);
        assertEquals(300, shorts.get(0));
        CharArray chars = Array.ofChar(1);
        chars.asBuffer().put(0, '\u1234');
        assertEquals('\u1234', chars.get(0));
        BooleanArray booleans = Array.ofBoolean(1);
        booleans.asBuffer().put(0, (byte) 1);
        assertTrue(booleans.get(0));
    }

    static void squares(IntArray array) {
        IntBuffer buffer = array.asBuffer();
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, i * i);
        }
    }

    @Test
    void aBufferStaysUsableWhenTheArrayIsCollected() throws Exception {
        WeakReference<?>[] gone = new WeakReference<?>[1];
        IntBuffer buffer = onlyTheBuffer(gone);
        Eventually.await("the array is collected", () -> {
            System.gc();
            return gone[0].get() == null;
        });
        assertEquals(3, buffer.get(2));
        buffer.put(2, 4);
        assertEquals(4, buffer.get(2));
    }

    private static IntBuffer onlyTheBuffer(WeakReference<?>[] array) {
        IntArray made = Array.ofInt(new int[] {1, 2, 3});
        array[0] = new WeakReference<>(made);
        return made.asBuffer();
    }

    @Test
    void anArrayOnItsWayKeepsItsElementsAndItsLock() throws Exception {
        try (Queue<IntArray> queue = new Queue<>()) {
            long address = putAndForget(queue);
            Eventually.await("it is collected here", () -> {
                System.gc();
                return !Shareables.isLive(address);
            });
            IntArray array = queue.get();
            try (var _ = array.getLock().acquire()) {
                assertEquals(6, array.stream().sum());
            }
        }
    }

    private static long putAndForget(Queue<IntArray> queue) throws InterruptedException {
        IntArray array = Array.ofInt(new int[] {1, 2, 3});
        queue.put(array);
        return array.address();
    }

    @Test
    void moreThanABufferCanHaveIsRefused() {
        DoubleArray array = Array.rawDouble((1 << 28) + 1); // 2 GiB and 8 bytes
        assertThrows(UnsupportedOperationException.class, array::asBuffer);
        array.set(1 << 28, 2.5);
        assertEquals(2.5, array.asBuffer(1 << 28, 1).get(0));
    }
}
