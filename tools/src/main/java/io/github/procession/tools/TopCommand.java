package io.github.procession.tools;

import io.github.procession.ipc.memory.UnreadableSessionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a tree live. */
@Command(
        name = "top",
        description = "Shows a tree live: processes, pools, queues, locks. Keys: s sorts, d writes a dump, q quits.",
        mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
    private static final Duration DUMP_LIMIT = Duration.ofSeconds(5);
    private static final String KEYS = "s: sort by %s   d: dump   q: quit";
    private static final int CONTROL_C = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OneTree which;

    @Option(names = "--once", description = "Prints one page and ends.")
    private boolean once;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Time between two pages: ${DEFAULT-VALUE}.")
    private double interval;

    @Option(
            names = "--sort",
            paramLabel = "ORDER",
            defaultValue = "TREE",
            description = "tree, cpu, memory or name: ${DEFAULT-VALUE}.")
    private TopView.Order order;

    TopCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= 0.05 && interval <= 3_600)) {
            throw new ParameterException(
                    spec.commandLine(), "The interval must be between 0.05 and 3600 seconds, but is " + interval + ".");
        }
        Path folder = which.folder();
        Sampler sampler = new Sampler(folder);
        PrintWriter out = spec.commandLine().getOut();
        if (once) {
            TopView.lines(sampler.next(), order).forEach(out::println);
            out.flush();
            return 0;
        }
        sampler.next(); // a session that cannot be read is an error; one that ends later is an end
        try {
            if (System.console() != null && System.console().isTerminal()) {
                live(sampler, folder);
            } else {
                plain(sampler, out);
            }
        } catch (UnreadableSessionException end) {
            out.println(Text.clean(end.getMessage()));
        }
        out.flush();
        return 0;
    }

    private long intervalMillis() {
        return (long) (interval * 1_000);
    }

    private void plain(Sampler sampler, PrintWriter out) throws IOException, InterruptedException {
        while (!out.checkError()) { // the reader of a pipe may have gone
            Thread.sleep(intervalMillis());
            TopView.lines(sampler.next(), order).forEach(out::println);
            out.println();
        }
    }

    private void live(Sampler sampler, Path folder) throws IOException, InterruptedException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Attributes before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
            try {
                show(sampler, folder, terminal);
            } finally {
                terminal.puts(Capability.cursor_normal);
                terminal.puts(Capability.exit_ca_mode);
                terminal.setAttributes(before);
                terminal.flush();
            }
        }
    }

    private void show(Sampler sampler, Path folder, Terminal terminal) throws IOException, InterruptedException {
        Display display = new Display(terminal, true);
        NonBlockingReader keys = terminal.reader();
        String note = "";
        long next = System.nanoTime();
        Sampler.Sample sample = sampler.next();
        while (true) {
            Size size = terminal.getSize();
            int width = Math.max(20, size.getColumns());
            int height = Math.max(4, size.getRows());
            display.resize(Size.of(width, height));
            display.update(page(TopView.lines(sample, order), width, height, note), 0);
            next += intervalMillis() * 1_000_000;
            int key = keys.read(Math.max(1, (next - System.nanoTime()) / 1_000_000));
            switch (key) {
                case 'q', 'Q', CONTROL_C, NonBlockingReader.EOF -> {
                    return;
                }
                case 's', 'S' -> order = order.next();
                case 'd', 'D' -> note = dump(folder);
                default -> sample = sampler.next();
            }
        }
    }

    private String dump(Path folder) throws IOException, InterruptedException {
        Tree tree = Tree.of(folder);
        Path file = Path.of("procession-dump-" + tree.rootPid + "-" + System.currentTimeMillis() + ".txt");
        try {
            DumpCommand.write(file, DumpCommand.text(tree, DUMP_LIMIT));
            return "   written: " + file.toAbsolutePath();
        } catch (UnreadableSessionException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(file);
            return "   no dump: " + Text.clean(e.toString());
        }
    }

    private List<AttributedString> page(List<String> lines, int width, int height, String note) {
        List<AttributedString> page = new java.util.ArrayList<>();
        for (String line : lines.subList(0, Math.min(lines.size(), height - 2))) {
            page.add(new AttributedString(line.substring(0, Math.min(line.length(), width))));
        }
        int hidden = lines.size() - page.size();
        page.add(new AttributedString(hidden > 0 ? "... " + hidden + " more lines: make the window higher" : ""));
        while (page.size() < height - 1) {
            page.add(new AttributedString(""));
        }
        String keys = String.format(KEYS, order.next().text()) + note;
        page.add(new AttributedString(keys.substring(0, Math.min(keys.length(), width))));
        return page;
    }
}
