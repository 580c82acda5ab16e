package io.github.procession.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import redis.clients.jedis.Protocol.Command;

/** A random walk: calls of several sessions, some of which end in between, each compared with what the model says. */
class Walk extends RandomWalk {
    static final long[] DELTAS = {1, -1, 3, -7, 1L << 53, (1L << 62) + 1, -(1L << 62) - 3};

    final Model model = new Model();
    private final Map<String, String> ids = new HashMap<>(); // of items
    private final Set<Long> fences = new HashSet<>(); // all that were given
    private long highestFence;
    int tickets;

    Walk(Functions functions, long seed) {
        super(functions, seed, List.of("A", "B", "C", "D", "E"), 25);
    }

    @Override
    Collection<String> sessions() {
        return model.sessions;
    }

    @Override
    void opened(String s) {
        model.open(s);
    }

    @Override
    void end(String s) {
        trace.add(s + " ends");
        check(model.bye(s), functions.bye(s));
    }

    /** Calls a function and, at times, sends the call again; both replies must be what the model says. */
    final Object call(String s, Supplier<Object> expectation, String function, Object... arguments) {
        trace.add(s + " " + function + " " + List.of(arguments));
        if (!model.sessions.contains(s)) {
            checkRefused("DEAD", functions.call(s, function, arguments));
            return null;
        }
        if (chance(2)) {
            checkRefused("GAP", functions.afterLoss(s, function, arguments));
        }
        Object expected = expectation.get();
        Object reply = functions.call(s, function, arguments);
        Object plain = plain(function, reply, expected);
        trace.set(trace.size() - 1, trace.getLast() + " -> " + reply);
        check(expected, plain);
        if (chance(20)) {
            check(reply, functions.again(s, function, arguments));
        }
        return expected;
    }

    private static void checkRefused(String why, Object reply) {
        if (!(reply instanceof Functions.Refusal refusal) || !refusal.text().endsWith(why)) {
            throw new AssertionError("expected " + why + " but it was " + reply);
        }
    }

    /** A reply without what the server draws: fences must grow, ids belong to items, versions come first. */
    private Object plain(String function, Object reply, Object expected) {
        switch (function) {
            case "lock" -> {
                if (reply instanceof List<?> grant) {
                    boolean same =
                            expected instanceof List<?> list && list.get(0).equals(Model.SAME_FENCE);
                    if (!same) {
                        fence((Long) grant.get(0));
                    } else if (!fences.contains(grant.get(0))) {
                        throw new AssertionError("the fence " + grant.get(0) + " was not given before");
                    }
                    return List.of(same ? Model.SAME_FENCE : Model.FENCE, grant.get(1));
                }
                return reply;
            }
            case "get" -> {
                if (reply instanceof List<?> got) {
                    List<Object> items = new ArrayList<>();
                    for (int i = 0; i < got.size(); i += 2) {
                        String item = (String) got.get(i + 1);
                        id(item, (String) got.get(i));
                        Collections.addAll(items, item, item);
                    }
                    return items;
                }
                return reply;
            }
            case "map_put", "map_remove", "keys_put", "keys_take" -> {
                return reply instanceof String text ? text.substring(text.indexOf(' ') + 1) : reply;
            }
            default -> {
                return reply;
            }
        }
    }

    private void fence(long fence) {
        if (fence <= highestFence) {
            throw new AssertionError("the fence " + fence + " is not above " + highestFence);
        }
        highestFence = fence;
        fences.add(fence);
    }

    private void id(String item, String id) {
        String before = ids.put(item, id);
        if (before != null && !before.equals(id)) {
            throw new AssertionError("the item " + item + " had the id " + before + " and has " + id);
        }
    }

    @Override
    void compareInboxes() {
        long newFences = highestFence;
        Map<String, List<List<String>>> inboxes = functions.inboxes(model.sessions);
        for (String s : model.sessions) {
            List<String> came = new ArrayList<>();
            for (List<String> message : inboxes.get(s)) {
                List<String> plain = new ArrayList<>(message);
                for (int i = 1; i < plain.size(); i++) {
                    if (plain.get(i).startsWith("f=")) {
                        long fence = Long.parseLong(plain.get(i).substring(2));
                        if (!fences.add(fence)) { // several of one step come in any order
                            throw new AssertionError("the fence " + fence + " was given twice");
                        }
                        newFences = Math.max(newFences, fence);
                        plain.set(i, "f=" + Model.FENCE);
                    } else if (plain.get(i).startsWith("i=")) {
                        String item = plain.get(i + 1).substring(2);
                        id(item, plain.get(i).substring(2));
                        plain.set(i, "i=" + item);
                    }
                }
                came.add(plain.toString());
            }
            List<String> expected = new ArrayList<>();
            List<List<String>> messages = model.messages.remove(s);
            if (messages != null) {
                messages.forEach(message -> expected.add(message.toString()));
            }
            Collections.sort(came);
            Collections.sort(expected);
            if (!came.equals(expected)) {
                throw new AssertionError("the inbox of " + s + " should have got " + expected + " and got " + came);
            }
        }
        highestFence = newFences;
    }

    @Override
    void compareKeys() {
        Set<String> keys = functions.keys().stream()
                .map(key -> key.startsWith("I:") // a long item is known by its pieces, as not all ids are known here
                        ? key.substring(0, key.lastIndexOf(':')) + " " + functions.read(Command.LINDEX, key, 0)
                        : key)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String s : model.sessions) {
            List.of("h:", "in:", "r:").forEach(kind -> keys.remove(kind + s));
        }
        keys.remove("n");
        check(model.keys(), keys);
    }

    @Override
    void step() {
        String name = any(names);
        String s = lives.get(name);
        if (chance(3)) {
            if (model.sessions.contains(s)) {
                end(s);
            } else {
                begin(name);
            }
            return;
        }
        boolean wait = chance(60);
        step(s, Integer.toString(++tickets), wait, wait ? "1" : "0");
    }

    /** Calls something of a session, with a new ticket. */
    void step(String s, String t, boolean wait, String flag) {
        switch (random.nextInt(14)) {
            case 0, 1 -> lock(s, t, wait, flag);
            case 2, 3 -> unlock(s);
            case 4 -> condition(s, t);
            case 5 -> semaphore(s, t, wait, flag);
            case 6 -> event(s, t);
            case 7 -> barrier(s, t);
            case 8 -> put(s, t, wait, flag);
            case 9 -> {
                String queue = any(List.of("q", "bounded"));
                int n = random.nextInt(1, 4);
                call(s, () -> model.get(s, queue, t, wait, n), "get", queue, t, flag, n);
            }
            case 10, 11 -> held(s, t);
            case 12 -> counts(s);
            default -> {
                String old = Integer.toString(tickets - random.nextInt(1, 30));
                if (chance(50)) {
                    call(s, () -> model.cancel(s, old), "cancel", old);
                } else {
                    call(s, () -> model.condTimeout(s, old), "cond_timeout", old);
                }
            }
        }
    }

    final String thread(String lock) {
        return lock.equals("again") ? any(List.of("1", "2")) : "-";
    }

    final void lock(String s, String t, boolean wait, String flag) {
        String lock = any(List.of("plain", "again"));
        String thread = thread(lock);
        boolean reentrant = lock.equals("again");
        call(
                s,
                () -> model.lock(s, lock, t, wait, thread, reentrant),
                "lock",
                lock,
                t,
                flag,
                thread,
                reentrant ? 1 : 0);
    }

    /** Releases mostly by who holds it. */
    final void unlock(String any) {
        String lock = any(List.of("plain", "again"));
        String holder = model.holder(lock);
        String s = holder != null && chance(80) ? holder : any;
        String thread = lock.equals("plain") && chance(50) ? "*" : thread(lock);
        call(s, () -> model.unlock(s, lock, thread), "unlock", lock, thread);
    }

    private void condition(String any, String t) {
        String lock = any(List.of("plain", "again"));
        String condition = lock + " condition";
        String holder = model.holder(lock);
        String s = holder != null && chance(80) ? holder : any;
        String thread = thread(lock);
        if (chance(60)) {
            call(s, () -> model.condWait(s, condition, lock, t, thread), "cond_wait", condition, lock, t, thread);
        } else {
            int n = random.nextInt(4);
            call(s, () -> model.signal(s, condition, lock, thread, n), "notify", condition, lock, thread, n);
        }
    }

    private void semaphore(String s, String t, boolean wait, String flag) {
        String semaphore = any(List.of("two", "none", "bounded"));
        int usual = semaphore.equals("two") ? 2 : semaphore.equals("none") ? 0 : 3;
        int permits = chance(5) ? 9 : usual;
        if (chance(60)) {
            call(s, () -> model.acquire(s, semaphore, permits, t, wait), "acquire", semaphore, permits, t, flag);
        } else {
            boolean bounded = semaphore.equals("bounded");
            call(
                    s,
                    () -> model.release(s, semaphore, permits, bounded),
                    "release",
                    semaphore,
                    permits,
                    bounded ? 1 : 0);
        }
    }

    private void event(String s, String t) {
        switch (random.nextInt(4)) {
            case 0 -> call(s, () -> model.eventSet("event"), "event_set", "event");
            case 1 -> call(s, () -> model.eventClear("event"), "delete", "e:event");
            default -> call(s, () -> model.eventWait(s, "event", t), "event_wait", "event", t);
        }
    }

    private void barrier(String s, String t) {
        int what = random.nextInt(20);
        if (what == 0) {
            call(s, () -> model.barrierAbort("barrier"), "barrier_abort", "barrier");
        } else if (what < 5) {
            call(s, () -> model.barrierReset("barrier"), "barrier_reset", "barrier");
        } else {
            call(s, () -> model.arrive(s, "barrier", 3, t), "arrive", "barrier", 3, t);
        }
    }

    /** An item; at times in pieces, all of which were sent, or none. */
    private String item(String s, String t) {
        if (chance(60)) {
            return "item " + t;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            call(s, () -> model.piece(s, t), "item_piece", t, t);
        }
        return "\2" + t;
    }

    private void put(String s, String t, boolean wait, String flag) {
        if (chance(8)) {
            item(s, t); // and nothing else, as if it died in between
            return;
        }
        if (chance(8)) {
            String sent = model.sentBy(s, chance(90) ? t : "0");
            call(s, () -> model.dropPieces(s, sent), "item_drop", sent);
            return;
        }
        String item = item(s, t);
        if (chance(50)) {
            call(s, () -> model.put(s, "bounded", 2, t, wait, List.of(item)), "put", "bounded", 2, t, flag, item);
        } else {
            call(
                    s,
                    () -> model.put(s, "q", 0, t, false, List.of("one " + t, item)),
                    "put",
                    "q",
                    0,
                    t,
                    "0",
                    "one " + t,
                    item);
        }
        if (chance(6)) {
            call(s, () -> model.deleteQueue("q"), "queue_delete", "q");
        }
    }

    private void held(String s, String t) {
        Map.Entry<String, String> item = model.heldBy(s, random.nextInt(10));
        if (item == null || chance(10)) {
            String queue = any(List.of("q", "bounded"));
            call(s, () -> model.join(s, queue, t), "join", queue, t);
            return;
        }
        String owner = chance(5) ? lives.get(any(names)) : s; // others may not
        String queue = item.getValue();
        String id = ids.get(item.getKey());
        if (chance(60)) {
            call(owner, () -> model.acknowledge(owner, queue, item.getKey()), "ack", queue, id);
        } else {
            call(owner, () -> model.back(owner, queue, item.getKey()), "back", queue, id);
        }
    }

    private void counts(String s) {
        String field = any(List.of("f", "g"));
        long delta = DELTAS[random.nextInt(DELTAS.length)];
        switch (random.nextInt(8)) {
            case 0 -> call(s, () -> model.add("count", delta), "add", "count", delta);
            case 1 -> {
                String expected = any(List.of("-", "0", "1"));
                long value = random.nextInt(2);
                call(s, () -> model.setCount("count", value, expected), "count_set", "count", value, expected);
            }
            case 2 -> {
                boolean absent = chance(50);
                String value = "value " + tickets;
                call(
                        s,
                        () -> model.mapPut("map", field, value, absent),
                        "map_put",
                        "map",
                        field,
                        value,
                        absent ? 1 : 0);
            }
            case 3, 4 -> call(s, () -> model.mapAdd("map", field, delta), "map_add", "map", field, delta, "key");
            case 5 -> call(s, () -> model.clearMap("map"), "delete", "m:map");
            default -> {
                boolean same = chance(70);
                Object entry = functions.read(Command.HGET, "m:map", field);
                String now = entry instanceof String text ? text.substring(0, text.indexOf(' ')) : "0";
                String version = same ? now : "999999999";
                if (chance(50)) {
                    String value = "replaced " + tickets;
                    call(
                            s,
                            () -> model.mapReplace("map", field, same, value),
                            "map_replace",
                            "map",
                            field,
                            version,
                            value);
                } else {
                    Object taken = call(
                            s, () -> model.mapReplace("map", field, same, null), "map_remove", "map", field, version);
                    if (taken instanceof String text && text.startsWith("b ") && chance(50)) {
                        String value = text.substring(2);
                        call(s, () -> model.mapBack("map", field, value), "map_back", "map", field, entry);
                    }
                }
            }
        }
    }
}
