package io.github.procession.tools;

import io.github.procession.ipc.memory.UnreadableSessionException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/** The page of {@code top} on a terminal, and what keys do with it. */
final class TopScreen implements AutoCloseable {
    private static final Duration DUMP_LIMIT = Duration.ofSeconds(5);
    private static final String KEYS = "s: sort by %s   d: dump   q: quit";
    private static final int CONTROL_C = 3;

    /** A window that has got another size is filled after this time. */
    private static final long RESIZE_MILLIS = 100;

    private final Terminal terminal;
    private final Path folder;
    private final Sampler sampler;
    private final long intervalNanos;
    private final Display display;
    private final boolean canDraw;
    private final ShutdownHooks.Task end = this::leave;
    private TopView.Order order;
    private String note = "";
    private @Nullable Size drawn;
    private @Nullable Attributes before;
    private boolean left;

    TopScreen(Path folder, Sampler sampler, long intervalMillis, TopView.Order order) throws IOException {
        this.folder = folder;
        this.sampler = sampler;
        this.intervalNanos = intervalMillis * 1_000_000;
        this.order = order;
        ShutdownHooks.add(end); // before the terminal adds its own, which closes it
        this.terminal = TerminalBuilder.builder().system(true).build();
        this.canDraw = PlainLines.canDraw(terminal.encoding());
        this.display = new Display(terminal, true);
    }

    /**
     * Shows the tree until the user quits, or a signal ends this JVM. Either gives the screen back.
     *
     * @return false, and nothing is shown, for a terminal whose cursor cannot be moved
     * @throws UnreadableSessionException when the tree ends
     */
    boolean show() throws IOException, InterruptedException {
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            return false;
        }
        try {
            enter();
            loop();
        } catch (IOException | IllegalStateException e) {
            if (!leave()) { // else the terminal is closed since this JVM ends
                throw e;
            }
        }
        return true;
    }

    private synchronized void enter() {
        if (!left) {
            before = terminal.enterRawMode();
            terminal.puts(Capability.enter_ca_mode);
            terminal.puts(Capability.cursor_invisible);
        }
    }

    private void loop() throws IOException, InterruptedException {
        Sampler.Sample sample = sampler.next();
        long next = System.nanoTime() + intervalNanos;
        while (true) {
            Size size = draw(sample);
            switch (key(next, size)) {
                case 'q', 'Q', CONTROL_C, NonBlockingReader.EOF -> {
                    return;
                }
                case 's', 'S' -> {
                    order = order.next();
                    note = "";
                }
                case 'd', 'D' -> {
                    note = "The processes are asked ...";
                    draw(sample);
                    note = dump();
                }
                case NonBlockingReader.READ_EXPIRED -> {}
                default -> note = "";
            }
            long now = System.nanoTime();
            if (now - next >= 0) {
                sample = sampler.next();
                next = Math.max(next + intervalNanos, now);
            }
        }
    }

    /** The next key; none when it is time for another look, or the window has got another size. */
    private int key(long next, Size size) throws IOException {
        int key = NonBlockingReader.READ_EXPIRED;
        long millis;
        do {
            millis = (next - System.nanoTime()) / 1_000_000;
            key = terminal.reader().read(Math.clamp(millis, 1, RESIZE_MILLIS));
        } while (key == NonBlockingReader.READ_EXPIRED && millis > 1 && size.equals(terminal.getSize()));
        return key;
    }

    private synchronized Size draw(Sampler.Sample sample) {
        Size size = terminal.getSize();
        if (!left) {
            int width = size.getColumns() == 0 ? 80 : size.getColumns(); // 0 where nobody has told the terminal
            int height = size.getRows() == 0 ? 24 : size.getRows();
            if (!size.equals(drawn)) {
                display.resize(Size.of(width, height));
                display.clear(); // what a terminal makes of its lines meanwhile is its own affair
                drawn = size;
            }
            display.update(page(TopView.lines(sample, order), width, height), 0);
        }
        return size;
    }

    private List<AttributedString> page(List<String> lines, int width, int height) {
        List<AttributedString> page = new ArrayList<>();
        int room = Math.max(0, height - 2);
        for (String line : lines.subList(0, Math.min(lines.size(), room))) {
            page.add(cut(line, width));
        }
        int hidden = lines.size() - page.size();
        while (page.size() < room) {
            page.add(new AttributedString(""));
        }
        if (height > 1) {
            page.add(cut(hidden > 0 ? "... " + hidden + " more lines: make the window higher" : "", width));
        }
        page.add(cut(note.isEmpty() ? String.format(KEYS, order.next().text()) : note, width));
        return page;
    }

    private AttributedString cut(String line, int width) {
        return new AttributedString(canDraw ? line : PlainLines.of(line)).columnSubSequence(0, width);
    }

    private String dump() throws IOException, InterruptedException {
        Tree tree = Tree.of(folder);
        Path file = Path.of("procession-dump-" + tree.rootPid + "-" + System.currentTimeMillis() + ".txt");
        try {
            DumpCommand.write(file, DumpCommand.text(tree, DUMP_LIMIT));
            return "written: " + file.toAbsolutePath();
        } catch (UnreadableSessionException e) {
            throw e;
        } catch (IOException e) {
            return "no dump: " + Failure.text(e);
        }
    }

    /** Gives the screen back; true if that has been done already. */
    private synchronized boolean leave() {
        if (left) {
            return true;
        }
        left = true;
        if (before != null) {
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.exit_ca_mode);
            terminal.setAttributes(before);
            terminal.flush();
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        leave();
        ShutdownHooks.remove(end);
        terminal.close();
    }
}
