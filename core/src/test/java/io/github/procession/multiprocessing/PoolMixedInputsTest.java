package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.NotSendableException;
import io.github.procession.support.Eventually;
import io.github.procession.support.ThreadsToo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tasks are written to workers together: small inputs, those that fill the ring, and those that cannot be sent. */
@ThreadsToo
class PoolMixedInputsTest {
    private static final int COUNT = 3000;
    private static final int LARGER_THAN_THE_RING = 300_000;

    /** An input of each kind in an order that looks random and is the same each time; null for one that cannot be sent. */
    private static List<Object> inputs(long seed) {
        Random random = new Random(seed);
        List<Object> inputs = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int size = random.nextInt(40) == 0 ? random.nextInt(LARGER_THAN_THE_RING) : random.nextInt(300);
            inputs.add(random.nextInt(20) == 0 ? new CountDownLatch(1) : i + " " + "x".repeat(size));
        }
        return inputs;
    }

    static String digest(Object input) {
        String text = (String) input;
        return text.length() + ":" + text.substring(0, text.indexOf(' '));
    }

    private static void check(Object input, PoolIterator<String> results) {
        if (input instanceof CountDownLatch) {
            try {
                throw new AssertionError("it was sent: " + results.next());
            } catch (CompletionException e) {
                assertInstanceOf(NotSendableException.class, e.getCause());
            }
        } else {
            assertEquals(digest(input), results.next());
        }
    }

    @Tag("full")
    @Test
    void eachArrivesOrFailsAtItsPlace() throws Exception {
        try (Pool pool = new Pool(3)) {
            List<Object> inputs = inputs(1);
            try (PoolIterator<String> results = pool.imap(PoolMixedInputsTest::digest, inputs)) {
                for (Object input : inputs) {
                    check(input, results);
                }
            }
        }
    }

    @Tag("full")
    @Test
    void threadsThatSubmitAtOnceDoNotMixThemUp() throws Exception {
        try (Pool pool = new Pool(2)) {
            List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                List<Object> inputs = inputs(t);
                threads.add(Thread.ofPlatform().start(() -> {
                    try (PoolIterator<String> results = pool.imap(PoolMixedInputsTest::digest, inputs)) {
                        inputs.forEach(input -> check(input, results));
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                assertTrue(thread.join(Eventually.LIMIT));
            }
            assertEquals(List.of(), failures);
        }
    }

    static int slowly(SlowToWrite input) {
        return input.number;
    }

    /** Takes its time to be encoded, longer than a pool lets what is encoded already wait for more. */
    private static final class SlowToWrite implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        private static final long NANOS_TO_WRITE = 300_000;

        private final int number;

        SlowToWrite(int number) {
            this.number = number;
        }

        private void writeObject(java.io.ObjectOutputStream out) throws java.io.IOException {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < NANOS_TO_WRITE) {
                Thread.onSpinWait();
            }
            out.defaultWriteObject();
        }
    }

    @Test
    void inputsThatAreSlowToEncodeArriveAllTheSame() throws Exception {
        try (Pool pool = new Pool(2)) {
            SlowToWrite[] inputs = new SlowToWrite[300];
            Arrays.setAll(inputs, SlowToWrite::new);
            List<Integer> numbers = new ArrayList<>();
            for (int number : pool.imapUnordered(PoolMixedInputsTest::slowly, List.of(inputs))) {
                numbers.add(number);
            }
            Collections.sort(numbers);
            assertEquals(Arrays.stream(inputs).map(each -> each.number).toList(), numbers);
        }
    }
}
