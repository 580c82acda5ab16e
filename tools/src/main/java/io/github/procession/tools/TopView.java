package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.memory.SessionSnapshot.PoolCounts;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
        lines.add("procession top - " + String.format(Locale.ROOT, "%tT", LocalTime.now()) + ", tree of process "
                + tree.rootPid + ": " + tree.nodes.size() + " processes, " + tree.spares.size() + " spare JVMs, "
                + tree.objects.size() + " shared objects, " + Text.bytes(tree.session.bytes()));
        lines.add("");
        add(lines, Text.table(List.of(">PID", ">AGE", ">CPU", ">MEMORY", "NAME", "DOING"), processes(sample, order)));
        Deadlocks.of(tree).forEach(circle -> {
            lines.add("");
            add(lines, Deadlocks.describe(tree, circle));
        });
        section(
                lines,
                List.of("POOL", ">DONE", ">FAILED", ">RATE", ">REMAINING", ">READY IN", "WORKERS (DONE)"),
                pools(sample));
        section(lines, List.of("QUEUE", ">ITEMS", ">BYTES", ">PUTS", ">GETS", ">BOUND", "WAITING"), queues(sample));
        section(lines, List.of("SYNCHRONIZER", "STATE", "WAITING"), synchronizers(tree));
        return lines;
    }

    private static void add(List<String> lines, String text) {
        text.lines().forEach(lines::add);
    }

    private static void section(List<String> lines, List<String> titles, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            lines.add("");
            add(lines, Text.table(titles, rows));
        }
    }

    private static List<List<String>> processes(Sampler.Sample sample, Order order) {
        Tree tree = sample.tree();
        List<List<String>> rows = new ArrayList<>();
        if (order == Order.TREE) {
            tree.roots.forEach(root -> PsCommand.addRows(rows, root, "", ""));
        } else {
            Comparator<Node> by = switch (order) {
                case CPU -> Comparator.comparing((Node node) -> -sample.load().get(node));
                case MEMORY -> Comparator.comparing(node -> -node.memory);
                default -> Comparator.comparing(Node::name);
            };
            for (Node node : tree.nodes.values().stream().sorted(by).toList()) {
                List<List<String>> alone = new ArrayList<>();
                Node leaf = new Node(node.member, node.system);
                leaf.doing = node.doing;
                leaf.memory = node.memory;
                PsCommand.addRows(alone, leaf, "", "");
                rows.addAll(alone);
            }
        }
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = new ArrayList<>(rows.get(i));
            String pid = row.getFirst();
            for (Map.Entry<Node, Double> load : sample.load().entrySet()) {
                if (pid.equals(Long.toString(load.getKey().member.pid()))) {
                    row.set(2, String.format(Locale.ROOT, "%.0f %%", load.getValue() * 100));
                }
            }
            rows.set(i, row);
        }
        return rows;
    }

    private static List<List<String>> pools(Sampler.Sample sample) {
        List<List<String>> rows = new ArrayList<>();
        sample.pools().forEach((pool, rate) -> {
            PoolCounts counts = pool.counts();
            String left = counts.remaining() == 0 || rate <= 0
                    ? "-"
                    : Text.millis((long) (counts.remaining() / rate * 1_000));
            List<String> workers = pool.workers().stream()
                    .map(worker -> worker.node().name().replace(Text.clean(counts.name()) + "-Worker-", "#") + " "
                            + worker.counts().done()
                            + (worker.counts().failed() == 0
                                    ? ""
                                    : "+" + worker.counts().failed() + " failed"))
                    .toList();
            rows.add(List.of(
                    Text.clean(counts.name()),
                    Long.toString(counts.done()),
                    Long.toString(counts.failed()),
                    Text.rate(rate),
                    Long.toString(counts.remaining()),
                    left,
                    String.join(", ", workers)));
        });
        return rows;
    }

    private static List<List<String>> queues(Sampler.Sample sample) {
        List<List<String>> rows = new ArrayList<>();
        sample.queues()
                .forEach((entry, queue) -> rows.add(List.of(
                        Activity.name(entry),
                        Long.toString(queue.state().items()),
                        Text.bytes(queue.state().bytes()),
                        Text.rate(queue.puts()),
                        Text.rate(queue.takes()),
                        queue.state().bound() == 0
                                ? "-"
                                : Integer.toString(queue.state().bound()),
                        waiters(sample.tree(), entry))));
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
