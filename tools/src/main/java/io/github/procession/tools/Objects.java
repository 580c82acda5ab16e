package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.ring.ChannelState;
import io.github.procession.ipc.ring.QueueState;
import io.github.procession.ipc.sync.SynchronizerState;
import io.github.procession.ipc.transport.CellTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Queues, pools, locks and their kin, in words and as JSON. */
final class Objects {
    private Objects() {}

    static Map<String, @Nullable Object> json(Tree tree) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("pools", tree.pools.stream().map(Objects::pool).toList());
        List<Object> queues = new ArrayList<>();
        for (Entry entry : tree.objects(CellTypes.QUEUE)) {
            QueueState state = QueueState.read(tree.session, entry);
            if (state != null) {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                map.put("number", entry.number());
                map.put("items", state.items());
                map.put("bytes", state.bytes());
                map.put("bound", state.bound() == 0 ? null : state.bound());
                map.put("put", Integer.toUnsignedLong(state.put()));
                map.put("taken", Integer.toUnsignedLong(state.taken()));
                map.put("waiters", waiters(tree, entry));
                queues.add(map);
            }
        }
        all.put("queues", queues);
        List<Object> others = new ArrayList<>();
        for (Entry entry : synchronizers(tree)) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("kind", Activity.kind(entry.type()));
            map.put("number", entry.number());
            map.put("state", state(tree, entry));
            if (isLock(entry)) {
                Node owner = tree.nodes.get(SynchronizerState.owner(entry));
                map.put("ownerPid", owner == null ? null : owner.member.pid());
            }
            map.put("waiters", waiters(tree, entry));
            others.add(map);
        }
        all.put("synchronizers", others);
        return all;
    }

    private static List<Object> waiters(Tree tree, Entry entry) {
        List<Object> waiters = new ArrayList<>();
        tree.waitersFor(entry)
                .forEach(waiter ->
                        waiters.add(Map.of("pid", waiter.node().member.pid(), "millis", waiter.millis(tree))));
        return waiters;
    }

    private static Map<String, @Nullable Object> pool(Tree.PoolView pool) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("name", pool.counts().name());
        map.put("done", pool.counts().done());
        map.put("failed", pool.counts().failed());
        map.put("remaining", pool.counts().remaining());
        map.put(
                "workers",
                pool.workers().stream()
                        .map(worker -> worker.node().member.pid())
                        .toList());
        return map;
    }

    static List<Entry> synchronizers(Tree tree) {
        return tree.objects(
                CellTypes.LOCK,
                CellTypes.RLOCK,
                CellTypes.SEMAPHORE,
                CellTypes.BOUNDED_SEMAPHORE,
                CellTypes.EVENT,
                CellTypes.CONDITION,
                CellTypes.BARRIER);
    }

    static boolean isLock(Entry entry) {
        return entry.type() == CellTypes.LOCK || entry.type() == CellTypes.RLOCK;
    }

    /** Whether there is more to say of it than that it is there. */
    static boolean isInUse(Tree tree, Entry entry) {
        return switch (entry.type()) {
            case CellTypes.LOCK, CellTypes.RLOCK ->
                SynchronizerState.owner(entry) != 0 || !tree.waitersFor(entry).isEmpty();
            case CellTypes.CONDITION ->
                !SynchronizerState.waiters(tree.session, entry).isEmpty();
            default -> true;
        };
    }

    /** The state of a synchronizer: held by MainProcess (pid 7). */
    static String state(Tree tree, Entry entry) {
        return switch (entry.type()) {
            case CellTypes.LOCK, CellTypes.RLOCK -> lock(tree, entry);
            case CellTypes.SEMAPHORE -> SynchronizerState.permits(entry) + " free";
            case CellTypes.BOUNDED_SEMAPHORE -> bounded(tree, entry);
            case CellTypes.EVENT -> SynchronizerState.isSet(entry) ? "set" : "not set";
            case CellTypes.CONDITION ->
                SynchronizerState.waiters(tree.session, entry).size() + " waiting";
            case CellTypes.BARRIER ->
                SynchronizerState.arrived(tree.session, entry).size() + " of " + SynchronizerState.parties(entry)
                        + " arrived, " + SynchronizerState.barrierState(entry);
            default -> "";
        };
    }

    private static String lock(Tree tree, Entry entry) {
        int owner = SynchronizerState.owner(entry);
        if (owner == 0) {
            return "free";
        }
        String held = "held by " + tree.label(owner);
        if (entry.type() == CellTypes.RLOCK && SynchronizerState.ownerThread(entry) != 0) {
            held += ", thread " + SynchronizerState.ownerThread(entry);
        }
        return SynchronizerState.isAbandoned(entry) ? held + ", from a process that died with it" : held;
    }

    private static String bounded(Tree tree, Entry entry) {
        String holders = SynchronizerState.permitHolders(tree.session, entry).stream()
                .map(holder -> holder[1] + " with " + tree.label(holder[0]))
                .collect(Collectors.joining(", "));
        return SynchronizerState.boundedPermits(entry) + " of " + SynchronizerState.bound(entry) + " free"
                + (holders.isEmpty() ? "" : ", " + holders);
    }

    /** Those who wait: MainProcess (pid 7) for 3.2 s. */
    static String waitersText(Tree tree, Entry entry) {
        StringJoiner waiters = new StringJoiner(", ");
        for (Tree.Waiter waiter : tree.waitersFor(entry)) {
            waiters.add(waiter.node().label() + " for " + Text.millis(waiter.millis(tree)));
        }
        return waiters.toString();
    }

    /** Bytes that wait to be read at the end of a pipe; -1 if that cannot be told. */
    static long unread(Tree tree, Entry entry) {
        ChannelState state = ChannelState.read(tree.session, entry);
        return state == null ? -1 : state.bytes();
    }
}
