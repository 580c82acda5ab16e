package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.concurrent.Future;
import io.github.procession.function.Action0;
import io.github.procession.function.Action1;
import io.github.procession.function.Function1;
import io.github.procession.serialization.NotSendableException;
import org.junit.jupiter.api.Test;

/** A service with a pool in a field, whose lambda calls a method of the service, is told what it has captured. */
class PoolCannotTravelTest {
    static final class Service {
        private final Pool pool = Pool.builder().processes(1).startOnDemand().build();

        int twice(int number) {
            return 2 * number;
        }

        Function1<Integer, Integer> lambda() {
            return number -> twice(number);
        }

        Function1<Integer, Integer> reference() {
            return this::twice;
        }

        Action0 action() {
            return () -> twice(1);
        }

        Action1<Integer> actionReference() {
            return this::twice;
        }
    }

    @Test
    void theMessageNamesThisAndTheWayOut() throws Exception {
        Service service = new Service();
        try (Queue<Object> queue = new Queue<>()) {
            String lambda = refusal(queue, service.lambda());
            assertTrue(lambda.contains("> service.pool: " + Pool.class.getName()), lambda);
            assertTrue(
                    lambda.contains(
                            "is a pool, whose workers belong to the process that made it; a process that needs a pool"
                                    + " makes its own"),
                    lambda);
            assertTrue(
                    lambda.contains("the lambda captures `this`, an object of " + Service.class.getTypeName()), lambda);
            assertTrue(lambda.contains("call a static method"), lambda);
            String reference = refusal(queue, service.reference());
            assertTrue(reference.contains("the method reference captures its receiver"), reference);
            assertEquals(refusal(queue, service.action()), refusal(new Process(service.action())));
            assertEquals(refusal(queue, service.actionReference()), refusal(new Process(service.actionReference(), 1)));
            assertTrue(refusal(queue, service.pool).contains("is a pool"));
            assertTrue(refusal(queue, new Future<String>()).contains("is a future"));
        } finally {
            service.pool.close();
            service.pool.join();
        }
    }

    private static String refusal(Process process) {
        return assertThrows(NotSendableException.class, process::start).getMessage();
    }

    private static String refusal(Queue<Object> queue, Object value) {
        String message =
                assertThrows(NotSendableException.class, () -> queue.put(value)).getMessage();
        assertEquals(message, Multiprocessing.explain(value).refusal().orElseThrow());
        assertEquals(1, message.lines().count());
        return message;
    }
}
