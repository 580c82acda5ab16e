package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.ipc.memory.Session;
import io.github.procession.support.Children;
import io.github.procession.support.Talk;
import io.github.procession.support.ThreadsToo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@ThreadsToo
class SimpleQueueTest {
    @Test
    @Conformance("SQ-01")
    void emptyOnAClosedQueueThrows() {
        SimpleQueue<Integer> queue = new SimpleQueue<>();
        queue.close();
        assertEquals(
                "the queue is closed",
                assertThrows(IllegalStateException.class, queue::empty).getMessage());
        assertEquals("<SimpleQueue closed>", queue.toString());
    }

    @Test
    @Conformance("SQ-02")
    void emptyIsTheSameInChildAndParent() throws Exception {
        try (SimpleQueue<Boolean> queue = new SimpleQueue<>();
                Talk talk = Talk.open()) {
            Process child = Children.start(new Process(SimpleQueueTest::putEmptyTwice, queue, talk.second()));
            assertTrue(queue.empty());
            talk.first().send("go");
            talk.first().recv();
            assertFalse(queue.empty());
            assertEquals(true, queue.get(), "empty in the child before its first put");
            assertEquals(false, queue.get(), "not empty afterwards");
            assertTrue(queue.empty());
            Children.join(child);
        }
    }

    static void putEmptyTwice(SimpleQueue<Boolean> queue, Talk.End talk) throws Exception {
        talk.recv();
        queue.put(queue.empty());
        queue.put(queue.empty());
        talk.send("done");
    }

    @Test
    @Conformance("SQ-03")
    void closingTwiceIsFine() {
        SimpleQueue<Integer> queue = new SimpleQueue<>();
        queue.close();
        queue.close();
    }

    @Test
    @Conformance("SQ-04")
    void closingLetsGoOfBothSidesAndOfTheSharedMemory() throws Exception {
        Set<Path> before = files();
        SimpleQueue<Integer> queue = new SimpleQueue<>();
        queue.put(1);
        Set<Path> own = files();
        own.removeAll(before);
        assertFalse(own.isEmpty());
        queue.close();
        assertThrows(IllegalStateException.class, () -> queue.put(2));
        assertThrows(IllegalStateException.class, queue::get);
        own.retainAll(files());
        assertEquals(Set.of(), own);
    }

    /** All but pipes for the next children, which a thread of the library may make at any time. */
    private static Set<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Session.current().directory())) {
            return files.filter(file -> !file.getFileName().toString().startsWith("control-"))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }

    @Test
    void itemsKeepTheirOrder() throws Exception {
        try (SimpleQueue<Object> queue = new SimpleQueue<>()) {
            Process child = Children.start(new Process(SimpleQueueTest::putMany, queue));
            for (int i = 0; i < 1000; i++) {
                assertEquals(i, queue.get());
            }
            assertEquals(null, queue.get());
            Children.join(child);
        }
    }

    static void putMany(SimpleQueue<Object> queue) throws InterruptedException {
        for (int i = 0; i < 1000; i++) {
            queue.put(i);
        }
        queue.put(null);
    }
}
