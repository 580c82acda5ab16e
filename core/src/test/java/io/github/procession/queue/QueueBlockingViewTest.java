package io.github.procession.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Threads;
import java.time.Duration;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The view keeps the contract of BlockingQueue, and what it does is seen in the queue. */
class QueueBlockingViewTest {
    private final Queue<String> queue = new Queue<>(3);
    private final BlockingQueue<String> view = queue.asBlockingQueue();

    @Test
    void theThreeWaysToAddTellThatThereIsNoRoom() throws Exception {
        assertSame(view, queue.asBlockingQueue());
        assertEquals(3, view.remainingCapacity());
        assertTrue(view.add("a"));
        assertTrue(view.offer("b"));
        view.put("c");
        assertEquals(0, view.remainingCapacity());
        assertFalse(view.offer("d"));
        assertFalse(view.offer("d", 10, TimeUnit.MILLISECONDS));
        assertFalse(view.offer("d", -1, TimeUnit.SECONDS));
        assertEquals(
                "Queue full",
                assertThrows(IllegalStateException.class, () -> view.add("d")).getMessage());
        assertEquals(3, queue.qsize());

        var putter = Threads.run(() -> {
                    view.put("d");
                    return true;
                })
                .awaitParked();
        assertEquals("a", queue.get());
        assertTrue(putter.result());
        assertEquals(List.of("b", "c", "d"), List.copyOf(view));
        assertEquals(Integer.MAX_VALUE, new Queue<String>().asBlockingQueue().remainingCapacity());
        queue.setMaxsize(1);
        assertEquals(0, view.remainingCapacity());
    }

    @Test
    void theWaysToTakeTellThatThereIsNothing() throws Exception {
        assertNull(view.poll());
        assertNull(view.peek());
        assertNull(view.poll(10, TimeUnit.MILLISECONDS));
        assertThrows(NoSuchElementException.class, view::remove);
        assertThrows(NoSuchElementException.class, view::element);
        view.put("a");
        assertEquals("a", view.peek());
        assertEquals("a", view.element());
        assertEquals("a", view.take());
        assertTrue(view.isEmpty());

        var taker = Threads.run(view::take).awaitParked();
        queue.put("b");
        assertEquals("b", taker.result());
        var timed = Threads.run(() -> view.poll(5, TimeUnit.MINUTES)).awaitParked();
        queue.put("c");
        assertEquals("c", timed.result());
    }

    @Test
    void nullIsRefusedAndNeverShownAsNothing() throws Exception {
        assertThrows(NullPointerException.class, () -> view.add(null));
        assertThrows(NullPointerException.class, () -> view.offer(null));
        assertThrows(NullPointerException.class, () -> view.offer(null, 1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> view.put(null));
        assertFalse(view.contains(null));
        assertFalse(view.remove(null));

        queue.put(null);
        assertThrows(NullPointerException.class, view::poll);
        assertThrows(NullPointerException.class, view::take);
        assertThrows(NullPointerException.class, view::peek);
        assertThrows(NullPointerException.class, () -> view.poll(1, TimeUnit.SECONDS));
        assertThrows(NullPointerException.class, () -> view.drainTo(new ArrayList<>()));
        assertArrayEquals(new Object[] {null}, view.toArray());
        assertEquals(1, queue.qsize(), "it is still there");
        assertNull(queue.get());
    }

    @Test
    void drainingTakesUpToTheMost() throws Exception {
        view.addAll(List.of("a", "b", "c"));
        List<String> target = new ArrayList<>();
        assertEquals(2, view.drainTo(target, 2));
        assertEquals(List.of("a", "b"), target);
        assertEquals(0, view.drainTo(target, 0));
        assertEquals(0, view.drainTo(target, -1));
        assertEquals(1, view.drainTo(target));
        assertEquals(List.of("a", "b", "c"), target);
        assertThrows(IllegalArgumentException.class, () -> view.drainTo(view));
        assertThrows(NullPointerException.class, () -> view.drainTo(null));
    }

    @Test
    void drainingMakesRoomForThoseWhoWait() throws Exception {
        view.addAll(List.of("a", "b", "c"));
        List<Threads.Running<Boolean>> putters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            putters.add(Threads.run(() -> {
                        view.put("d");
                        return true;
                    })
                    .awaitParked());
        }
        assertEquals(3, view.drainTo(new ArrayList<>()));
        for (var putter : putters) {
            assertTrue(putter.result());
        }
    }

    @Test
    void whatTheTargetRefusesStays() {
        view.addAll(List.of("a", "b", "c"));
        List<String> kept = new ArrayList<>();
        var choosy = new AbstractCollection<String>() {
            @Override
            public boolean add(String item) {
                if (item.equals("b")) {
                    throw new UnsupportedOperationException(item);
                }
                return kept.add(item);
            }

            @Override
            public Iterator<String> iterator() {
                return kept.iterator();
            }

            @Override
            public int size() {
                return kept.size();
            }
        };
        assertThrows(UnsupportedOperationException.class, () -> view.drainTo(choosy));
        assertEquals(List.of("a"), kept);
        assertEquals(List.of("b", "c"), List.copyOf(view));
    }

    @Test
    void removedItemsMakeRoomAndCountAsDone() throws Exception {
        view.addAll(List.of("a", "b", "c"));
        var putter = Threads.run(() -> {
                    view.put("d");
                    return true;
                })
                .awaitParked();
        assertTrue(view.contains("b"));
        assertTrue(view.remove("b"));
        assertFalse(view.remove("b"));
        assertTrue(putter.result());
        assertTrue(view.removeIf("d"::equals));
        assertFalse(view.removeIf("d"::equals));
        assertTrue(view.retainAll(List.of("a")));
        assertTrue(view.removeAll(List.of("a", "x")));
        assertTrue(queue.join(Duration.ZERO), "nobody will work on what was removed");

        view.addAll(List.of("a", "b"));
        view.take();
        view.clear();
        assertEquals(0, view.size());
        assertFalse(queue.join(Duration.ZERO), "what was taken has to be finished");
        queue.taskDone();
        assertTrue(queue.join(Duration.ZERO));
    }

    @Test
    void anIteratorShowsOneMomentAndRemovesWhatIsStillThere() throws Exception {
        Queue<String> plenty = new Queue<>();
        BlockingQueue<String> items = plenty.asBlockingQueue();
        String twin = new String("a");
        items.addAll(List.of("a", twin, "b"));
        Iterator<String> iterator = items.iterator();
        items.add("late");
        assertThrows(IllegalStateException.class, iterator::remove);
        iterator.next();
        assertSame(twin, iterator.next());
        iterator.remove();
        assertThrows(IllegalStateException.class, iterator::remove);
        assertEquals("b", iterator.next());
        assertFalse(iterator.hasNext());
        plenty.get();
        assertEquals("b", plenty.get(), "the twin is gone, the other one was first");
        iterator.remove();
        assertEquals(List.of("late"), items.stream().toList(), "what was taken cannot be removed");
        assertEquals("[late]", items.toString());
        assertArrayEquals(new String[] {"late", null}, items.toArray(new String[] {"x", "y"}));
    }

    @Test
    void theViewFollowsTheOrderOfTheQueue() {
        BlockingQueue<Integer> stack = new LifoQueue<Integer>().asBlockingQueue();
        stack.addAll(List.of(1, 3, 2));
        assertEquals(List.of(2, 3, 1), List.copyOf(stack));
        assertEquals(2, stack.peek());
        stack.removeIf(item -> item == 3);
        assertEquals(2, stack.poll());
        assertEquals(1, stack.poll());

        BlockingQueue<Integer> heap = new PriorityQueue<Integer>().asBlockingQueue();
        heap.addAll(List.of(3, 1, 2));
        assertEquals(1, heap.peek());
        heap.remove(2);
        List<Integer> drained = new ArrayList<>();
        heap.drainTo(drained);
        assertEquals(List.of(1, 3), drained);
    }

    @Test
    void afterAShutdownAddingAndWaitingSaySo() throws Exception {
        view.add("a");
        queue.shutdown();
        assertThrows(ShutDown.class, () -> view.add("b"));
        assertThrows(ShutDown.class, () -> view.offer("b"));
        assertThrows(ShutDown.class, () -> view.put("b"));
        assertEquals("a", view.take());
        assertNull(view.poll(), "this one says that there is nothing");
        assertThrows(ShutDown.class, view::take);
        assertThrows(ShutDown.class, () -> view.poll(5, TimeUnit.MINUTES));
    }

    @Test
    void anExecutorWorksFromIt() throws Exception {
        Queue<Runnable> tasks = new Queue<>();
        var done = new AtomicInteger();
        try (var executor = new ThreadPoolExecutor(2, 2, 0, TimeUnit.SECONDS, tasks.asBlockingQueue())) {
            for (int i = 0; i < 1000; i++) {
                executor.execute(done::incrementAndGet);
            }
        }
        assertEquals(1000, done.get());
    }
}
