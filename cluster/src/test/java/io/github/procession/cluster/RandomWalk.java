package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** A random walk through the function library: calls of several sessions, some of which end in between; a model says what is right. */
abstract class RandomWalk {
    /** Of which the first that sees a fault is the last one. */
    private static final int MOST_WALKS = 20;

    private static final int MORE = Integer.getInteger("procession.walks", 1);

    /** The constructor of a walk. */
    interface Kind {
        RandomWalk of(Functions functions, long seed);
    }

    final Functions functions;
    final SplittableRandom random;
    final List<String> trace = new ArrayList<>();
    final List<String> names;
    final Map<String, String> lives = new HashMap<>(); // the present session for each of the names
    private final int stepsBetweenLooksAtKeys;
    private int begun;

    RandomWalk(Functions functions, long seed, List<String> names, int stepsBetweenLooksAtKeys) {
        this.functions = functions;
        this.names = names;
        this.stepsBetweenLooksAtKeys = stepsBetweenLooksAtKeys;
        random = new SplittableRandom(seed);
    }

    /** Does what the model says, with new seeds. */
    static void isRight(TestServer server, Kind kind, int times, int steps) {
        for (int i = 0; i < times * MORE; i++) {
            long seed = System.nanoTime();
            System.out.println("walk of " + steps + " steps with the seed " + seed);
            walk(server, kind, Protocol.functions(), seed, steps);
        }
    }

    /** Finds a fault that is put into the library. */
    static void finds(TestServer server, Kind kind, String what, String text, String instead, int steps) {
        String source = Protocol.functions();
        assertTrue(source.contains(text), "the text is not there, or changed: " + text);
        String broken = source.replace(text, instead == null ? "" : instead);
        AssertionError found = assertThrows(
                AssertionError.class,
                () -> {
                    for (long seed = 1; seed <= MOST_WALKS; seed++) {
                        walk(server, kind, broken, seed, steps);
                    }
                },
                "a walk does not see that " + what);
        assertTrue(found.getMessage().contains("after"), found::getMessage); // the model saw it, not the harness
    }

    private static void walk(TestServer server, Kind kind, String source, long seed, int steps) {
        try (Functions functions = new Functions(server, "walk", source)) {
            kind.of(functions, seed).run(steps);
        }
    }

    private void run(int steps) {
        try {
            names.forEach(this::begin);
            for (int step = 0; step < steps; step++) {
                step();
                compareInboxes();
                if (step % stepsBetweenLooksAtKeys == 0) {
                    compareKeys();
                }
            }
            for (String s : List.copyOf(sessions())) {
                end(s);
                compareInboxes();
            }
            compareKeys();
        } catch (AssertionError e) {
            int from = Math.max(0, trace.size() - 40);
            throw new AssertionError(
                    e.getMessage() + "; after " + trace.size() + " calls, the last ones\n"
                            + String.join("\n", trace.subList(from, trace.size())),
                    e);
        }
    }

    void begin(String name) {
        String s = name + ++begun;
        lives.put(name, s);
        functions.open(s, 3_600_000);
        opened(s);
        trace.add(s + " begins");
    }

    /** Ends a session, in the model as well. */
    abstract void end(String s);

    /** Sessions that the model has now. */
    abstract Collection<String> sessions();

    /** Has the model open a session. */
    abstract void opened(String s);

    abstract void step();

    abstract void compareInboxes();

    abstract void compareKeys();

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    static void check(Object expected, Object reply) {
        if (!Objects.equals(expected, reply)) {
            throw new AssertionError("expected " + expected + " but it was " + reply);
        }
    }
}
