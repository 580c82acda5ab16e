package io.github.procession.tools;

import io.github.procession.ipc.memory.SessionSnapshot.WorkerCounts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code ps}, which lists trees of processes. */
@Command(
        name = "ps",
        description = "Lists the trees of processes of this user, with what each process does.",
        mixinStandardHelpOptions = true)
final class PsCommand implements Callable<Integer> {
    static final List<String> COLUMNS = List.of(">PID", ">AGE", ">CPU", ">MEMORY", "NAME", "DOING");

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            description = "A process of the tree, or its session folder; all trees of this user by default.")
    private @Nullable String which;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    PsCommand() {}

    @Override
    public Integer call() throws Exception {
        Sessions.Found found =
                which == null ? Sessions.all() : new Sessions.Found(List.of(Tree.of(Sessions.one(which))), List.of());
        PrintWriter out = spec.commandLine().getOut();
        for (Tree tree : found.trees()) {
            tree.readSizes();
        }
        if (json) {
            out.print(Json.of(
                    Map.of("sessions", found.trees().stream().map(JsonView::of).toList())));
        } else if (found.trees().isEmpty() && found.refusals().isEmpty()) {
            out.println("No program of this user runs with Procession.");
        } else {
            String gap = "";
            for (Tree tree : found.trees()) {
                out.print(gap + text(tree));
                gap = "\n";
            }
        }
        out.flush();
        found.refusals().forEach(spec.commandLine().getErr()::println);
        return 0;
    }

    private static String text(Tree tree) {
        StringBuilder text = new StringBuilder(tree.folder + "\n");
        text.append(Text.text(Text.table(COLUMNS, rows(tree))));
        if (!tree.spares.isEmpty()) {
            text.append("spare JVMs: ")
                    .append(tree.spares.toString().replaceAll("[\\[\\]]", ""))
                    .append('\n');
        }
        tree.elsewhere.forEach(sentence -> text.append(sentence).append('\n'));
        Deadlocks.of(tree).forEach(circle -> text.append(Deadlocks.describe(tree, circle)));
        return text.toString();
    }

    /** The lines of a tree of processes, with the time on processors so far. */
    static List<List<String>> rows(Tree tree) {
        List<List<String>> rows = new ArrayList<>();
        tree.roots.forEach(root -> addRows(rows, root, "", "", PsCommand::processorTime));
        return rows;
    }

    private static String processorTime(Node node) {
        return node.system == null ? "-" : Text.time(node.system.processorTime());
    }

    /** The first indentation is that of the line, the second that of what is below. */
    static void addRows(
            List<List<String>> rows, Node node, String indent, String below, Function<Node, String> processors) {
        rows.add(row(node, indent, processors));
        for (Node child : node.children) {
            boolean last = child == node.children.getLast();
            addRows(rows, child, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "), processors);
        }
    }

    static List<String> row(Node node, String indent, Function<Node, String> processors) {
        return List.of(
                node.member.pid() == 0 ? "-" : Long.toString(node.member.pid()),
                node.system == null ? "-" : Text.time(node.system.age()),
                processors.apply(node),
                node.memory < 0 ? "-" : Text.bytes(node.memory),
                indent + node.name(),
                node.doing);
    }

    /** The tree as JSON has it. */
    static final class JsonView {
        private JsonView() {}

        static Map<String, @Nullable Object> of(Tree tree) {
            Map<String, @Nullable Object> session = new LinkedHashMap<>();
            session.put("folder", tree.folder.toString());
            session.put("rootPid", tree.rootPid);
            session.put(
                    "processes",
                    tree.nodes.values().stream()
                            .map(node -> process(tree, node))
                            .toList());
            session.put("spares", tree.spares);
            session.put("elsewhere", tree.elsewhere);
            session.putAll(Objects.json(tree));
            session.put(
                    "deadlocks",
                    Deadlocks.of(tree).stream()
                            .map(circle -> circle.stream().map(JsonView::step).toList())
                            .toList());
            return session;
        }

        private static Map<String, @Nullable Object> step(Deadlocks.Step step) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("pid", step.waiter().node().member.pid());
            map.put("waitsFor", step.waitsFor());
            map.put("heldBy", step.lock() == null ? null : step.owner().member.pid());
            map.put("nextPid", step.owner().member.pid());
            return map;
        }

        private static Map<String, @Nullable Object> process(Tree tree, Node node) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            Node parent = tree.nodes.get(node.member.parent());
            map.put("pid", node.member.pid());
            map.put("parentPid", parent == null || parent == node ? null : parent.member.pid());
            map.put("name", node.member.name());
            map.put("ageMillis", node.system == null ? null : node.system.age().toMillis());
            map.put(
                    "cpuMillis",
                    node.system == null ? null : node.system.processorTime().toMillis());
            map.put("memoryBytes", node.memory < 0 ? null : node.memory);
            map.put("stopped", node.isStopped());
            map.put("doing", node.doing);
            WorkerCounts worker = tree.worker(node);
            if (worker != null) {
                map.put("tasksDone", worker.done());
                map.put("tasksFailed", worker.failed());
                map.put("taskMillis", worker.since() == 0 ? null : tree.now - worker.since());
            }
            map.put(
                    "waits",
                    tree.waiters.stream()
                            .filter(waiter -> waiter.node() == node)
                            .map(waiter -> {
                                Map<String, @Nullable Object> wait = new LinkedHashMap<>();
                                wait.put("thread", waiter.noted().thread());
                                wait.put("for", Activity.target(tree, waiter.noted()));
                                wait.put("millis", waiter.millis(tree));
                                return wait;
                            })
                            .toList());
            return map;
        }
    }
}
