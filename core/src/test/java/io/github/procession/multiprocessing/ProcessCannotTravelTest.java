package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.function.Function1;
import io.github.procession.serialization.NotSendableException;
import io.github.procession.support.Children;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process object goes to a child with its start, as in Python; every other message refuses it and says what to send. */
class ProcessCannotTravelTest {
    private static final String REASON =
            "cannot be sent to another process: it is a process, which only the process that created it can use; send"
                    + " its name or its pid(), and make a field that holds it transient";

    /** As many programs are written: the object whose method the processes run keeps the processes. */
    static final class Service {
        private final Queue<String> queue;
        private final List<Process> processes;

        Service(Queue<String> queue, Context context) {
            this.queue = queue;
            processes = List.of(context.process(this::work), context.process(this::work));
        }

        void work() throws InterruptedException {
            queue.put(processes.toString());
        }

        Function1<Integer, Integer> task() {
            return number -> number + processes.size();
        }
    }

    static final class Worker extends Process {
        private final Process other;
        private final Queue<String> queue;

        Worker(Process other, Queue<String> queue) {
            this.other = other;
            this.queue = queue;
        }

        @Override
        protected void run() throws Exception {
            queue.put(other.toString());
            queue.put(refusal(() -> putItself(queue)));
        }

        @SuppressWarnings("unchecked") // whatever the queue takes
        private void putItself(Queue<?> any) throws InterruptedException {
            ((Queue<Object>) any).put(this);
        }
    }

    static void nothing() {}

    private static String refusal(Executable sending) {
        return assertThrows(NotSendableException.class, sending).getMessage();
    }

    @Test
    void queuesAndPipesRefuseOneThatIsStartedOrNotAndTheCurrentOne() throws Exception {
        Process unstarted = new Process(ProcessCannotTravelTest::nothing);
        Process started = Children.start(new Process(ProcessCannotTravelTest::nothing));
        Children.join(started);
        try (Queue<Object> queue = new Queue<>();
                SimpleQueue<Object> simple = new SimpleQueue<>();
                Pipe pipe = Pipe.open()) {
            String expected = Process.class.getName() + " " + REASON;
            for (Process process : List.of(unstarted, started, Multiprocessing.currentProcess())) {
                assertEquals(expected, refusal(() -> queue.put(process)));
                assertEquals(expected, refusal(() -> simple.put(process)));
                assertEquals(expected, refusal(() -> pipe.first().send(process)));
                assertEquals("[0]: " + expected, refusal(() -> queue.put(List.of(process))));
                assertEquals(
                        expected, Multiprocessing.explain(process).refusal().orElseThrow());
            }
            assertEquals(
                    Worker.class.getName() + " " + REASON,
                    refusal(() -> queue.put(new Worker(unstarted, new Queue<>()))));
            assertTrue(queue.isEmpty());
        }
    }

    static Process current() {
        return Multiprocessing.currentProcess();
    }

    @Test
    void callsOfPoolsRefuseItAsAnArgumentAsAFieldAndAsAResult() throws Exception {
        Process process = new Process(ProcessCannotTravelTest::nothing);
        try (Pool pool = new Pool(1);
                Queue<String> queue = new Queue<>()) {
            String argument = assertInstanceOf(
                            NotSendableException.class,
                            assertThrows(ExecutionException.class, () -> pool.apply(Object::toString, (Object) process))
                                    .getCause())
                    .getMessage();
            assertTrue(argument.startsWith("argument 1"), argument);
            assertTrue(argument.endsWith(REASON), argument);
            Service service = new Service(queue, Multiprocessing.getContext());
            String field = assertInstanceOf(
                            NotSendableException.class,
                            assertThrows(ExecutionException.class, () -> pool.map(service.task(), List.of(1)))
                                    .getCause())
                    .getMessage();
            assertTrue(field.contains("service.processes[0]: " + Process.class.getName() + " " + REASON), field);
            String result = assertInstanceOf(
                            MaybeEncodingError.class,
                            assertThrows(ExecutionException.class, () -> pool.apply(ProcessCannotTravelTest::current))
                                    .getCause())
                    .reason();
            assertTrue(result.endsWith(REASON), result);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spawn", "forkserver", "threads"})
    void aStartTakesOneWithItAndNoMore(String method) throws Exception {
        Context context = Multiprocessing.getContext(method);
        try (Queue<String> queue = new Queue<>()) {
            Service service = new Service(queue, context);
            for (Process process : service.processes) {
                Children.join(Children.start(process)); // the second takes the first with it, which has been started
                assertEquals("[<Process unknown>, <Process unknown>]", queue.get());
            }
            Children.join(Children.start(context.with(new Worker(service.processes.get(0), queue))));
            assertEquals("<Process unknown>", queue.get());
            assertEquals(Worker.class.getName() + " " + REASON, queue.get());
        }
    }
}
