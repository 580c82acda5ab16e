package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.Conformance;
import io.github.procession.function.Action0;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ThreadsToo
class QueueUnsendableItemTest {
    /** Parts of an order, one of which cannot leave its process. */
    record Order(int number, Customer customer) {}

    record Customer(String name, Socket socket) {}

    private static final String REASON = "java.net.Socket cannot be sent to another process:"
            + " it is an open stream, channel or socket; send the data or the path instead";

    @Test
    @Conformance("QUEUE-08")
    void anItemThatCannotTravelDoesNotStopTheNextOne() throws Exception {
        try (Queue<Object> queue = new Queue<>(1);
                Queue<Object> seen = new Queue<>();
                Socket socket = new Socket()) {
            assertThrows(IllegalArgumentException.class, () -> queue.put(socket));
            assertEquals(0, queue.qsize(), "a refused item takes no place");
            queue.putNowait(true);
            assertThrows(IllegalArgumentException.class, () -> queue.putNowait(socket));
            Children.join(Children.start(new Process(QueueUnsendableItemTest::passOn, queue, seen)));
            assertEquals(true, seen.get());
            assertTrue(queue.empty());
        }
    }

    static void passOn(Queue<Object> from, Queue<Object> to) throws InterruptedException {
        to.put(from.get());
    }

    /** Collects what could not be put. */
    static final class Forgiving extends Queue<Object> {
        private final List<Object> failed = new ArrayList<>();
        private final List<String> messages = new ArrayList<>();

        @Override
        protected void onPutError(IllegalArgumentException error, Object item) {
            failed.add(item);
            messages.add(error.getMessage());
        }
    }

    @Test
    @Conformance("QUEUE-09")
    void aHookGetsTheErrorAndTheItem() throws Exception {
        try (Forgiving queue = new Forgiving();
                Socket socket = new Socket()) {
            queue.put(socket);
            queue.put("next");
            assertSame(socket, queue.failed.getFirst());
            assertEquals(List.of(REASON), queue.messages);
            assertEquals("next", queue.get());
            assertTrue(queue.empty());
        }
    }

    @Test
    void theMessageNamesThePathOfTheField() throws Exception {
        try (Queue<Object> queue = new Queue<>();
                SimpleQueue<Object> simple = new SimpleQueue<>();
                Pipe pipe = Pipe.open();
                Socket socket = new Socket()) {
            Order order = new Order(7, new Customer("Ada", socket));
            String path = "order.customer.socket: " + REASON;
            assertEquals(path, refused(() -> queue.put(order)));
            assertEquals(path, refused(() -> simple.put(order)));
            assertEquals(path, refused(() -> pipe.first().send(order)));
            assertTrue(refused(() -> queue.put(Map.of("order", List.of(1, order))))
                    .endsWith(".customer.socket: " + REASON));
            assertTrue(queue.empty());
            assertTrue(simple.empty());
            assertEquals(false, pipe.second().poll());
        }
    }

    @Test
    void aLambdaThatCapturesSuchAThingIsRefusedToo() throws Exception {
        try (Queue<Action0> queue = new Queue<>();
                Socket socket = new Socket()) {
            Customer customer = new Customer("Ada", socket);
            Action0 greet = () ->
                    customer.socket().getOutputStream().write(customer.name().getBytes());
            String message = refused(() -> queue.put(greet));
            assertTrue(message.endsWith("socket: " + REASON), message);
            Process process = new Process(greet);
            String atStart = refused(process::start);
            assertTrue(atStart.endsWith("socket: " + REASON), atStart);
            assertTrue(Multiprocessing.activeChildren().isEmpty(), "nothing was started");
        }
    }

    @Test
    void anArgumentThatCannotTravelIsRefusedByStart() throws Exception {
        try (Socket socket = new Socket()) {
            Order order = new Order(7, new Customer("Ada", socket));
            Process process = new Process(QueueUnsendableItemTest::take, 1, order);
            String message = refused(process::start);
            assertTrue(message.endsWith("customer.socket: " + REASON), message);
            assertTrue(Multiprocessing.activeChildren().isEmpty());
        }
    }

    static void take(int number, Order order) {
        throw new AssertionError("reached the child: " + number + order);
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static String refused(Attempt attempt) {
        return assertThrows(IllegalArgumentException.class, attempt::run).getMessage();
    }
}
