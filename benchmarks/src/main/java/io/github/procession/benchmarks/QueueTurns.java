package io.github.procession.benchmarks;

import io.github.procession.queue.LifoQueue;
import io.github.procession.queue.PriorityQueue;
import io.github.procession.queue.Queue;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.PriorityBlockingQueue;

/**
 * put + get in one thread: a queue and the JDK's class in its place take turns of some milliseconds in one program, so that
 * what the machine does meanwhile falls on both.
 */
final class QueueTurns {
    private static final Integer ITEM = 42;
    private static final int PAIRS = 100_000;
    private static final int WARM_UP = 100;
    private static final int ROUNDS = 300;
    private static final int BOUND = 1024;

    private final Queue<Integer> bounded = new Queue<>(BOUND);
    private final ArrayBlockingQueue<Integer> boundedOfTheJdk = new ArrayBlockingQueue<>(BOUND);
    private final LifoQueue<Integer> lifo = new LifoQueue<>();
    private final LinkedBlockingDeque<Integer> lifoOfTheJdk = new LinkedBlockingDeque<>();
    private final PriorityQueue<Integer> priority = new PriorityQueue<>();
    private final PriorityBlockingQueue<Integer> priorityOfTheJdk = new PriorityBlockingQueue<>();

    private QueueTurns() {}

    private interface Turn {
        void take() throws InterruptedException;
    }

    private void bounded() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            bounded.put(ITEM);
            bounded.get();
        }
    }

    private void boundedOfTheJdk() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            boundedOfTheJdk.put(ITEM);
            boundedOfTheJdk.take();
        }
    }

    private void lifo() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            lifo.put(ITEM);
            lifo.get();
        }
    }

    private void lifoOfTheJdk() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            lifoOfTheJdk.putFirst(ITEM);
            lifoOfTheJdk.takeFirst();
        }
    }

    private void priority() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            priority.put(ITEM);
            priority.get();
        }
    }

    private void priorityOfTheJdk() throws InterruptedException {
        for (int i = 0; i < PAIRS; i++) {
            priorityOfTheJdk.put(ITEM);
            priorityOfTheJdk.take();
        }
    }

    private static void compare(String name, Turn here, Turn jdk) throws InterruptedException {
        double[] hereNanos = new double[ROUNDS];
        double[] jdkNanos = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            hereNanos[i] = nanos(here);
            jdkNanos[i] = nanos(jdk);
        }
        System.out.printf("%s: here %s, JDK %s%n", name, summary(hereNanos), summary(jdkNanos));
    }

    private static double nanos(Turn turn) throws InterruptedException {
        long start = System.nanoTime();
        turn.take();
        return (System.nanoTime() - start) / (double) PAIRS;
    }

    private static String summary(double[] nanos) {
        double[] counted = Arrays.copyOfRange(nanos, WARM_UP, nanos.length);
        Arrays.sort(counted);
        return "%.2f ns (quartile %.2f, median %.2f)"
                .formatted(counted[0], counted[counted.length / 4], counted[counted.length / 2]);
    }

    static void main(String[] args) throws InterruptedException {
        var turns = new QueueTurns();
        switch (args[0]) {
            case "bounded" -> compare("Queue(1024), ArrayBlockingQueue", turns::bounded, turns::boundedOfTheJdk);
            case "lifo" -> compare("LifoQueue, LinkedBlockingDeque", turns::lifo, turns::lifoOfTheJdk);
            case "priority" ->
                compare("PriorityQueue, PriorityBlockingQueue", turns::priority, turns::priorityOfTheJdk);
            default -> throw new IllegalArgumentException("bounded, lifo or priority, not " + args[0]);
        }
    }
}
