package io.github.procession.cluster;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the functions of procession.lua shall do, said once more with Java's collections: for each call the reply and the
 * messages to inboxes. Numbers that the server draws stand as FENCE, and ids as those of their items.
 */
// Longer than most: a second version of the whole function library, as simple as it can be.
final class Model {
    static final String FENCE = "FENCE";
    static final String SAME_FENCE = "SAME FENCE";
    static final int ARRAY_BYTES = 16;

    private record Waiter(String session, String ticket, String thread, int count) {}

    private static final class Lock {
        String holder;
        String thread;
        int count;
        String dead = "";
        final Deque<Waiter> waiters = new ArrayDeque<>();
    }

    private static final class Semaphore {
        int free;
        int used;
        final int permits;
        final Deque<Waiter> waiters = new ArrayDeque<>();

        Semaphore(int permits) {
            this.permits = permits;
            free = permits;
        }

        boolean isUntouched() {
            return free == permits && used == 0 && waiters.isEmpty();
        }
    }

    private static final class Queue {
        final TreeMap<Integer, String> items = new TreeMap<>(); // by the order in which they were put
        final Deque<Waiter> takers = new ArrayDeque<>();
        final Map<Waiter, String> putters = new LinkedHashMap<>();
        final Deque<Waiter> joiners = new ArrayDeque<>();
        final Set<String> live = new HashSet<>(); // put and not acknowledged
        int bound;
    }

    private static final class Array {
        final byte[] elements = new byte[ARRAY_BYTES];
        boolean written;
    }

    private static final class Barrier {
        boolean broken;
        final List<Waiter> waiters = new ArrayList<>();
    }

    final Set<String> sessions = new TreeSet<>();
    final Map<String, List<List<String>>> messages = new HashMap<>();
    private final Map<String, Lock> locks = new TreeMap<>();
    private final Map<String, Semaphore> semaphores = new TreeMap<>();
    private final Map<String, Map<String, Integer>> permits = new TreeMap<>(); // session -> semaphore -> how many
    private final Map<String, Queue> queues = new TreeMap<>();
    private final Map<String, Map<String, String>> held = new TreeMap<>(); // session -> item -> queue
    private final Map<String, Integer> order = new HashMap<>(); // of items
    private final Map<String, TreeMap<String, Long>> staged = new TreeMap<>(); // session -> long item -> pieces
    private final Map<String, String> large = new TreeMap<>(); // long item that was put -> queue
    private final Map<String, Deque<Waiter>> conditions = new TreeMap<>();
    private final Map<String, String> lockOf = new HashMap<>(); // of conditions
    private final Map<String, Deque<Waiter>> events = new TreeMap<>();
    private final Set<String> set = new TreeSet<>();
    private final Map<String, Barrier> barriers = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Array> arrays = new TreeMap<>();
    private final Map<String, LinkedHashMap<String, String>> tables = new TreeMap<>();
    private final Map<String, LinkedList<String>> sequences = new TreeMap<>();
    private final Map<String, Map<String, Object>> maps = new TreeMap<>(); // values: Long for a number, else text

    void open(String session) {
        sessions.add(session);
    }

    private void tell(Waiter to, String... fields) {
        List<String> message = new ArrayList<>(List.of(to.ticket));
        message.addAll(List.of(fields));
        messages.computeIfAbsent(to.session, _ -> new ArrayList<>()).add(message);
    }

    // Locks
    // --------------------------------------------------------------------------------------------------------------

    private Lock lock(String name) {
        return locks.computeIfAbsent(name, _ -> new Lock());
    }

    Object lock(String s, String name, String ticket, boolean wait, String thread, boolean reentrant) {
        Lock lock = lock(name);
        if (lock.holder == null) {
            grant(lock, new Waiter(s, ticket, thread, 1));
            return List.of(FENCE, lock.dead);
        }
        if (reentrant && lock.holder.equals(s) && lock.thread.equals(thread)) {
            lock.count++;
            return List.of(SAME_FENCE, lock.dead);
        }
        if (wait) {
            lock.waiters.add(new Waiter(s, ticket, thread, 1));
        }
        return 0L;
    }

    private static void grant(Lock lock, Waiter to) {
        lock.holder = to.session;
        lock.thread = to.thread;
        lock.count = to.count;
    }

    private void pass(Lock lock) {
        lock.holder = null;
        Waiter next = lock.waiters.poll();
        if (next != null) {
            grant(lock, next);
            tell(next, "f=" + FENCE, "a=" + lock.dead);
        }
    }

    private void release(Lock lock) {
        lock.dead = "";
        pass(lock);
    }

    Object unlock(String s, String name, String thread) {
        Lock lock = lock(name);
        if (lock.holder == null) {
            return 0L;
        }
        if (!thread.equals("*") && !owns(lock, s, thread)) {
            return -1L;
        }
        if (--lock.count > 0) {
            return 2L;
        }
        release(lock);
        return 1L;
    }

    private static boolean owns(Lock lock, String s, String thread) {
        return s.equals(lock.holder) && thread.equals(lock.thread);
    }

    /** Who holds the lock; null for nobody. */
    String holder(String name) {
        return lock(name).holder;
    }

    Object condWait(String s, String condition, String name, String ticket, String thread) {
        Lock lock = lock(name);
        if (!owns(lock, s, thread)) {
            return -1L;
        }
        lockOf.put(condition, name);
        conditions.computeIfAbsent(condition, _ -> new ArrayDeque<>()).add(new Waiter(s, ticket, thread, lock.count));
        release(lock);
        return 1L;
    }

    Object signal(String s, String condition, String name, String thread, int n) {
        Lock lock = lock(name);
        if (!owns(lock, s, thread)) {
            return -1L;
        }
        Deque<Waiter> waiters = conditions.getOrDefault(condition, new ArrayDeque<>());
        long woken = 0;
        while (woken < n && !waiters.isEmpty()) {
            lock.waiters.add(waiters.poll());
            woken++;
        }
        return woken;
    }

    Object condTimeout(String s, String ticket) {
        for (Map.Entry<String, Deque<Waiter>> condition : conditions.entrySet()) {
            Waiter waiter = remove(condition.getValue(), s, ticket);
            if (waiter != null) {
                Lock lock = lock(lockOf.get(condition.getKey()));
                lock.waiters.add(waiter);
                if (lock.holder == null) {
                    pass(lock);
                }
                return 1L;
            }
        }
        return 0L;
    }

    private static Waiter remove(Iterable<Waiter> from, String s, String ticket) {
        for (Iterator<Waiter> all = from.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (waiter.session.equals(s) && waiter.ticket.equals(ticket)) {
                all.remove();
                return waiter;
            }
        }
        return null;
    }

    // Semaphores
    // -----------------------------------------------------------------------------------------------------------

    Object acquire(String s, String name, int number, String ticket, boolean wait) {
        Semaphore semaphore = semaphores.get(name);
        if (semaphore != null && !semaphore.isUntouched() && semaphore.permits != number) {
            return -2L;
        }
        if (semaphore == null || semaphore.isUntouched()) {
            semaphore = new Semaphore(number);
            semaphores.put(name, semaphore);
        }
        if (semaphore.free > 0) {
            semaphore.free--;
            own(semaphore, s, name);
            return 1L;
        }
        if (wait) {
            semaphore.waiters.add(new Waiter(s, ticket, "", 0));
        }
        return 0L;
    }

    private void own(Semaphore semaphore, String s, String name) {
        semaphore.used++;
        permits.computeIfAbsent(s, _ -> new TreeMap<>()).merge(name, 1, Integer::sum);
    }

    Object release(String s, String name, int number, boolean bounded) {
        Semaphore semaphore = semaphores.get(name);
        if (semaphore != null && !semaphore.isUntouched() && semaphore.permits != number) {
            return -2L;
        }
        if (semaphore == null || semaphore.isUntouched()) {
            semaphore = new Semaphore(number);
            semaphores.put(name, semaphore);
        }
        if (bounded && semaphore.free >= number) {
            return -1L;
        }
        Map<String, Integer> own = permits.getOrDefault(s, new TreeMap<>());
        if (own.containsKey(name)) {
            semaphore.used--;
            own.merge(name, -1, (a, b) -> a + b == 0 ? null : a + b);
        }
        free(semaphore, name, 1);
        return 1L;
    }

    private void free(Semaphore semaphore, String name, int n) {
        for (int i = 0; i < n; i++) {
            Waiter next = semaphore.waiters.poll();
            if (next == null) {
                semaphore.free++;
            } else {
                own(semaphore, next.session, name);
                tell(next);
            }
        }
    }

    // Events and barriers
    // ----------------------------------------------------------------------------------------------------

    Object eventSet(String name) {
        set.add(name);
        Deque<Waiter> waiters = events.getOrDefault(name, new ArrayDeque<>());
        waiters.forEach(this::tell);
        waiters.clear();
        return 1L;
    }

    Object eventClear(String name) {
        return set.remove(name) ? 1L : 0L;
    }

    Object eventWait(String s, String name, String ticket) {
        if (set.contains(name)) {
            return 1L;
        }
        events.computeIfAbsent(name, _ -> new ArrayDeque<>()).add(new Waiter(s, ticket, "", 0));
        return 0L;
    }

    Object arrive(String s, String name, int parties, String ticket) {
        Barrier barrier = barriers.computeIfAbsent(name, _ -> new Barrier());
        if (barrier.broken) {
            return -1L;
        }
        if (barrier.waiters.size() + 1 < parties) {
            barrier.waiters.add(new Waiter(s, ticket, "", 0));
            return 0L;
        }
        for (int i = 0; i < barrier.waiters.size(); i++) {
            tell(barrier.waiters.get(i), "p=" + i);
        }
        barriers.remove(name);
        return (long) parties;
    }

    Object barrierAbort(String name) {
        Barrier barrier = barriers.computeIfAbsent(name, _ -> new Barrier());
        barrier.broken = true;
        barrier.waiters.forEach(waiter -> tell(waiter, "p=-1"));
        barrier.waiters.clear();
        return 1L;
    }

    Object barrierReset(String name) {
        barrierAbort(name);
        barriers.remove(name);
        return 1L;
    }

    // Queues
    // -----------------------------------------------------------------------------------------------------------------

    private Queue queue(String name) {
        return queues.computeIfAbsent(name, _ -> new Queue());
    }

    Object put(String s, String name, int bound, String ticket, boolean wait, List<String> items) {
        Queue queue = queue(name);
        queue.bound = bound;
        if (bound > 0 && (queue.items.size() >= bound || !queue.putters.isEmpty())) {
            if (wait) {
                queue.putters.put(new Waiter(s, ticket, "", 0), items.getFirst());
            }
            return 0L;
        }
        items.forEach(item -> push(s, name, item));
        serve(name);
        return 1L;
    }

    Object piece(String s, String n) {
        return staged.computeIfAbsent(s, _ -> new TreeMap<>()).merge(n, 1L, Long::sum);
    }

    /** The last long item of which a session has sent pieces, and did not put it; if there is none, the other. */
    String sentBy(String s, String otherwise) {
        TreeMap<String, Long> sent = staged.getOrDefault(s, new TreeMap<>());
        return sent.isEmpty() ? otherwise : sent.lastKey();
    }

    Object dropPieces(String s, String n) {
        return staged.getOrDefault(s, new TreeMap<>()).remove(n) == null ? 0L : 1L;
    }

    private boolean isWithoutPieces(String s, String item) {
        return item.startsWith("\2") && !staged.getOrDefault(s, new TreeMap<>()).containsKey(item.substring(1));
    }

    private void push(String s, String name, String item) {
        if (item.startsWith("\2") && (Long) dropPieces(s, item.substring(1)) == 1) {
            large.put(item, name);
        }
        Queue queue = queue(name);
        order.put(item, order.size());
        queue.items.put(order.get(item), item);
        queue.live.add(item);
    }

    private String take(String s, String name) {
        Map.Entry<Integer, String> first = queue(name).items.pollFirstEntry();
        if (first == null) {
            return null;
        }
        held.computeIfAbsent(s, _ -> new TreeMap<>()).put(first.getValue(), name);
        return first.getValue();
    }

    private void serve(String name) {
        Queue queue = queue(name);
        boolean moved = true;
        while (moved) {
            moved = false;
            while (!queue.items.isEmpty() && !queue.takers.isEmpty()) {
                Waiter taker = queue.takers.poll();
                String item = take(taker.session, name);
                tell(taker, "i=" + item, "v=" + item);
            }
            if (!queue.putters.isEmpty() && queue.items.size() < queue.bound) {
                Map.Entry<Waiter, String> putter =
                        queue.putters.entrySet().iterator().next();
                queue.putters.remove(putter.getKey());
                if (!isWithoutPieces(putter.getKey().session, putter.getValue())) {
                    push(putter.getKey().session, name, putter.getValue());
                    tell(putter.getKey());
                }
                moved = true;
            }
        }
    }

    Object get(String s, String name, String ticket, boolean wait, int n) {
        List<String> got = new ArrayList<>();
        for (String item; got.size() < 2 * n && (item = take(s, name)) != null; ) {
            got.add(item);
            got.add(item);
        }
        if (got.isEmpty()) {
            if (wait) {
                queue(name).takers.add(new Waiter(s, ticket, "", 0));
            }
            return 0L;
        }
        serve(name);
        return got;
    }

    Object acknowledge(String s, String name, String item) {
        Map<String, String> own = held.getOrDefault(s, new TreeMap<>());
        if (!name.equals(own.get(item))) {
            return 0L;
        }
        own.remove(item);
        large.remove(item);
        Queue queue = queue(name);
        if (queue.live.remove(item) && queue.live.isEmpty()) {
            queue.joiners.forEach(this::tell);
            queue.joiners.clear();
        }
        return 1L;
    }

    Object back(String s, String name, String item) {
        Map<String, String> own = held.getOrDefault(s, new TreeMap<>());
        if (!name.equals(own.get(item))) {
            return 0L;
        }
        own.remove(item);
        giveBack(name, item);
        serve(name);
        return 1L;
    }

    private void giveBack(String name, String item) {
        if (queue(name).live.contains(item)) {
            queue(name).items.put(order.get(item), item);
        } else {
            large.remove(item);
        }
    }

    Object join(String s, String name, String ticket) {
        if (queue(name).live.isEmpty()) {
            return 1L;
        }
        queue(name).joiners.add(new Waiter(s, ticket, "", 0));
        return 0L;
    }

    Object deleteQueue(String name) {
        Queue queue = queue(name);
        queue.items.values().forEach(large::remove);
        queue.items.clear();
        queue.live.clear();
        queue.joiners.forEach(this::tell);
        queue.joiners.clear();
        serve(name);
        return 1L;
    }

    /** An item that a session holds and the queue that it is of; null for none. */
    Map.Entry<String, String> heldBy(String s, int which) {
        List<Map.Entry<String, String>> all =
                new ArrayList<>(held.getOrDefault(s, new TreeMap<>()).entrySet());
        return all.isEmpty() ? null : all.get(which % all.size());
    }

    // Counts and maps
    // ----------------------------------------------------------------------------------------------------------

    Object add(String name, long delta) {
        try {
            counts.put(name, Math.addExact(counts.getOrDefault(name, 0L), delta));
            return Long.toString(counts.get(name));
        } catch (ArithmeticException _) {
            return 0L;
        }
    }

    Object setCount(String name, long value, String expected) {
        if (!expected.equals("-") && Long.parseLong(expected) != counts.getOrDefault(name, 0L)) {
            return 0L;
        }
        counts.put(name, value);
        return 1L;
    }

    // Arrays
    // -------------------------------------------------------------------------------------------------------------------

    private ByteBuffer written(String name) {
        Array array = arrays.computeIfAbsent(name, _ -> new Array());
        array.written = true;
        return ByteBuffer.wrap(array.elements);
    }

    /** Bytes of an array as text. */
    String elements(String name, int from, int count) {
        Array array = arrays.computeIfAbsent(name, _ -> new Array());
        return new String(array.elements, from, count, StandardCharsets.ISO_8859_1);
    }

    Object arraySet(String name, int offset, byte[] bytes) {
        written(name).put(offset, bytes);
        return 1L;
    }

    Object arrayReplace(String name, int offset, boolean asExpected, byte[] bytes) {
        return asExpected ? arraySet(name, offset, bytes) : 0L;
    }

    Object arrayAdd(String name, int index, int width, long delta) {
        String before = elements(name, index * width, width);
        ByteBuffer elements = written(name);
        if (width == Integer.BYTES) {
            IntBuffer numbers = elements.asIntBuffer();
            numbers.put(index, numbers.get(index) + (int) delta);
        } else {
            LongBuffer numbers = elements.asLongBuffer();
            numbers.put(index, numbers.get(index) + delta);
        }
        return before;
    }

    Object arrayPlus(String name, int index, boolean isFloat, double delta) {
        int width = isFloat ? Float.BYTES : Double.BYTES;
        String before = elements(name, index * width, width);
        ByteBuffer elements = written(name);
        if (isFloat) {
            FloatBuffer numbers = elements.asFloatBuffer();
            numbers.put(index, numbers.get(index) + (float) delta);
        } else {
            DoubleBuffer numbers = elements.asDoubleBuffer();
            numbers.put(index, numbers.get(index) + delta);
        }
        return before;
    }

    // Contents of managers' objects
    // --------------------------------------------------------------------------------------------

    private boolean shut(String s, String name, String thread) {
        return lock(name).holder != null && !owns(lock(name), s, thread);
    }

    LinkedHashMap<String, String> table(String name) {
        return tables.computeIfAbsent(name, _ -> new LinkedHashMap<>());
    }

    LinkedList<String> sequence(String name) {
        return sequences.computeIfAbsent(name, _ -> new LinkedList<>());
    }

    Object tablePut(String s, String name, String thread, boolean absent, Map<String, String> entries) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        Object before = table(name).get(entries.keySet().iterator().next());
        entries.forEach((field, value) -> {
            if (!absent || !table(name).containsKey(field)) {
                table(name).put(field, value);
            }
        });
        return before;
    }

    Object tableAll(String s, String name, String thread, Map<String, String> entries) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        table(name).clear();
        table(name).putAll(entries);
        return 1L;
    }

    Object tableTake(String s, String name, String thread, String field) {
        return shut(s, name, thread) ? -1L : table(name).remove(field);
    }

    /** Undoes a take: what there was before, unless there is another entry. */
    Object tableBack(String s, String name, String thread, String field, Map<String, String> before) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        if (table(name).containsKey(field)) {
            return 0L;
        }
        table(name).clear();
        table(name).putAll(before);
        return 1L;
    }

    Object listPut(String s, String name, String thread, boolean first, List<String> values) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        for (String value : values) {
            sequence(name).add(first ? 0 : sequence(name).size(), value);
        }
        return (long) sequence(name).size();
    }

    Object listSet(String s, String name, String thread, int index, String value) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        LinkedList<String> list = sequence(name);
        int at = index < 0 ? list.size() + index : index;
        return at < 0 || at >= list.size() ? (Object) 0L : list.set(at, value);
    }

    Object listAll(String s, String name, String thread, List<String> values) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        sequence(name).clear();
        sequence(name).addAll(values);
        return 1L;
    }

    Object listTake(String s, String name, String thread, boolean first) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        return first ? sequence(name).pollFirst() : sequence(name).pollLast();
    }

    Object clearContents(String s, String name, String thread) {
        if (shut(s, name, thread)) {
            return -1L;
        }
        table(name).clear();
        sequence(name).clear();
        return 1L;
    }

    private Map<String, Object> map(String name) {
        return maps.computeIfAbsent(name, _ -> new TreeMap<>());
    }

    private static Object entry(Object value) {
        return value == null ? null : value instanceof Long number ? "n " + number + " key" : "b " + value;
    }

    /** Undoes a removal. */
    Object mapBack(String name, String field, String value) {
        return map(name).putIfAbsent(field, value) == null ? 1L : 0L;
    }

    Object mapPut(String name, String field, String value, boolean absent) {
        Object old = map(name).get(field);
        if (old == null || !absent) {
            map(name).put(field, value);
        }
        return entry(old);
    }

    /** A replacement, or with null a removal, that expects the present version or not. */
    Object mapReplace(String name, String field, boolean sameVersion, String value) {
        if (!sameVersion) {
            return 0L;
        }
        Object old = map(name).get(field);
        if (value == null) {
            map(name).remove(field);
            return entry(old);
        }
        map(name).put(field, value);
        return 1L;
    }

    Object mapAdd(String name, String field, long delta) {
        Object old = map(name).get(field);
        if (old instanceof String) {
            return 0L;
        }
        try {
            map(name).put(field, Math.addExact(old == null ? 0L : (Long) old, delta));
            return Long.toString((Long) map(name).get(field));
        } catch (ArithmeticException _) {
            return -1L;
        }
    }

    Object clearMap(String name) {
        boolean there = !map(name).isEmpty();
        map(name).clear();
        return there ? 1L : 0L;
    }

    // Ends of waits and sessions
    // -------------------------------------------------------------------------------------------------

    Object cancel(String s, String ticket) {
        for (Lock lock : locks.values()) {
            if (remove(lock.waiters, s, ticket) != null) {
                return 1L;
            }
        }
        List<Deque<Waiter>> plain = new ArrayList<>(conditions.values());
        plain.addAll(events.values());
        semaphores.values().forEach(semaphore -> plain.add(semaphore.waiters));
        queues.values().forEach(queue -> Collections.addAll(plain, queue.takers, queue.joiners));
        for (Deque<Waiter> waiters : plain) {
            if (remove(waiters, s, ticket) != null) {
                return 1L;
            }
        }
        for (Map.Entry<String, Queue> queue : queues.entrySet()) {
            if (queue.getValue().putters.keySet().removeIf(w -> w.session.equals(s) && w.ticket.equals(ticket))) {
                serve(queue.getKey());
                return 1L;
            }
        }
        for (Map.Entry<String, Barrier> barrier : barriers.entrySet()) {
            if (remove(barrier.getValue().waiters, s, ticket) != null) {
                barrierAbort(barrier.getKey());
                return 1L;
            }
        }
        return 0L;
    }

    Object bye(String s) {
        if (!sessions.remove(s)) {
            return 0L;
        }
        locks.values().forEach(lock -> lock.waiters.removeIf(w -> w.session.equals(s)));
        conditions.values().forEach(waiters -> waiters.removeIf(w -> w.session.equals(s)));
        events.values().forEach(waiters -> waiters.removeIf(w -> w.session.equals(s)));
        semaphores.values().forEach(semaphore -> semaphore.waiters.removeIf(w -> w.session.equals(s)));
        for (Queue queue : queues.values()) {
            queue.takers.removeIf(w -> w.session.equals(s));
            queue.joiners.removeIf(w -> w.session.equals(s));
            queue.putters.keySet().removeIf(w -> w.session.equals(s));
        }
        for (Map.Entry<String, Barrier> barrier : Map.copyOf(barriers).entrySet()) {
            if (barrier.getValue().waiters.removeIf(w -> w.session.equals(s))) {
                barrierAbort(barrier.getKey());
            }
        }
        for (Lock lock : locks.values()) {
            if (s.equals(lock.holder)) {
                lock.dead = s;
                pass(lock);
            }
        }
        staged.remove(s);
        Map<String, Integer> own = permits.remove(s);
        if (own != null) {
            own.forEach((name, n) -> {
                semaphores.get(name).used -= n;
                free(semaphores.get(name), name, n);
            });
        }
        Map<String, String> items = held.remove(s);
        if (items != null) {
            items.forEach((item, name) -> giveBack(name, item));
        }
        queues.keySet().forEach(this::serve);
        messages.remove(s);
        return 1L;
    }

    /** The keys that there shall be; those of live sessions that come and go are left out. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        if (!sessions.isEmpty()) {
            Collections.addAll(keys, "ses", "lb", "pv");
        }
        sessions.forEach(s -> keys.add("S:" + s));
        locks.forEach((name, lock) -> {
            if (lock.holder != null || !lock.dead.isEmpty()) {
                keys.add("l:" + name);
            }
            list(keys, "lw:" + name, lock.waiters.isEmpty());
        });
        semaphores.forEach((name, semaphore) -> {
            list(keys, "s:" + name, semaphore.isUntouched());
            list(keys, "sw:" + name, semaphore.waiters.isEmpty());
        });
        conditions.forEach((name, waiters) -> list(keys, "cw:" + name, waiters.isEmpty()));
        events.forEach((name, waiters) -> list(keys, "ew:" + name, waiters.isEmpty()));
        set.forEach(name -> keys.add("e:" + name));
        barriers.forEach((name, barrier) -> {
            list(keys, "b:" + name, !barrier.broken && barrier.waiters.isEmpty());
            list(keys, "bw:" + name, barrier.waiters.isEmpty());
        });
        queues.forEach((name, queue) -> {
            list(keys, "q:" + name, queue.items.isEmpty());
            list(keys, "Q:" + name, queue.live.isEmpty());
            list(keys, "qw:" + name, queue.takers.isEmpty());
            list(keys, "pw:" + name, queue.putters.isEmpty());
            list(keys, "jw:" + name, queue.joiners.isEmpty());
        });
        staged.forEach((s, all) -> all.keySet().forEach(n -> keys.add("u:" + s + "." + n)));
        large.forEach((item, name) -> keys.add("I:" + name + " " + item.substring(1)));
        counts.forEach((name, value) -> list(keys, "v:" + name, value == 0));
        arrays.forEach((name, array) -> list(keys, "a:" + name, !array.written));
        tables.forEach((name, table) -> list(keys, "k:" + name, table.isEmpty()));
        sequences.forEach((name, list) -> list(keys, "o:" + name, list.isEmpty()));
        maps.forEach((name, map) -> list(keys, "m:" + name, map.isEmpty()));
        return keys;
    }

    private static void list(Set<String> keys, String key, boolean empty) {
        if (!empty) {
            keys.add(key);
        }
    }
}
