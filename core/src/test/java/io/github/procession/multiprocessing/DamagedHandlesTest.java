package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import io.github.procession.serialization.DecodeException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What refers to a shared object, with changed bytes, gives an object or a refusal, and harms no shared object. */
class DamagedHandlesTest {
    private static final int MESSAGES = 30_000;
    private static final long FIXED_SEED = 20_261_126;

    private static byte[] encode(Object value) {
        try (Message message = Codec.encode(value)) {
            return message.toByteArray();
        }
    }

    @Tag("full")
    @Test
    void changedHandlesGiveAnObjectOrARefusal() throws Exception {
        Pipe pipe = Pipe.open();
        try (Queue<Object> queue = new Queue<>();
                JoinableQueue<Object> joinable = new JoinableQueue<>();
                Connection first = pipe.first();
                Connection second = pipe.second()) {
            Lock lock = new Lock();
            IntValue value = Value.ofInt(7);
            DoubleArray array = Array.ofDouble(5);
            List<Object> objects = List.of(
                    queue,
                    joinable,
                    lock,
                    new RLock(),
                    new Semaphore(2),
                    new BoundedSemaphore(2),
                    new Event(),
                    new Condition(),
                    new Barrier(2),
                    value,
                    array,
                    new Object[] {queue, lock, value});
            List<byte[]> messages = new ArrayList<>(
                    objects.stream().map(DamagedHandlesTest::encode).toList());
            decodeChanged(messages, FIXED_SEED);
            decodeChanged(messages, System.nanoTime());

            assertTrue(lock.acquire(java.time.Duration.ofSeconds(10)));
            lock.release();
            queue.put("item");
            assertEquals("item", queue.get());
            assertEquals(8, value.addAndGet(1));
            first.send("text");
            assertEquals("text", second.recv());
            Reference.reachabilityFence(objects);
        }
    }

    private static void decodeChanged(List<byte[]> messages, long seed) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < MESSAGES; i++) {
            byte[] bytes = messages.get(random.nextInt(messages.size())).clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int place = Integer.BYTES + random.nextInt(bytes.length - Integer.BYTES);
                if (random.nextBoolean()) {
                    bytes[place] ^= (byte) (1 << random.nextInt(8));
                } else {
                    bytes[place] = (byte) random.nextInt();
                }
            }
            try {
                Codec.decode(bytes);
            } catch (DecodeException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "with the seed " + seed + ", for " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertTrue(refused > MESSAGES / 10, "most changes are noticed, not " + refused);
    }
}
