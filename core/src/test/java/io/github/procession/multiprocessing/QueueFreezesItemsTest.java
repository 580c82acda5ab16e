package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueFreezesItemsTest {
    @Test
    void anItemChangedAfterPutArrivesAsItWas() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                Pipe pipe = Pipe.open()) {
            List<String> names = new ArrayList<>(List.of("a", "b"));
            long[] numbers = {1, 2, 3};
            queue.put(names);
            queue.put(numbers);
            pipe.first().send(names);
            pipe.first().send(numbers);
            names.clear();
            Arrays.fill(numbers, 0);
            assertEquals(List.of("a", "b"), queue.get());
            assertArrayEquals(new long[] {1, 2, 3}, (long[]) queue.get());
            assertEquals(List.of("a", "b"), pipe.second().recv());
            assertArrayEquals(new long[] {1, 2, 3}, pipe.second().recv());
        }
    }
}
