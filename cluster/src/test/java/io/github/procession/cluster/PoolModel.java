package io.github.procession.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the functions of procession.lua shall do with pools, said once more with Java's collections. */
final class PoolModel {
    static final String LARGE = "L".repeat(20_000);
    static final String TASKS = "t";
    static final String PROCESSES = "e";
    private static final String INFO = "test"; // of all sessions
    private static final int LARGE_PAYLOADS = 7; // each seventh is
    private static final int PAYLOADS_IN_PIECES = 5;
    private static final List<String> BOTH = List.of("t", "r");

    private record Waiter(String session, String ticket, String more) {}

    private record Task(String pool, int id) {}

    /** A pool; waiting are the ids of tasks, of which each also has an entry in retries until it ends. */
    static final class Pool {
        final String owner;
        final int size;
        final String run;
        final boolean ofProcesses;
        final Deque<Integer> waiting = new ArrayDeque<>();
        final Map<Integer, String> running = new TreeMap<>();
        final Set<Integer> begun = new TreeSet<>(); // of those that run
        final Map<Integer, String> takenAway = new TreeMap<>(); // by signals, from sessions that had not begun them
        final Map<Integer, Integer> retries = new TreeMap<>();
        final Set<Integer> large = new TreeSet<>();
        final Map<String, Integer> pieces = new TreeMap<>(); // how many, by kind and id
        final Map<String, String> classes = new TreeMap<>();
        final Set<String> workers = new TreeSet<>();
        final Set<String> unable = new TreeSet<>();
        final Deque<Waiter> askers = new ArrayDeque<>();
        boolean stopped;

        Pool(String owner, int size, String run, boolean ofProcesses) {
            this.ofProcesses = ofProcesses;
            this.owner = owner;
            this.size = size;
            this.run = run;
        }
    }

    final Set<String> sessions = new TreeSet<>();
    final Map<String, Pool> pools = new TreeMap<>();
    final Map<String, List<List<String>>> messages = new HashMap<>();
    final Map<String, Deque<String>> rings = Map.of(TASKS, new ArrayDeque<>(), PROCESSES, new ArrayDeque<>());
    final Map<String, Deque<String>> workers = Map.of(TASKS, new ArrayDeque<>(), PROCESSES, new ArrayDeque<>());
    final Map<String, Map<String, Integer>> room = Map.of(TASKS, new TreeMap<>(), PROCESSES, new TreeMap<>());
    private final Map<String, String> runs = new TreeMap<>(); // of workers

    private void tell(String session, String... fields) {
        if (sessions.contains(session)) {
            messages.computeIfAbsent(session, _ -> new ArrayList<>()).add(List.of(fields));
        }
    }

    private Pool owned(String s, String name) {
        Pool pool = pools.get(name);
        return pool == null || !pool.owner.equals(s) ? null : pool;
    }

    /** What a task carries; nothing if it is sent in pieces. */
    static String payload(int id) {
        return isInPieces(id) ? "" : "payload of " + id + (id % LARGE_PAYLOADS == 0 ? LARGE : "");
    }

    static boolean isInPieces(int id) {
        return id % PAYLOADS_IN_PIECES == 0;
    }

    private static long dropPieces(Pool pool, int id, List<String> kinds) {
        return kinds.stream()
                .filter(kind -> pool.pieces.remove(kind + id) != null)
                .count();
    }

    Object piece(String s, String name, String kind, int id, int number) {
        Pool pool = pools.get(name);
        if (pool == null || !s.equals(kind.equals("t") ? pool.owner : pool.running.get(id))) {
            return 0L;
        }
        pool.pieces.put(kind + id, number);
        return 1L;
    }

    private static String kind(Pool pool) {
        return pool.ofProcesses ? PROCESSES : TASKS;
    }

    private void ready(String name) {
        Pool pool = pools.get(name);
        if (pool != null && !pool.stopped && !pool.waiting.isEmpty() && pool.running.size() < pool.size) {
            Deque<String> ring = rings.get(kind(pool));
            if (!ring.contains(name)) {
                ring.add(name);
            }
        }
    }

    private boolean othersAreAble(Pool pool, String s) {
        return runs.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(s)
                        && (other.getValue().equals("*") || other.getValue().contains("," + pool.run + ","))
                        && !pool.unable.contains(other.getKey()));
    }

    private boolean give(String s, String kind) {
        Deque<String> ring = rings.get(kind);
        String names = runs.get(s);
        for (int i = ring.size(); i > 0; i--) {
            String name = ring.remove();
            Pool pool = pools.get(name);
            if (!names.equals("*") && !names.contains("," + pool.run + ",")
                    || pool.unable.contains(s) && othersAreAble(pool, s)) {
                ring.add(name);
                continue;
            }
            Integer id = pool.waiting.poll();
            if (id != null) {
                pool.running.put(id, s);
                pool.workers.add(s);
                if (payload(id).length() > LARGE.length()) {
                    tell(s, name, "m=" + kind, "i=" + id);
                } else {
                    tell(s, name, "m=" + kind, "i=" + id, "v=" + payload(id));
                }
            }
            ready(name);
            if (id != null) {
                return true;
            }
        }
        return false;
    }

    private void serve() {
        for (String kind : List.of(TASKS, PROCESSES)) {
            Deque<String> waiting = workers.get(kind);
            for (int passed = 0; !rings.get(kind).isEmpty() && passed < waiting.size(); ) {
                String s = waiting.remove();
                boolean given = give(s, kind);
                passed = given ? 0 : passed + 1;
                if (!given || room.get(kind).merge(s, -1, Integer::sum) > 0) {
                    waiting.add(s);
                }
            }
        }
    }

    private void addRoom(String s, String kind, int more) {
        if (more > 0 && room.get(kind).merge(s, more, Integer::sum) == more) {
            workers.get(kind).add(s);
        }
    }

    private void stopGiving(String s) {
        runs.remove(s);
        room.values().forEach(each -> each.remove(s));
        workers.values().forEach(each -> each.remove(s));
    }

    private void drop(String name) {
        Pool pool = pools.remove(name);
        rings.values().forEach(ring -> ring.remove(name));
        pool.workers.forEach(s -> tell(s, name, "m=x"));
        pool.askers.forEach(asker -> tell(asker.session, asker.ticket, "v="));
    }

    Object open(String s, String name, int size, String run, boolean ofProcesses) {
        pools.put(name, new Pool(s, size, run, ofProcesses));
        return 1L;
    }

    Object end(String s, String name) {
        if (owned(s, name) == null) {
            return 0L;
        }
        drop(name);
        return 1L;
    }

    Object stopPool(String s, String name, int signal) {
        Pool pool = owned(s, name);
        if (pool == null) {
            return 0L;
        }
        pool.stopped = true;
        rings.get(TASKS).remove(name);
        Set.copyOf(pool.running.values()).forEach(by -> tell(by, name, "m=w", "v=" + signal));
        return 1L;
    }

    Object put(String s, String name, List<Integer> ids, int retries) {
        Pool pool = owned(s, name);
        if (pool == null) {
            return 0L;
        }
        for (int id : ids) {
            pool.waiting.add(id);
            pool.retries.put(id, retries);
        }
        ready(name);
        serve();
        return 1L;
    }

    Object room(String s, String itsRuns, int tasks, int processes) {
        runs.put(s, itsRuns);
        addRoom(s, TASKS, tasks);
        addRoom(s, PROCESSES, processes);
        serve();
        return 1L;
    }

    Object stop(String s) {
        stopGiving(s);
        tell(s, "", "m=z");
        return 1L;
    }

    Object begin(String s, String name, int id) {
        Pool pool = pools.get(name);
        if (!s.equals(pool.running.get(id))) {
            return 0L;
        }
        pool.begun.add(id);
        return 1L;
    }

    Object ended(String s, int tasks, int processes, String name, int id, String how, String outcome) {
        Pool pool = pools.get(name);
        long had = 0;
        if (pool != null && s.equals(pool.running.get(id))) {
            had = 1;
            pool.running.remove(id);
            pool.begun.remove(id);
            if (!outcome.isEmpty()) {
                dropPieces(pool, id, List.of("r"));
            }
            int retries = pool.retries.get(id);
            if (how.equals("r")) {
                pool.unable.remove(s);
            }
            boolean unable = how.equals("x") && !pool.stopped && othersAreAble(pool, s);
            if (unable) {
                pool.unable.add(s);
            }
            if (!pool.stopped && (unable || how.equals("b") || how.equals("w") && retries > 0)) {
                pool.retries.put(id, how.equals("w") ? retries - 1 : retries);
                pool.waiting.addFirst(id);
            } else if (how.equals("b")) {
                pool.retries.remove(id);
                dropPieces(pool, id, BOTH);
                tell(pool.owner, name, "m=l", "i=" + id, "v=" + INFO);
            } else {
                pool.retries.remove(id);
                dropPieces(pool, id, List.of("t"));
                if (outcome.equals(LARGE)) {
                    pool.large.add(id);
                    tell(pool.owner, name, "m=r", "i=" + id);
                } else if (outcome.isEmpty()) {
                    tell(pool.owner, name, "m=r", "i=" + id);
                } else {
                    tell(pool.owner, name, "m=r", "i=" + id, "v=" + outcome);
                }
            }
            ready(name);
        }
        if (runs.containsKey(s)) {
            addRoom(s, TASKS, tasks);
            addRoom(s, PROCESSES, processes);
        }
        serve();
        return had;
    }

    Object withdraw(String name, boolean begunToo, List<Integer> ids) {
        Pool pool = pools.get(name);
        List<String> gone = new ArrayList<>();
        for (int id : pool == null ? List.<Integer>of() : ids) {
            String by = pool.running.get(id);
            if (by != null && begunToo) {
                pool.running.remove(id);
                pool.begun.remove(id);
                tell(by, name, "m=k", "i=" + id);
            }
            if (by == null || begunToo) {
                boolean is = pool.retries.remove(id) != null;
                if (is) {
                    pool.waiting.remove(id);
                    gone.add(Integer.toString(id));
                }
                dropPieces(pool, id, is ? BOTH : List.of("t"));
            }
        }
        ready(name);
        serve();
        return gone;
    }

    Object signal(String name, int id, int signal) {
        Pool pool = pools.get(name);
        String by = pool.running.get(id);
        if (by != null && pool.begun.contains(id)) {
            tell(by, name, "m=s", "i=" + id, "v=" + signal);
        } else if (pool.retries.remove(id) != null) {
            dropPieces(pool, id, BOTH);
            if (by == null) {
                pool.waiting.remove(id);
            } else {
                pool.running.remove(id);
                pool.takenAway.put(id, by);
                ready(name);
                serve();
            }
            return 0L;
        }
        return 1L;
    }

    Object got(String name, int id) {
        Pool pool = pools.get(name);
        return pool == null ? 0L : (pool.large.remove(id) ? 1L : 0L) + dropPieces(pool, id, List.of("r"));
    }

    Object say(String name, String text) {
        Pool pool = pools.get(name);
        if (pool == null) {
            return 0L;
        }
        tell(pool.owner, name, "m=o", "v=" + text);
        return 1L;
    }

    Object ask(String s, String name, String question, String ticket) {
        Pool pool = pools.get(name);
        if (pool == null) {
            return "";
        }
        if (pool.classes.containsKey(question)) {
            return pool.classes.get(question);
        }
        if (pool.askers.stream().noneMatch(asker -> asker.more.equals(question))) {
            tell(pool.owner, name, "m=c", "n=" + question);
        }
        pool.askers.add(new Waiter(s, ticket, question));
        return 0L;
    }

    Object answer(String s, String name, String question, String bytes, boolean keep) {
        Pool pool = owned(s, name);
        if (pool == null) {
            return 0L;
        }
        if (keep) {
            pool.classes.put(question, bytes);
        }
        return tellAskers(pool, question, bytes);
    }

    Object none(String s, String name, String question) {
        Pool pool = owned(s, name);
        return pool == null ? 0L : tellAskers(pool, question, "");
    }

    private long tellAskers(Pool pool, String question, String bytes) {
        long count = 0;
        for (Waiter asker : List.copyOf(pool.askers)) {
            if (asker.more.equals(question)) {
                pool.askers.remove(asker);
                tell(asker.session, asker.ticket, "v=" + bytes);
                count++;
            }
        }
        return count;
    }

    Object cancel(String s, String ticket) {
        boolean was = false;
        for (Pool pool : pools.values()) {
            was |= pool.askers.removeIf(w -> w.session.equals(s) && w.ticket.equals(ticket));
        }
        return was ? 1L : 0L;
    }

    void bye(String s) {
        sessions.remove(s);
        stopGiving(s);
        messages.remove(s);
        pools.values().forEach(pool -> pool.askers.removeIf(w -> w.session.equals(s)));
        List<Task> had = new ArrayList<>();
        pools.forEach((name, pool) -> pool.running.forEach((id, by) -> {
            if (by.equals(s)) {
                had.add(new Task(name, id));
            }
        }));
        for (String name : List.copyOf(pools.keySet())) {
            if (pools.get(name).owner.equals(s)) {
                drop(name);
            }
        }
        had.sort(Comparator.comparing(Task::id).thenComparing(Task::pool).reversed());
        for (Task task : had) {
            Pool pool = pools.get(task.pool);
            if (pool == null) {
                continue;
            }
            pool.running.remove(task.id);
            dropPieces(pool, task.id, List.of("r"));
            boolean isUnbegun = !pool.begun.remove(task.id) && pool.ofProcesses;
            int retries = pool.retries.get(task.id);
            if (!pool.stopped && (isUnbegun || retries > 0)) {
                pool.retries.put(task.id, isUnbegun ? retries : retries - 1);
                pool.waiting.addFirst(task.id);
            } else {
                pool.retries.remove(task.id);
                dropPieces(pool, task.id, BOTH);
                tell(pool.owner, task.pool, "m=l", "i=" + task.id, "v=" + INFO);
            }
        }
        had.forEach(task -> ready(task.pool));
        serve();
    }

    /** The keys that there shall be, but for those of sessions. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        pools.forEach((name, pool) -> {
            keys.add("p:" + name);
            add(keys, "t:" + name, pool.waiting.isEmpty());
            add(keys, "T:" + name, pool.running.isEmpty());
            add(keys, "d:" + name, pool.retries.isEmpty());
            add(keys, "R:" + name, pool.large.isEmpty());
            add(keys, "B:" + name, pool.pieces.isEmpty());
            add(keys, "c:" + name, pool.classes.isEmpty());
            add(keys, "kw:" + name, pool.askers.isEmpty());
        });
        rings.forEach((kind, ring) -> add(keys, "tp:" + kind, ring.isEmpty()));
        workers.forEach((kind, waiting) -> add(keys, "tw:" + kind, waiting.isEmpty()));
        return keys;
    }

    private static void add(Set<String> keys, String key, boolean empty) {
        if (!empty) {
            keys.add(key);
        }
    }
}
