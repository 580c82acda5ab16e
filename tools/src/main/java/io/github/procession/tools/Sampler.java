package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.ring.QueueState;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Repeated looks at a tree, with the rates at which things change. */
final class Sampler implements AutoCloseable {
    /** The least time between two looks at sizes, whatever the interval of looks at the rest. */
    private static final long SIZES_NANOS = 2_000_000_000;

    /** Looks at sizes take one part in so many of the time: they are rarer in large trees. */
    private static final long SIZES_PART = 200;

    /** The rates at which a queue is filled and emptied. */
    record QueueRates(Entry entry, QueueState state, double puts, double takes) {}

    /** The rate at which calls of a pool end. */
    record PoolRate(Tree.PoolView pool, double ended) {}

    /** One look. */
    record Sample(Tree tree, List<QueueRates> queues, List<PoolRate> pools, Map<Node, Double> load) {}

    private final OpenTree open;
    private long sizesDue;
    private @Nullable Tree before;
    private Map<Long, QueueState> queuesBefore = Map.of();

    Sampler(Path folder) {
        open = OpenTree.of(folder);
    }

    Sample next() throws IOException {
        Tree tree = open.look();
        long now = System.nanoTime();
        if (before == null || now - sizesDue >= 0) {
            tree.readSizes();
            long took = System.nanoTime() - now;
            sizesDue = now + Math.max(SIZES_NANOS, took * SIZES_PART);
        } else {
            tree.takeSizes(before);
        }
        double seconds = before == null ? 0 : Math.max(0.001, (tree.now - before.now) / 1_000.0);
        List<QueueRates> queues = new ArrayList<>();
        Map<Long, QueueState> states = new HashMap<>();
        for (Entry entry : tree.objects(CellTypes.QUEUE)) {
            QueueState state = QueueState.read(tree.session, entry);
            if (state != null) {
                long address = entry.cell().address();
                QueueState old = queuesBefore.get(address);
                states.put(address, state);
                queues.add(new QueueRates(
                        entry,
                        state,
                        old == null ? 0 : Integer.toUnsignedLong(state.put() - old.put()) / seconds,
                        old == null ? 0 : Integer.toUnsignedLong(state.taken() - old.taken()) / seconds));
            }
        }
        List<PoolRate> pools = new ArrayList<>();
        for (Tree.PoolView pool : tree.pools) {
            pools.add(new PoolRate(pool, before == null ? averageRate(tree, pool) : rate(pool, seconds)));
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

    @Override
    public void close() throws IOException {
        open.close();
    }
}
