package io.github.procession.tools;

import io.github.procession.ipc.memory.UnreadableSessionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code top}, which shows a tree live. */
@Command(
        name = "top",
        description = "Shows a tree live: processes, pools, queues, locks. Keys: s sorts, d writes a dump, q quits.",
        mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
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

    /** The terminal library prints a stack trace where it does not know the type of a terminal. */
    private final Logger terminals = Logger.getLogger("org.jline");

    TopCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= 0.05 && interval <= 3_600)) {
            throw new ParameterException(
                    spec.commandLine(), "The interval must be between 0.05 and 3600 seconds, but is " + interval + ".");
        }
        Path folder = which.folder();
        PrintWriter out = spec.commandLine().getOut();
        try (Sampler sampler = new Sampler(folder)) {
            Sampler.Sample first =
                    sampler.next(); // a session that cannot be read is an error; one that ends later is an end
            if (once) {
                print(first, out);
            } else {
                show(sampler, folder, out);
            }
        }
        out.flush();
        return 0;
    }

    private void show(Sampler sampler, Path folder, PrintWriter out) throws IOException, InterruptedException {
        try {
            boolean interactive = System.console() != null && System.console().isTerminal();
            if (!interactive || !live(sampler, folder)) {
                plain(sampler, out);
            }
        } catch (UnreadableSessionException end) {
            out.println(Text.clean(end.getMessage()));
        }
    }

    /** A page at a time: a terminal and the reader of a pipe are told of it once. */
    private void print(Sampler.Sample sample, PrintWriter out) {
        StringBuilder page = new StringBuilder();
        TopView.lines(sample, order).forEach(line -> page.append(line).append(System.lineSeparator()));
        out.print(page);
    }

    private long intervalMillis() {
        return (long) (interval * 1_000);
    }

    private void plain(Sampler sampler, PrintWriter out) throws IOException, InterruptedException {
        while (!out.checkError()) { // the reader of a pipe may have gone
            Thread.sleep(intervalMillis());
            print(sampler.next(), out);
            out.println();
        }
    }

    /** False, and nothing is shown, on a terminal that cannot show it. */
    private boolean live(Sampler sampler, Path folder) throws IOException, InterruptedException {
        terminals.setLevel(Level.OFF);
        try (TopScreen screen = new TopScreen(folder, sampler, intervalMillis(), order)) {
            return screen.show();
        }
    }
}
