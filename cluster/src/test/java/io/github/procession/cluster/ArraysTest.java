package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Array;
import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.BooleanArray;
import io.github.procession.multiprocessing.ByteArray;
import io.github.procession.multiprocessing.CharArray;
import io.github.procession.multiprocessing.Context;
import io.github.procession.multiprocessing.DoubleArray;
import io.github.procession.multiprocessing.Event;
import io.github.procession.multiprocessing.FloatArray;
import io.github.procession.multiprocessing.IntArray;
import io.github.procession.multiprocessing.LongArray;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.ShortArray;
import io.github.procession.serialization.NotSendableException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** Arrays at the server, used by a program and by children of a worker, which has none of the classes here. */
class ArraysTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static WorkerProcess worker;
    private static Cluster program;
    private static Context context;
    private static Pool pool;

    @BeforeAll
    static void start() throws Exception {
        String url = TestServer.shared().url("arrays");
        worker = WorkerProcess.start(url, null, "--slots", "2");
        program = Leases.connect(url);
        ProgramCluster.use(program);
        context = Multiprocessing.getContext("cluster");
        pool = context.pool(2);
    }

    @AfterAll
    static void end() {
        pool.terminate();
        ProgramCluster.use(null);
        program.close();
        worker.close();
    }

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

    static All turnAround(All all) {
        int i = all.i.get(0);
        all.i.set(0, all.i.get(1));
        all.i.set(1, i);
        all.l.copyFrom(0, new long[] {9, all.l.get(1), all.l.get(0)}, 1, 2);
        double[] d = all.d.toArray();
        all.d.copyFrom(0, new double[] {d[1], d[0]}, 0, 2);
        float f = all.f.get(1);
        all.f.fill(f);
        short s = all.s.get(1);
        all.s.set(0, s);
        all.b.fill((byte) -3);
        char[] c = new char[4];
        all.c.copyTo(1, c, 2, 1);
        all.c.copyFrom(0, c, 1, 2);
        boolean[] z = all.z.toArray();
        all.z.copyFrom(0, new boolean[] {z[1], z[0]}, 0, 2);
        all.z.set(1, !all.z.get(1));
        return all;
    }

    @Test
    void eachTypeIsTheSameArrayOnAnotherMachine() throws Exception {
        var lock = context.rLock();
        All all = new All(
                Array.ofInt(new int[] {Integer.MIN_VALUE, 7}, lock),
                Array.ofLong(new long[] {Long.MIN_VALUE, Long.MAX_VALUE}, lock),
                Array.ofDouble(new double[] {-0.0, Double.MIN_VALUE}, lock),
                Array.ofFloat(new float[] {1, -Float.MAX_VALUE}, lock),
                Array.ofShort(new short[] {1, Short.MIN_VALUE}, lock),
                Array.ofByte(new byte[] {1, -1}, lock),
                Array.ofChar(new char[] {'a', '\uffff'}, lock),
                Array.ofBoolean(new boolean[] {true, false}, lock));
        All back = pool.applyAsync(ArraysTest::turnAround, all).get(LONG);
        assertEquals(all, back, "what comes back is the array that was sent");
        assertArrayEquals(new int[] {7, Integer.MIN_VALUE}, all.i.toArray());
        assertArrayEquals(new long[] {Long.MAX_VALUE, Long.MIN_VALUE}, all.l.toArray());
        assertArrayEquals(new double[] {Double.MIN_VALUE, -0.0}, all.d.toArray());
        assertArrayEquals(new float[] {-Float.MAX_VALUE, -Float.MAX_VALUE}, all.f.toArray());
        assertArrayEquals(new short[] {Short.MIN_VALUE, Short.MIN_VALUE}, all.s.toArray());
        assertArrayEquals(new byte[] {-3, -3}, all.b.toArray());
        assertArrayEquals(new char[] {'\0', '\uffff'}, all.c.toArray());
        assertArrayEquals(new boolean[] {false, false}, all.z.toArray());
        assertEquals("<IntArray of 2>", all.i.toString());
        assertEquals(lock, all.i.getLock());
        assertEquals(7L + Integer.MIN_VALUE, all.i.stream().asLongStream().sum());
    }

    private static final int TIMES = 200;

    static void add(IntArray i, LongArray l, FloatArray f, DoubleArray d) throws Exception {
        for (int n = 0; n < TIMES; n++) {
            i.getAndAdd(1, 1 << 30);
            l.addAndGet(1, Long.MAX_VALUE);
            f.addAndGet(1, 0.5f);
            d.getAndAdd(1, 0.25);
            try (var _ = i.getLock().acquire()) {
                i.set(2, i.get(2) + 1);
            }
        }
    }

    @Test
    void additionsOfChildrenAndThreadsAreAllThere() throws Exception {
        var lock = context.rLock();
        IntArray i = Array.ofInt(new int[3], lock);
        LongArray l = Array.ofLong(new long[3], lock);
        FloatArray f = Array.ofFloat(new float[3], lock);
        DoubleArray d = Array.ofDouble(new double[3], lock);
        List<AsyncResult<?>> children =
                List.of(pool.applyAsync(ArraysTest::add, i, l, f, d), pool.applyAsync(ArraysTest::add, i, l, f, d));
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    add(i, l, f, d);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (AsyncResult<?> child : children) {
            child.get(LONG);
        }
        assertEquals(List.of(), failures);
        int n = 4 * TIMES;
        assertArrayEquals(new int[] {0, n * (1 << 30), n}, i.toArray());
        assertArrayEquals(new long[] {0, n * Long.MAX_VALUE, 0}, l.toArray());
        assertArrayEquals(new float[] {0, n * 0.5f, 0}, f.toArray());
        assertArrayEquals(new double[] {0, n * 0.25, 0}, d.toArray());
    }

    @Test
    void anElementIsReplacedIfItsBitsAreAsExpected() {
        var lock = context.rLock();
        IntArray i = Array.ofInt(new int[2], lock);
        assertTrue(i.compareAndSet(1, 0, 5) && !i.compareAndSet(1, 0, 6));
        assertEquals(5, i.getAndAdd(1, 1));
        assertEquals(7, i.addAndGet(1, 1));
        DoubleArray d = Array.ofDouble(new double[] {-0.0, 0}, lock);
        assertFalse(d.compareAndSet(0, 0.0, 1));
        assertTrue(d.compareAndSet(0, -0.0, Double.NaN) && d.compareAndSet(0, Double.NaN, 2));
        assertEquals(2, d.getAndAdd(0, 0.1));
        assertEquals(2 + 0.1 + 0.2, d.addAndGet(0, 0.2));
        FloatArray f = Array.ofFloat(new float[] {1}, lock);
        assertEquals(1 + 0.1f, f.addAndGet(0, 0.1f));
        assertEquals(1 + 0.1f + Float.MAX_VALUE, f.addAndGet(0, Float.MAX_VALUE));
        assertEquals(Float.POSITIVE_INFINITY, f.addAndGet(0, Float.MAX_VALUE));
        assertTrue(f.compareAndSet(0, Float.POSITIVE_INFINITY, 0));
        LongArray l = Array.ofLong(new long[] {(1L << 53) + 1}, lock); // which no double is
        assertEquals((1L << 53) + 1, l.getAndAdd(0, 2));
        assertTrue(l.compareAndSet(0, (1L << 53) + 3, -1));
    }

    private static long calls(String command) throws Exception {
        String all = Request.text(TestServer.shared().command(Command.INFO, "commandstats"));
        Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(all);
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    @Test
    void aCopyTakesOneRoundTripAndALargeOneAFew() throws Exception {
        var lock = context.rLock();
        long writes = calls("setrange");
        IntArray some = Array.ofInt(IntStream.range(0, 100_000).toArray(), lock);
        assertEquals(1, calls("setrange") - writes);
        long reads = calls("getrange");
        assertEquals(99_999, some.toArray()[99_999]);
        assertEquals(1, calls("getrange") - reads);

        byte[] bytes = new byte[(9 << 20) + 5];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        ByteArray large = Array.ofByte(bytes, lock);
        reads = calls("getrange");
        assertArrayEquals(bytes, large.toArray());
        assertEquals(3, calls("getrange") - reads);
        byte[] slice = new byte[(4 << 20) + 7];
        large.copyTo(1001, slice, 2, slice.length - 4);
        assertEquals(0, slice[1]);
        assertEquals(bytes[1001], slice[2]);
        assertEquals(bytes[1001 + slice.length - 5], slice[slice.length - 3]);
        assertEquals(0, slice[slice.length - 2]);
    }

    static void dieHalfWay(IntArray array, Event held) throws Exception {
        try (var _ = array.getLock().acquire()) {
            array.set(0, 1);
            held.set();
            Thread.sleep(LONG);
            array.set(1, 1);
        }
    }

    @Test
    void whatAKilledChildStoredStaysAndItsLockIsFree() throws Exception {
        IntArray array = Array.ofInt(new int[2], context.rLock());
        Event held = context.event();
        Process child = context.process(ArraysTest::dieHalfWay, array, held);
        child.start();
        assertTrue(held.await(LONG));
        child.kill();
        try (var _ = array.getLock().acquire()) {
            assertTrue(array.getLock().wasAbandoned());
            assertArrayEquals(new int[] {1, 0}, array.toArray());
        }
        assertTrue(child.join(LONG));
        assertEquals(OptionalInt.of(-9), child.exitCode());
        pool.applyAsync(ArraysTest::set, array).get(LONG);
        assertArrayEquals(new int[] {1, 2}, array.toArray());
    }

    static void set(IntArray array) {
        array.set(1, 2);
    }

    static void outside(IntArray array) {
        array.copyFrom(1, new int[2], 0, 2);
    }

    @Test
    void whatIsOutOfBoundsIsRefusedAndNothingIsCopied() {
        var lock = context.rLock();
        IntArray array = Array.ofInt(new int[] {1, 2}, lock);
        int[] here = {7, 7, 7};
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.get(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.set(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.getAndAdd(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.compareAndSet(-1, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(0, here, 0, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyTo(0, here, 2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(1, here, 0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.copyFrom(0, here, -1, 2));
        var failure = assertThrows(ExecutionException.class, () -> pool.apply(ArraysTest::outside, array));
        assertInstanceOf(IndexOutOfBoundsException.class, failure.getCause());
        assertArrayEquals(new int[] {1, 2}, array.toArray());
        assertArrayEquals(new int[] {7, 7, 7}, here);
        IntArray none = Array.ofInt(new int[0], lock);
        assertArrayEquals(new int[0], none.toArray());
        none.fill(1);
        assertEquals(0, none.stream().count());
    }

    @Test
    void whatNeedsTheMemoryOfOneMachineIsRefused() {
        var lock = context.rLock();
        String message = assertThrows(
                        UnsupportedOperationException.class,
                        () -> Array.ofInt(new int[1], lock).asBuffer())
                .getMessage();
        assertTrue(message.startsWith("a buffer of an Array is memory of one machine"), message);
        IntArray local =
                Array.ofInt(new int[2], Multiprocessing.getContext("spawn").rLock());
        local.asBuffer();
        Throwable refused = assertThrows(ExecutionException.class, () -> pool.apply(ArraysTest::set, local))
                .getCause();
        assertInstanceOf(NotSendableException.class, refused);
        assertTrue(refused.getMessage().startsWith("argument 1: "), refused::toString);
    }
}
