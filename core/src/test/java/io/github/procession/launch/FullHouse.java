package io.github.procession.launch;

/**
 * One program that uses processes, pools and queues with classes and objects of its own, in the clothes of each way to start a
 * Java program.
 */
final class FullHouse {
    static final String EXPECTED = """
        method Job[name=a, number=1]
        Job[name=lambda 9 27, number=49]
        Job[name=subclass, number=3]
        Job[name=to child!, number=5]
        Job[name=grandchild, number=25]
        spawn [Job[name=pool, number=101], Job[name=pool, number=104], Job[name=pool, number=109]]
        spawn Oops: no at HIGH
        forkserver [Job[name=pool, number=101], Job[name=pool, number=104], Job[name=pool, number=109]]
        forkserver Oops: no at HIGH
        Job[name=in another thread, number=1]
        Circle[radius=2] by a spare
        resource hello
        """;

    private static final String IMPORTS = """
        import io.github.procession.multiprocessing.Multiprocessing;
        import io.github.procession.multiprocessing.Pool;
        import io.github.procession.multiprocessing.Process;
        import io.github.procession.multiprocessing.Queue;
        import java.util.List;
        import java.util.concurrent.ExecutionException;
        import java.util.concurrent.FutureTask;
        """;

    private static final String TYPES = """
        record Job(String name, int number) {}

        enum Level { LOW, HIGH { @Override int weight() { return 9; } }; int weight() { return 1; } }

        sealed interface Shape {
            record Circle(int radius) implements Shape {}
            record Square(int side) implements Shape {}
        }

        static class Oops extends RuntimeException {
            private static final long serialVersionUID = 1L;
            final Level level;
            Oops(String message, Level level) { super(message); this.level = level; }
        }

        static class Work {
            static int square(int x) { return x * x; }

            static int area(Shape shape) {
                return switch (shape) {
                    case Shape.Circle(int radius) -> 3 * radius * radius;
                    case Shape.Square(int side) -> side * side;
                };
            }

            static void report(String text, Job job, Queue<Object> queue) throws Exception { queue.put(text + job); }

            static int fail(String message) { throw new Oops(message, Level.HIGH); }

            static String resource() throws Exception {
                try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream("greeting.txt")) {
                    return in == null ? "hello" : new String(in.readAllBytes());
                }
            }

            static void run(Process process) throws Exception {
                process.start();
                process.join();
                if (process.exitCode().getAsInt() != 0) {
                    throw new IllegalStateException(process.toString());
                }
            }
        }

        static class Counter extends Process {
            private final Queue<Object> queue;
            private final int loops;

            Counter(Queue<Object> queue, int loops) { this.queue = queue; this.loops = loops; }

            @Override
            protected void run() throws Exception { queue.put(new Job("subclass", loops)); }
        }

        static void body() throws Exception {
            var queue = new Queue<Object>();
            Work.run(new Process(Work::report, "method ", new Job("a", 1), queue));
            System.out.println(queue.get());
            Level level = Level.HIGH;
            Shape shape = new Shape.Circle(3);
            Work.run(new Process(
                    () -> queue.put(new Job("lambda " + level.weight() + " " + Work.area(shape), Work.square(7)))));
            System.out.println(queue.get());
            Work.run(new Counter(queue, 3));
            System.out.println(queue.get());
            var answers = new Queue<Object>();
            var waiting = new Process(() -> {
                Job job = (Job) queue.get();
                answers.put(new Job(job.name() + "!", job.number() + 1));
            });
            waiting.start();
            queue.put(new Job("to child", 4));
            System.out.println(answers.get());
            waiting.join();
            Work.run(new Process(() -> Work.run(new Process(() -> queue.put(new Job("grandchild", Work.square(5)))))));
            System.out.println(queue.get());
            for (String method : List.of("spawn", "forkserver")) {
                Multiprocessing.setStartMethod(method, true);
                int offset = 100;
                try (var pool = new Pool(2)) {
                    var jobs = pool.map(x -> new Job("pool", Work.square(x) + offset), List.of(1, 2, 3));
                    System.out.println(method + " " + jobs);
                    try {
                        pool.apply(Work::fail, "no");
                    } catch (ExecutionException e) {
                        Oops oops = (Oops) e.getCause();
                        System.out.println(method + " Oops: " + oops.getMessage() + " at " + oops.level);
                    }
                }
            }
            queue.put(new Job("in another thread", 1));
            var task = new FutureTask<Object>(queue::get);
            Thread thread = new Thread(task);
            thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
            thread.start();
            System.out.println(task.get());
            Work.run(new Process(() -> queue.put(new Shape.Circle(2) + " by a spare")));
            System.out.println(queue.get());
            Work.run(new Process(() -> queue.put("resource " + Work.resource())));
            System.out.println(queue.get());
        }
        """;

    private FullHouse() {}

    /** A class {@code app.Main}. */
    static String asClass() {
        return "package app;\n\n" + IMPORTS + "public class Main {\n" + TYPES
                + "public static void main(String[] args) throws Exception { body(); }\n}\n";
    }

    /** A compact source file. */
    static String asCompactSource() {
        return IMPORTS + TYPES + "void main() throws Exception { body(); }\n";
    }

    /** Snippets of JShell. */
    static String asScript() {
        return IMPORTS + TYPES.replace("static class", "class").replace("static void body", "void body")
                + "body();\n/exit\n";
    }
}
