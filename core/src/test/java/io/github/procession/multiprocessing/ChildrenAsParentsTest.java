package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.support.Children;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A child makes what its parent makes. */
class ChildrenAsParentsTest {
    static void useAQueue(Queue<Object> results) throws Exception {
        try (Queue<Object> own = new Queue<>()) {
            Process grandchild = Children.start(new Process((Queue<Object> to) -> to.put("from below"), own));
            results.put(own.get());
            Children.join(grandchild);
        }
    }

    static void useAPool(Queue<Object> results) throws Exception {
        try (Pool pool = new Pool(2)) {
            results.put(pool.map((Integer x) -> x * x, List.of(1, 2, 3)));
        }
    }

    @Tag("full")
    @Test
    @Conformance({"STDIN-01", "STDIN-02"})
    void aChildHasAQueueAGrandchildAndAPoolOfItsOwn() throws Exception {
        try (Queue<Object> results = new Queue<>()) {
            Children.join(Children.start(new Process(ChildrenAsParentsTest::useAQueue, results)));
            assertEquals("from below", results.get());
            Children.join(Children.start(new Process(ChildrenAsParentsTest::useAPool, results)));
            assertEquals(List.of(1, 4, 9), results.get());
        }
    }
}
