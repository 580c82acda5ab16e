package io.github.procession.tools;

import io.github.procession.ipc.jvm.DumpRequest;
import io.github.procession.ipc.memory.SessionSnapshot.Entry;
import io.github.procession.ipc.memory.UnreadableSessionException;
import io.github.procession.ipc.ring.QueueState;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.transport.CellTypes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code dump}, which writes one file for a bug report. */
@Command(
        name = "dump",
        description = "Writes one file for a bug report: all threads of all processes of a tree, who waits for what,"
                + " deadlocks, sizes, the last lines of the error output.",
        mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 20;
    private static final Duration FORGOTTEN = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec;

    @Mixin
    private OneTree which;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file, '-' for standard output; procession-dump-PID.txt by default.")
    private @Nullable String output;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long processes may take to answer: ${DEFAULT-VALUE}.")
    private double timeout;

    DumpCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = which.folder();
        Tree tree = Tree.of(folder);
        String text = text(tree, Duration.ofMillis((long) (timeout * 1_000)));
        PrintWriter out = spec.commandLine().getOut();
        if ("-".equals(output)) {
            out.print(text);
        } else {
            Path file = Path.of(output == null ? "procession-dump-" + tree.rootPid + ".txt" : output);
            if (output == null && Files.isSymbolicLink(file)) { // in a folder of all users it may be another one's trap
                throw new IOException("The file " + file + " is a link to another: name a file by -o.");
            }
            write(file, text);
            out.println("written: " + file.toAbsolutePath());
        }
        out.flush();
        return 0;
    }

    /** For the user alone: stack traces and output may hold secrets. */
    static void write(Path file, String text) throws IOException {
        TargetFile.write(file, text, true);
    }

    /** The whole dump of a tree. */
    static String text(Tree tree, Duration timeout) throws IOException, InterruptedException {
        Map<Node, String> answers = ask(tree, timeout);
        Tree now = lookAgain(tree);
        now.readSizes();
        StringBuilder text = new StringBuilder();
        text.append("Procession dump of the tree of process ")
                .append(tree.rootPid)
                .append(", ")
                .append(Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .append("\n");
        text.append("tools ")
                .append(Version.all().getProperty("procession"))
                .append(", ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.version"))
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors\n");
        text.append("session ")
                .append(now.folder)
                .append(", ")
                .append(Text.bytes(now.bytes))
                .append("\n\n");
        text.append(Text.text(Text.table(PsCommand.COLUMNS, PsCommand.rows(now))));
        if (!now.spares.isEmpty()) {
            text.append("spare JVMs: ").append(now.spares).append('\n');
        }
        text.append('\n');
        List<List<Deadlocks.Step>> circles = Deadlocks.of(now);
        text.append(circles.isEmpty() ? "No deadlock of locks between processes was found.\n" : "");
        circles.forEach(circle -> text.append(Deadlocks.describe(now, circle)));
        appendWaits(text, now);
        appendObjects(text, now);
        for (Map.Entry<Node, String> answer : answers.entrySet()) {
            text.append("\n==== ").append(answer.getKey().label()).append('\n').append(answer.getValue());
        }
        return text.toString();
    }

    /** What waits and objects are when all have answered; the first look if the tree has ended meanwhile. */
    private static Tree lookAgain(Tree tree) throws IOException {
        try {
            return Tree.of(tree.folder);
        } catch (UnreadableSessionException e) {
            return tree;
        }
    }

    private static void appendWaits(StringBuilder text, Tree tree) {
        text.append("\nWaiting:\n");
        for (Tree.Waiter waiter : tree.waiters) {
            text.append("  ")
                    .append(waiter.node().label())
                    .append(", thread ")
                    .append(waiter.noted().thread())
                    .append(", for ")
                    .append(Activity.target(tree, waiter.noted()))
                    .append(", for ")
                    .append(Text.millis(waiter.millis(tree)))
                    .append('\n');
        }
        text.append(tree.waiters.isEmpty() ? "  nobody\n" : "");
    }

    private static void appendObjects(StringBuilder text, Tree tree) {
        text.append("\nShared objects: ").append(tree.objects.size()).append('\n');
        for (Tree.PoolView pool : tree.pools) {
            text.append("  ")
                    .append(Text.clean(pool.counts().name()))
                    .append(": ")
                    .append(pool.counts().done())
                    .append(" calls done, ")
                    .append(pool.counts().failed())
                    .append(" failed, ")
                    .append(pool.counts().remaining())
                    .append(" remaining, ")
                    .append(pool.workers().size())
                    .append(" workers ready\n");
        }
        for (Entry entry : tree.objects(CellTypes.QUEUE)) {
            QueueState state = QueueState.read(tree.session, entry);
            text.append("  ").append(Activity.name(entry)).append(": ");
            text.append(
                            state == null
                                    ? "unreadable"
                                    : state.items() + " items, " + Text.bytes(state.bytes())
                                            + (state.bound() == 0 ? "" : ", at most " + state.bound() + " items")
                                            + holder(tree, ", put by ", state.producer())
                                            + holder(tree, ", taken by ", state.consumer()))
                    .append('\n');
        }
        for (Entry entry : Objects.synchronizers(tree)) {
            if (Objects.isInUse(tree, entry)) {
                text.append("  ")
                        .append(Activity.name(entry))
                        .append(": ")
                        .append(Objects.state(tree, entry))
                        .append('\n');
            }
        }
        for (Entry entry : tree.objects(CellTypes.PIPE_END)) {
            long unread = Objects.unread(tree, entry);
            if (unread > 0) {
                text.append("  ")
                        .append(Activity.name(entry))
                        .append(": ")
                        .append(Text.bytes(unread))
                        .append(" unread\n");
            }
        }
    }

    private static String holder(Tree tree, String text, int token) {
        return token == 0 ? "" : text + tree.label(token) + " at this moment";
    }

    // ---- asking

    /** What each process says, or why there is no answer. */
    private static Map<Node, String> ask(Tree tree, Duration timeout) throws IOException, InterruptedException {
        String word = Long.toString(System.nanoTime(), Character.MAX_RADIX)
                + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
        Path request = tree.folder.resolve(DumpRequest.FILE);
        Map<Node, @Nullable String> answers = new LinkedHashMap<>();
        tree.nodes.values().forEach(node -> answers.put(node, null));
        try {
            place(request, word);
            DumpRequest.removeOldAnswers(tree.folder, word);
            Deadline deadline = Deadline.after(timeout);
            while (isWorthWaiting(tree, answers) && deadline.left() > 0 && Files.exists(request)) {
                collect(tree, word, answers);
                Thread.sleep(POLL_MILLIS);
            }
            collect(tree, word, answers);
        } catch (NoSuchFileException e) {
            // the tree has ended: the answers say so
        } finally {
            Files.deleteIfExists(request);
            for (Node node : answers.keySet()) {
                Files.deleteIfExists(DumpRequest.answer(tree.folder, word, node.member.token()));
            }
        }
        Map<Node, String> texts = new LinkedHashMap<>();
        answers.forEach((node, answer) -> texts.put(node, answer != null ? answer : noAnswer(tree, node, timeout)));
        return texts;
    }

    /** Whether there is a process that has not answered and could. */
    private static boolean isWorthWaiting(Tree tree, Map<Node, @Nullable String> answers) {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue() == null && !isLonelyRoot(tree, answer.getKey()))
                .map(answer -> SystemProcess.of(answer.getKey().member.pid()))
                .anyMatch(system -> system != null && !system.isDead() && !system.isStopped());
    }

    private static boolean isLonelyRoot(Tree tree, Node node) {
        return node.member.pid() == tree.rootPid && node.children.isEmpty();
    }

    private static void place(Path request, String word) throws IOException {
        try {
            Files.writeString(request, word, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            Instant made = Files.getLastModifiedTime(request).toInstant();
            if (made.isAfter(Instant.now().minus(FORGOTTEN))) {
                throw new IOException("Another dump of this tree is being made: try again in a minute.");
            }
            Files.delete(request); // of a tool that was killed
            Files.writeString(request, word, StandardOpenOption.CREATE_NEW);
        }
    }

    private static void collect(Tree tree, String word, Map<Node, @Nullable String> answers) throws IOException {
        for (Map.Entry<Node, @Nullable String> answer : answers.entrySet()) {
            Path file =
                    DumpRequest.answer(tree.folder, word, answer.getKey().member.token());
            if (answer.getValue() == null && Files.exists(file)) {
                answer.setValue(clean(Files.readString(file)));
            }
        }
    }

    /** Lines stay lines. */
    private static String clean(String answer) {
        StringBuilder clean = new StringBuilder();
        answer.lines()
                .forEach(line ->
                        clean.append(Text.clean(line.replace("\t", "    "))).append('\n'));
        return clean.toString();
    }

    private static String noAnswer(Tree tree, Node node, Duration timeout) {
        SystemProcess system = SystemProcess.of(node.member.pid());
        if (node.member.pid() == 0 || system == null || system.isDead()) {
            return "No answer: the process has ended.\n";
        }
        if (system.isStopped()) {
            return "No answer: the process is stopped by a signal (kill -CONT " + node.member.pid()
                    + " lets it go on).\n";
        }
        if (isLonelyRoot(tree, node)) {
            return "No answer: a root process without children is not asked; jstack " + node.member.pid()
                    + " shows its threads.\n";
        }
        return "No answer within " + Text.time(timeout)
                + ": the process is starting or has no processor time, or the one that started it is stopped.\n";
    }
}
