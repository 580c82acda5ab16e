package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.memory.SessionSnapshot.PoolCounts;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;

/** The page that {@code top} shows, as lines of text. */
final class TopView {
    private static final int MOST_WAITERS = 60;

    /** Order in which processes are shown. */
    enum Order {
        /** As a tree. */
        TREE,
        /** The busiest first. */
        CPU,
        /** The largest first. */
        MEMORY,
        /** By their names. */
        NAME;

        Order next() {
            return values()[(ordinal() + 1) % values().length];
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private TopView() {}

    static List<String> lines(Sampler.Sample sample, Order order) {
        Tree tree = sample.tree();
        List<String> lines = new ArrayList<>();
        lines.add("procession top - " + Text.clock(LocalTime.now()) + ", tree of process " + tree.rootPid + ": "
                + tree.nodes.size() + " processes, " + tree.spares.size() + " spare JVMs, " + tree.objects.size()
                + " shared objects, " + Text.bytes(tree.bytes));
        lines.addAll(tree.elsewhere);
        lines.add("");
        lines.addAll(Text.table(PsCommand.COLUMNS, processes(sample, order)));
        Deadlocks.of(tree).forEach(circle -> {
            lines.add("");
            lines.addAll(Deadlocks.describe(tree, circle).lines().toList());
        });
        section(
                lines,
                List.of("POOL", ">DONE", ">FAILED", ">RATE", ">REMAINING", ">READY IN", "WORKERS (DONE)"),
                pools(sample));
        section(lines, List.of("QUEUE", ">ITEMS", ">BYTES", ">PUTS", ">GETS", ">BOUND", "WAITING"), queues(sample));
        section(lines, List.of("SYNCHRONIZER", "STATE", "WAITING"), synchronizers(tree));
        return lines;
    }

    private static void section(List<String> lines, List<String> titles, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            lines.add("");
            lines.addAll(Text.table(titles, rows));
        }
    }

    private static List<List<String>> processes(Sampler.Sample sample, Order order) {
        Tree tree = sample.tree();
        Function<Node, String> processors =
                node -> node.system == null ? "-" : Math.round(sample.load().get(node) * 100) + " %";
        List<List<String>> rows = new ArrayList<>();
        if (order == Order.TREE) {
            tree.roots.forEach(root -> PsCommand.addRows(rows, root, "", "", processors));
        } else {
            Comparator<Node> by = switch (order) {
                case CPU -> Comparator.comparing((Node node) -> -sample.load().get(node));
                case MEMORY -> Comparator.comparing(node -> -node.memory);
                default -> Comparator.comparing(Node::name);
            };
            tree.nodes.values().stream().sorted(by).forEach(node -> rows.add(PsCommand.row(node, "", processors)));
        }
        return rows;
    }

    private static List<List<String>> pools(Sampler.Sample sample) {
        List<List<String>> rows = new ArrayList<>();
        for (Sampler.PoolRate rate : sample.pools()) {
            PoolCounts counts = rate.pool().counts();
            String left = counts.remaining() == 0 || rate.ended() <= 0
                    ? "-"
                    : Text.millis((long) (counts.remaining() / rate.ended() * 1_000));
            StringJoiner workers = new StringJoiner(", ");
            for (Tree.WorkerView worker : rate.pool().workers()) {
                workers.add(worker.node().name().replace(Text.clean(counts.name()) + "-Worker-", "#") + " "
                        + worker.counts().done()
                        + (worker.counts().failed() == 0
                                ? ""
                                : "+" + worker.counts().failed() + " failed"));
            }
            rows.add(List.of(
                    Text.clean(counts.name()),
                    Long.toString(counts.done()),
                    Long.toString(counts.failed()),
                    Text.rate(rate.ended()),
                    Long.toString(counts.remaining()),
                    left,
                    workers.toString()));
        }
        return rows;
    }

    private static List<List<String>> queues(Sampler.Sample sample) {
        List<List<String>> rows = new ArrayList<>();
        for (Sampler.QueueRates queue : sample.queues()) {
            rows.add(List.of(
                    Activity.name(queue.entry()),
                    Long.toString(queue.state().items()),
                    Text.bytes(queue.state().bytes()),
                    Text.rate(queue.puts()),
                    Text.rate(queue.takes()),
                    queue.state().bound() == 0
                            ? "-"
                            : Integer.toString(queue.state().bound()),
                    waiters(sample.tree(), queue.entry())));
        }
        return rows;
    }

    private static List<List<String>> synchronizers(Tree tree) {
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : Objects.synchronizers(tree)) {
            if (Objects.isInUse(tree, entry)) {
                rows.add(List.of(Activity.name(entry), Objects.state(tree, entry), waiters(tree, entry)));
            }
        }
        return rows;
    }

    private static String waiters(Tree tree, Entry entry) {
        String waiters = Objects.waitersText(tree, entry);
        return waiters.length() <= MOST_WAITERS
                ? waiters
                : tree.waitersFor(entry).size() + " threads, " + waiters.substring(0, waiters.indexOf(',', 1))
                        + ", ...";
    }
}
