package io.github.procession.tools;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jline.utils.ScreenTerminal;

/**
 * A terminal of the operating system with the tools' command line on it, and the screen that its output draws. The terminal is made by
 * {@code script}, of util-linux.
 */
final class PseudoTerminal implements AutoCloseable {
    private final java.lang.Process process;
    private final ScreenTerminal screen;
    private final Path device;

    /** Starts a command, after which the terminal shows its status and the state of the terminal. */
    PseudoTerminal(Path folder, int columns, int rows, String... args) throws IOException, InterruptedException {
        Path name = folder.resolve("terminal");
        String command = "stty cols " + columns + " rows " + rows + "; tty > terminal.new; mv terminal.new terminal;"
                + " '" + Path.of(System.getProperty("java.home"), "bin", "java")
                + "' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '"
                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")) + "' "
                + Main.class.getName() + " " + String.join(" ", args) + "; echo status $?; stty -a";
        ProcessBuilder builder = new ProcessBuilder("script", "-q", "-f", "-c", command, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(java.util.Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "SHELL", "/bin/sh"));
        screen = new ScreenTerminal(columns, rows);
        process = builder.start();
        Thread.ofVirtual().start(this::draw);
        Running.await(() -> Files.exists(name));
        device = Path.of(Files.readString(name).strip());
        Files.delete(name);
    }

    private void draw() {
        try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] some = new char[8_192];
            for (int n = output.read(some); n >= 0; n = output.read(some)) {
                screen.write(new String(some, 0, n));
                type(screen.read()); // what a terminal answers when it is asked for its kind
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void type(String keys) throws IOException {
        if (!keys.isEmpty() && process.isAlive()) {
            OutputStream input = process.getOutputStream();
            synchronized (input) {
                input.write(keys.getBytes(StandardCharsets.UTF_8));
                input.flush();
            }
        }
    }

    void resize(int columns, int rows) throws IOException, InterruptedException {
        screen.setSize(org.jline.terminal.Size.of(columns, rows));
        new ProcessBuilder("stty", "-F", device.toString(), "cols", "" + columns, "rows", "" + rows)
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The lines of the screen, without white space at their ends. */
    List<String> lines() {
        return screen.toString().lines().map(String::stripTrailing).toList();
    }

    /** The screen as soon as it is as expected. */
    List<String> await(Predicate<List<String>> expected) throws InterruptedException {
        try {
            Running.await(() -> expected.test(lines()));
        } catch (AssertionError late) {
            throw new AssertionError("the screen shows\n" + String.join("\n", lines()), late);
        }
        return lines();
    }

    /** Sends SIGTERM to the command. */
    void terminate() {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .forEach(ProcessHandle::destroy);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
