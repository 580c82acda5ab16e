package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.ring.QueueState;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Repeated looks at a tree, with the rates at which things change. */
final class Sampler {
    /** To read the memory of a process holds up its own changes of its memory map for a moment. */
    private static final long MEMORY_NANOS = 2_000_000_000;

    /** The rates at which a queue is filled and emptied. */
    record QueueRates(QueueState state, double puts, double takes) {}

    /** One look. */
    record Sample(Tree tree, Map<Entry, QueueRates> queues, Map<Tree.PoolView, Double> pools, Map<Node, Double> load) {}

    private final Path folder;
    private final Map<Integer, Long> memory = new HashMap<>();
    private long memoryRead;
    private Tree before;
    private Map<Long, QueueState> queuesBefore = Map.of();

    Sampler(Path folder) {
        this.folder = folder;
    }

    Sample next() throws IOException {
        Tree tree = Tree.of(folder);
        long now = System.nanoTime();
        if (memory.isEmpty() || now - memoryRead > MEMORY_NANOS) {
            tree.readMemory();
            tree.readSpares();
            memory.clear();
            tree.nodes.forEach((token, node) -> memory.put(token, node.memory));
            memoryRead = now;
        } else {
            tree.nodes.forEach((token, node) -> node.memory = memory.getOrDefault(token, -1L));
            tree.spares.addAll(before == null ? java.util.List.of() : before.spares);
        }
        double seconds = before == null ? 0 : Math.max(0.001, (tree.now - before.now) / 1_000.0);
        Map<Entry, QueueRates> queues = new LinkedHashMap<>();
        Map<Long, QueueState> states = new HashMap<>();
        for (Entry entry : tree.objects(CellTypes.QUEUE)) {
            QueueState state = QueueState.read(tree.session, entry);
            if (state != null) {
                long address = entry.cell().address();
                QueueState old = queuesBefore.get(address);
                states.put(address, state);
                queues.put(
                        entry,
                        new QueueRates(
                                state,
                                old == null ? 0 : Integer.toUnsignedLong(state.put() - old.put()) / seconds,
                                old == null ? 0 : Integer.toUnsignedLong(state.taken() - old.taken()) / seconds));
            }
        }
        Map<Tree.PoolView, Double> pools = new LinkedHashMap<>();
        for (Tree.PoolView pool : tree.pools) {
            pools.put(pool, before == null ? averageRate(tree, pool) : rate(pool, seconds));
        }
        Map<Node, Double> load = new HashMap<>();
        tree.nodes.forEach((token, node) -> load.put(node, load(token, node, seconds)));
        before = tree;
        queuesBefore = states;
        return new Sample(tree, queues, pools, load);
    }

    private static double averageRate(Tree tree, Tree.PoolView pool) {
        return (pool.counts().done() + pool.counts().failed())
                * 1_000.0
                / Math.max(1, tree.now - pool.counts().started());
    }

    private double rate(Tree.PoolView pool, double seconds) {
        for (Tree.PoolView old : before.pools) {
            if (old.entry().cell().address() == pool.entry().cell().address()) {
                long ended = pool.counts().done()
                        + pool.counts().failed()
                        - old.counts().done()
                        - old.counts().failed();
                return Math.max(0, ended / seconds);
            }
        }
        return 0;
    }

    /** Processors that a process keeps busy; on average of its life at the first look. */
    private double load(int token, Node node, double seconds) {
        if (node.system == null) {
            return 0;
        }
        Node old = before == null ? null : before.nodes.get(token);
        if (old == null || old.system == null) {
            return node.system.processorTime().toMillis()
                    / (double) Math.max(1, node.system.age().toMillis());
        }
        return Math.max(
                0, node.system.processorTime().minus(old.system.processorTime()).toMillis() / 1_000.0 / seconds);
    }
}
