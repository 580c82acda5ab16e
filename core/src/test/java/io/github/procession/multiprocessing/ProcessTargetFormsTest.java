package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.Conformance;
import io.github.procession.function.Action1;
import io.github.procession.function.Action2;
import io.github.procession.support.Children;
import io.github.procession.support.ThreadsToo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What can be a target, and that it is called with the arguments that were given. */
@ThreadsToo
class ProcessTargetFormsTest {
    private static Object result(Queue<Object> queue, Process process) throws Exception {
        process.start();
        Object result = queue.get();
        Children.join(process);
        return result;
    }

    static void zero() {
        System.out.println("called without arguments");
    }

    static int returning(Queue<Object> queue, int value) throws Exception {
        queue.put(value);
        return value;
    }

    static void three(Queue<Object> queue, String a, long b) throws Exception {
        queue.put(List.of(a, b));
    }

    static void four(Queue<Object> queue, String a, long b, boolean c) throws Exception {
        queue.put(List.of(a, b, c));
    }

    static void five(Queue<Object> queue, String a, long b, boolean c, Object d) throws Exception {
        queue.put(List.of(a, b, c, d));
    }

    @Test
    void targetsTakeUpToFiveArguments() throws Exception {
        assertEquals(
                "called without arguments\n",
                Capture.out(() -> Children.join(Children.start(new Process(ProcessTargetFormsTest::zero)))));
        try (Queue<Object> queue = new Queue<>()) {
            assertEquals("one", result(queue, new Process(q -> q.put("one"), queue)));
            assertEquals(2, result(queue, new Process(ProcessTargetFormsTest::returning, queue, 2)));
            assertEquals(List.of("a", 3L), result(queue, new Process(ProcessTargetFormsTest::three, queue, "a", 3L)));
            assertEquals(
                    List.of("a", 3L, true),
                    result(queue, new Process(ProcessTargetFormsTest::four, queue, "a", 3L, true)));
            assertEquals(
                    List.of("a", 3L, true, Map.of("k", 1)),
                    result(queue, new Process(ProcessTargetFormsTest::five, queue, "a", 3L, true, Map.of("k", 1))));
        }
    }

    @Test
    void theBuilderMakesNumbersWiderAsACallDoes() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = Process.target(ProcessTargetFormsTest::three)
                    .args(queue, "a", 3)
                    .build();
            assertEquals(List.of("a", 3L), result(queue, process));
            Process named = Process.target(ProcessTargetFormsTest::three)
                    .args(queue)
                    .kwargs(Map.of("b", 'x', "a", "y"))
                    .build();
            assertEquals(List.of("y", 120L), result(queue, named));
        }
    }

    private record Greeter(String greeting) {
        void greet(Queue<Object> queue, String name) throws Exception {
            queue.put(greeting + " " + name);
        }
    }

    @Test
    void methodsOfObjectsWorkBoundAndUnbound() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Greeter greeter = new Greeter("hello");
            assertEquals("hello Ada", result(queue, new Process(greeter::greet, queue, "Ada")));
            assertEquals("hello Bob", result(queue, new Process(Greeter::greet, greeter, queue, "Bob")));
            Process named = Process.target(Greeter::greet)
                    .args(greeter)
                    .kwargs(Map.of("name", "Cleo", "queue", queue))
                    .build();
            assertEquals("hello Cleo", result(queue, named));
        }
    }

    static class Inherited extends Base {}

    static class Base {
        public void work(Queue<Object> queue) throws Exception {
            queue.put(getClass().getSimpleName());
        }
    }

    @Test
    void inheritedMethodsAndInterfaceMethodsWork() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            assertEquals("Inherited", result(queue, new Process(Inherited::work, new Inherited(), queue)));
            Action1<Queue<Object>> function = q -> q.put("through the interface");
            assertEquals("through the interface", result(queue, new Process(Action1::run, function, queue)));
        }
    }

    /** Works in its constructor. */
    static final class Constructed {
        Constructed(Queue<Object> queue, String text) throws Exception {
            queue.put("new " + text);
        }
    }

    @Test
    void aConstructorWorks() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            assertEquals("new thing", result(queue, new Process(Constructed::new, queue, "thing")));
        }
    }

    @Test
    void lambdasWorkWithWhatTheyCapture() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            int number = 5;
            List<String> list = List.of("x", "y");
            double[] array = {1.5, 2.5};
            assertEquals(
                    "5 [x, y] 4.0",
                    result(queue, new Process(() -> queue.put(number + " " + list + " " + (array[0] + array[1])))));
            assertEquals("5z", result(queue, new Process((q, s) -> q.put(number + s), queue, "z")));
        }
    }

    /** A function with a name and a state. */
    static final class Multiply implements Action2<Queue<Object>, Integer> {
        private static final long serialVersionUID = 1L;
        private final int factor;

        Multiply(int factor) {
            this.factor = factor;
        }

        @Override
        public void run(Queue<Object> queue, Integer value) throws Exception {
            queue.put(factor * value);
        }
    }

    @Test
    void anObjectOfAClassOfOnesOwnWorks() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            assertEquals(42, result(queue, new Process(new Multiply(6), queue, 7)));
            Process named = Process.target(new Multiply(6))
                    .args(queue)
                    .kwargs(Map.of("value", 8))
                    .build();
            assertEquals(48, result(queue, named));
        }
    }

    @Test
    void aPublicMethodOfTheJdkWorks() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            assertEquals("direct", result(queue, new Process(Queue<Object>::put, queue, "direct")));
        }
    }

    /** Answers requests until it is told to stop. */
    static final class Uppercase extends Process {
        private final Connection child;
        private final transient Connection parent;

        Uppercase(Pipe pipe) {
            child = pipe.second();
            parent = pipe.first();
        }

        @Override
        protected void run() throws Exception {
            for (String text; (text = child.recv()) != null; ) {
                child.send(text.toUpperCase());
            }
        }

        String submit(String text) throws Exception {
            parent.send(text);
            return parent.recv();
        }

        void stop() throws Exception {
            parent.send(null);
        }
    }

    @Test
    @Conformance("SUBP-01")
    void aSubclassAnswersOverItsPipe() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Uppercase uppercase = new Uppercase(pipe);
            uppercase.setDaemon(true);
            uppercase.start();
            assertEquals("HELLO", uppercase.submit("hello"));
            assertEquals("WORLD", uppercase.submit("world"));
            uppercase.stop();
            Children.join(uppercase);
        }
    }

    /** Has a constructor without parameters, a name, and a target that it calls itself. */
    static final class Named extends Process {
        private String field = "set by the constructor";
        private final Queue<Object> queue;

        Named() {
            this(null);
        }

        Named(Queue<Object> queue) {
            super("given");
            this.queue = queue;
        }

        @Override
        protected void run() throws Exception {
            queue.put(List.of(
                    field,
                    getName(),
                    Multiprocessing.currentProcess() == this,
                    isAlive(),
                    new Process(ProcessTargetFormsTest::zero).getName()));
        }
    }

    @Test
    void theObjectOfASubclassIsTheCurrentProcessInTheChild() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Named named = new Named(queue);
            named.field = "changed before the start";
            @SuppressWarnings("unchecked")
            List<Object> seen = (List<Object>) result(queue, named);
            assertEquals(List.of("changed before the start", "given", true, true), seen.subList(0, 4));
            assertEquals(
                    ":1", seen.get(4).toString().replaceFirst("Process(-\\d+)", ""), "names start anew in a child");
        }
    }

    /** Does something around the target that it was given. */
    static final class Framed extends Process {
        Framed(Action1<Queue<Object>> target, Queue<Object> queue) {
            super(target, queue);
        }

        @Override
        protected void run() throws Exception {
            System.out.println("before");
            super.run();
            System.out.println("after");
        }
    }

    @Test
    void aSubclassMayCallTheTargetItWasGiven() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            String printed =
                    Capture.out(() -> assertEquals("target", result(queue, new Framed(q -> q.put("target"), queue))));
            assertEquals("before\nafter\n", printed);
        }
    }

    @Test
    void runCanBeCalledInThisProcess() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            new Process(ProcessTargetFormsTest::three, queue, "here", 1L).run();
            assertEquals(List.of("here", 1L), queue.get());
        }
    }

    @Test
    void namesFollowTheChainOfCreation() throws Exception {
        try (Queue<Object> queue = new Queue<>()) {
            Process process = new Process(ProcessTargetFormsTest::nameGrandchildren, queue);
            String name = process.getName();
            assertEquals(List.of(name, name + ":1", name + ":2"), result(queue, process));
            assertEquals(name + ":1:1", queue.get());
            Framed framed = new Framed(q -> {}, queue);
            assertEquals("Framed", framed.getName().split("-")[0]);
        }
    }

    static void nameGrandchildren(Queue<Object> queue) throws Exception {
        Process first = new Process(ProcessTargetFormsTest::nameOnly, queue);
        Process second = new Process(ProcessTargetFormsTest::zero);
        queue.put(List.of(Multiprocessing.currentProcess().getName(), first.getName(), second.getName()));
        Children.join(Children.start(first));
    }

    static void nameOnly(Queue<Object> queue) throws Exception {
        queue.put(new Process(ProcessTargetFormsTest::zero).getName());
    }
}
