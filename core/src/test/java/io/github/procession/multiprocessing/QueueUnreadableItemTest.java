package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import org.junit.jupiter.api.Test;

class QueueUnreadableItemTest {
    /** Can be written everywhere and read nowhere. */
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("poison, read from " + in.getClass().getSimpleName());
        }
    }

    @Test
    void anItemThatCannotBeReadHarmsNeitherTheNextNorTheQueue() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                Queue<Object> seen = new Queue<>()) {
            queue.put(1);
            queue.put(new Poison());
            queue.put(2);
            Children.join(Children.start(new Process(QueueUnreadableItemTest::readAll, queue, seen)));
            assertEquals(1, seen.get());
            String failure = (String) seen.get();
            assertTrue(failure.contains("poison, read from"), failure);
            assertEquals(2, seen.get());
            assertTrue(queue.empty());
        }
    }

    static void readAll(Queue<Object> from, Queue<Object> to) throws InterruptedException {
        to.put(from.get());
        to.put(text(assertThrows(IllegalStateException.class, from::get)));
        to.put(from.get());
    }

    private static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each).append('\n');
        }
        return text.toString();
    }

    @Test
    void theSameHoldsForAConnection() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send(new Poison());
            pipe.first().send("next");
            String failure = text(assertThrows(IllegalStateException.class, pipe.second()::recv));
            assertTrue(failure.contains("poison, read from"), failure);
            assertEquals("next", pipe.second().recv());
        }
    }
}
