package io.github.procession.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import redis.clients.jedis.Protocol.Command;

/** A random walk of sessions that have pools and do tasks of others' pools, and end in between; the model says what is right. */
final class PoolWalk extends RandomWalk {
    private final PoolModel model = new PoolModel();
    private int ids;
    private int tickets;

    PoolWalk(Functions functions, long seed) {
        super(functions, seed, List.of("A", "B", "C", "D"), 20);
    }

    @Override
    Collection<String> sessions() {
        return model.sessions;
    }

    @Override
    void opened(String s) {
        model.sessions.add(s);
    }

    @Override
    void end(String s) {
        trace.add(s + " ends");
        functions.bye(s);
        model.bye(s);
    }

    private void call(String s, Supplier<Object> expectation, String function, Object... arguments) {
        trace.add(s + " " + function + " " + List.of(arguments).toString().replace(PoolModel.LARGE, "LARGE"));
        Object expected = expectation.get();
        Object reply = functions.call(s, function, arguments);
        check(expected, reply);
        if (chance(20) && !Objects.equals(reply, functions.again(s, function, arguments))) {
            throw new AssertionError("another reply when it was sent again than " + reply);
        }
    }

    @Override
    void compareInboxes() {
        Map<String, List<List<String>>> inboxes = functions.inboxes(model.sessions);
        for (String s : model.sessions) {
            List<String> came = texts(inboxes.get(s));
            List<String> expected = texts(model.messages.remove(s));
            if (!came.equals(expected)) {
                throw new AssertionError("the inbox of " + s + " should have got " + expected + " and got " + came);
            }
        }
        model.messages.clear();
    }

    private static List<String> texts(List<List<String>> messages) {
        List<String> texts = new ArrayList<>();
        if (messages != null) {
            messages.forEach(message -> texts.add(message.toString()));
        }
        Collections.sort(texts);
        return texts;
    }

    @Override
    void compareKeys() {
        Set<String> keys = new TreeSet<>(functions.keys());
        keys.removeIf(key -> key.matches("(h|in|r|S):.*|ses|lb|pv|n"));
        check("keys", model.keys(), keys);
        for (String kind : List.of(PoolModel.TASKS, PoolModel.PROCESSES)) {
            check(
                    "tp:" + kind,
                    List.copyOf(model.rings.get(kind)),
                    functions.read(Command.LRANGE, "tp:" + kind, 0, -1));
            check(
                    "tw:" + kind,
                    List.copyOf(model.workers.get(kind)),
                    functions.read(Command.LRANGE, "tw:" + kind, 0, -1));
            model.room
                    .get(kind)
                    .forEach((s, count) ->
                            check("S:" + s, count.toString(), functions.read(Command.HGET, "S:" + s, "f" + kind)));
        }
        model.pools.forEach((name, pool) -> {
            List<String> waiting = pool.waiting.stream().map(String::valueOf).toList();
            check("t:" + name, waiting, functions.read(Command.LRANGE, "t:" + name, 0, -1));
            pool.running.forEach((id, by) -> {
                check("T:" + name, by, functions.read(Command.HGET, "T:" + name, id));
                check(
                        "h:" + by,
                        pool.begun.contains(id) ? "1" : "",
                        functions.read(Command.HGET, "h:" + by, "t:" + id + ":" + name));
            });
            Set<String> pieces = new TreeSet<>(pool.pieces.keySet());
            pool.pieces.forEach((what, count) ->
                    IntStream.rangeClosed(1, count).forEach(number -> pieces.add(what + ":" + number)));
            check("B:" + name, pieces, new TreeSet<>((List<?>) functions.read(Command.HKEYS, "B:" + name)));
            pool.retries.forEach((id, retries) -> check(
                    "d:" + name, retries + " " + PoolModel.payload(id), functions.read(Command.HGET, "d:" + name, id)));
        });
    }

    private static void check(String what, Object expected, Object there) {
        if (!Objects.equals(expected, there)) {
            throw new AssertionError(what + " should be " + expected + " and is " + there);
        }
    }

    @Override
    void step() {
        String name = any(names);
        String s = lives.get(name);
        if (!model.sessions.contains(s)) {
            begin(name);
            return;
        }
        if (chance(4)) {
            end(s);
            return;
        }
        String t = Integer.toString(++tickets);
        if (model.pools.size() < 2 || chance(2)) {
            String pool = s + "." + t;
            int size = random.nextInt(1, 4);
            String run = any(List.of("run1", "run2"));
            boolean processes = chance(25);
            call(
                    s,
                    () -> model.open(s, pool, size, run, processes),
                    "pool_open",
                    pool,
                    size,
                    run,
                    "settings",
                    processes ? 1 : 0,
                    "name");
            return;
        }
        String pool = any(List.copyOf(model.pools.keySet()));
        String owner = chance(90) ? model.pools.get(pool).owner : s;
        switch (random.nextInt(15)) {
            case 0, 1, 2 -> put(owner, pool);
            case 3, 4 -> {
                if (chance(15)) {
                    call(s, () -> model.stop(s), "task_stop");
                } else {
                    String runs = any(List.of("*", "*", ",run1,", ",run2,other,"));
                    int tasks = random.nextInt(4);
                    int processes = random.nextInt(3);
                    call(s, () -> model.room(s, runs, tasks, processes), "task_room", runs, tasks, processes);
                }
            }
            case 5, 6, 7 -> outcome(s, pool);
            case 8 -> withdraw(owner, pool);
            case 9 -> classes(s, owner, pool, t);
            case 10 -> {
                String old = Integer.toString(tickets - random.nextInt(1, 20));
                call(s, () -> model.cancel(s, old), "cancel", old);
            }
            case 11 -> {
                int id = any(ids(model.pools.get(pool).retries.keySet()));
                call(owner, () -> model.signal(pool, id, 15), "task_signal", pool, id, 15);
            }
            case 12 -> {
                Map<Integer, String> running = model.pools.get(pool).running;
                int id = any(ids(
                        chance(50)
                                ? running.keySet()
                                : model.pools.get(pool).retries.keySet()));
                String kind = any(List.of("t", "r"));
                String by = kind.equals("t") ? owner : running.getOrDefault(id, s);
                pieces(by, pool, kind, id);
            }
            case 13 -> {
                PoolModel.Pool its = model.pools.get(pool);
                Map<Integer, String> had = chance(60) ? its.running : its.takenAway;
                int id = any(ids(had.keySet()));
                String by = model.sessions.contains(had.getOrDefault(id, "")) ? had.get(id) : s;
                call(by, () -> model.begin(by, pool, id), "task_begin", pool, id);
            }
            default -> {
                if (chance(15)) {
                    call(owner, () -> model.end(owner, pool), "pool_end", pool);
                } else if (chance(15) && !model.pools.get(pool).ofProcesses) {
                    call(owner, () -> model.stopPool(owner, pool, 9), "pool_stop", pool, 9);
                } else if (chance(50)) {
                    call(s, () -> model.say(pool, "line"), "say", pool, "line");
                } else {
                    Set<Integer> large = outcomesInPieces(pool);
                    large.addAll(model.pools.get(pool).large);
                    int id = any(ids(large));
                    call(owner, () -> model.got(pool, id), "task_got", pool, id);
                }
            }
        }
    }

    /** Some ids, one of which is of no task. */
    private List<Integer> ids(Set<Integer> of) {
        List<Integer> some = new ArrayList<>(of);
        some.add(0);
        return some;
    }

    private Set<Integer> outcomesInPieces(String pool) {
        Set<Integer> with = new TreeSet<>();
        model.pools.get(pool).pieces.keySet().stream()
                .filter(what -> what.startsWith("r"))
                .forEach(what -> with.add(Integer.valueOf(what.substring(1))));
        return with;
    }

    /** Some pieces, the first of which takes the place of those before. */
    private void pieces(String s, String pool, String kind, int id) {
        String function = kind.equals("t") ? "task_piece" : "outcome_piece";
        for (int number = 1; number <= random.nextInt(1, 4); number++) {
            int its = number;
            call(s, () -> model.piece(s, pool, kind, id, its), function, pool, id, its, "bytes");
        }
    }

    private void put(String owner, String pool) {
        int retries = random.nextInt(3);
        List<Integer> some = new ArrayList<>();
        List<Object> arguments = new ArrayList<>(List.of(pool));
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            some.add(++ids);
            if (PoolModel.isInPieces(ids)) {
                pieces(owner, pool, "t", ids);
            }
            arguments.addAll(List.of(ids, retries, PoolModel.payload(ids)));
        }
        call(owner, () -> model.put(owner, pool, some, retries), "task_put", arguments.toArray());
    }

    private void outcome(String any, String pool) {
        Map<Integer, String> running = model.pools.get(pool).running;
        int id = any(ids(running.keySet()));
        String s = chance(90) ? running.getOrDefault(id, any) : any;
        String how = any(List.of("r", "r", "w", "b", "x", "n"));
        String outcome = chance(20) ? PoolModel.LARGE : chance(20) ? "" : "outcome of " + id;
        if (outcome.isEmpty()) {
            pieces(s, pool, "r", id);
        }
        int tasks = random.nextInt(3);
        int processes = random.nextInt(2);
        call(
                s,
                () -> model.ended(s, tasks, processes, pool, id, how, outcome),
                "task_end",
                tasks,
                processes,
                pool,
                id,
                how,
                outcome);
    }

    private void withdraw(String owner, String pool) {
        boolean begunToo = chance(50);
        List<Integer> some = new ArrayList<>();
        some.add(any(ids(model.pools.get(pool).retries.keySet())));
        some.add(any(ids(outcomesInPieces(pool))));
        some.add(0);
        List<Object> arguments = new ArrayList<>(List.of(pool, begunToo ? 1 : 0));
        arguments.addAll(some);
        call(owner, () -> model.withdraw(pool, begunToo, some), "task_withdraw", arguments.toArray());
    }

    private void classes(String s, String owner, String pool, String t) {
        String question = any(List.of("a.A", "b.B", "r:some file"));
        if (chance(60)) {
            call(s, () -> model.ask(s, pool, question, t), "class_get", pool, question, t);
        } else if (chance(25)) {
            call(owner, () -> model.none(owner, pool, question), "class_none", pool, question);
        } else {
            boolean keep = chance(50);
            call(
                    owner,
                    () -> model.answer(owner, pool, question, "bytes", keep),
                    "class_put",
                    pool,
                    question,
                    "bytes",
                    keep ? 1 : 0);
        }
    }
}
