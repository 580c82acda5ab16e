package io.github.procession.subprocess;

import io.github.procession.internal.Durations;
import io.github.procession.ipc.jvm.Signals;
import io.github.procession.ipc.sync.Deadline;
import io.github.procession.ipc.sync.Uninterruptibly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A program that was started: Python's {@code subprocess.Popen}. Made by {@link Command#start} and
 * {@link Subprocess#pipeline}; for any number of threads.
 *
 * <pre>{@code
 * try (var sort = Subprocess.command("sort").stdin(PIPE).stdout(PIPE).start()) {
 *     var sorted = sort.communicate("b\na\n").stdout();
 * }
 * }</pre>
 *
 * <p>A thread that is interrupted while it waits here gets {@link InterruptedException}; the program goes on, and one may
 * wait for it again.
 */
// Longer than most: the methods of Python's class with their comments.
public final class Popen implements AutoCloseable {
    private static final int FIRST_SIGNAL = 1;

    /** After a kill nothing holds the pipes but strangers; their output is not waited for any longer. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Process process;
    private final Command.Plan plan;
    private final Streams streams;

    Popen(ProcessBuilder builder, Process started, Command.Plan plan, boolean collects) throws IOException {
        this.plan = plan;
        this.streams = new Streams(builder, started, plan, collects);
        this.process = streams.process();
        Signals.prepare();
    }

    /**
     * The program and its arguments: Python's {@code args}.
     *
     * @return the command line
     */
    public List<String> args() {
        return plan.args();
    }

    /**
     * The id of its process: Python's {@code pid}.
     *
     * @return the process id
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Its process as Java sees it: its start time and user, its children, an {@code onExit()} future.
     *
     * @return the handle
     */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /**
     * Exit code of the program, if it has ended: Python's {@code poll()} and {@code returncode}.
     *
     * <p>Python gives -n for a program that signal n has ended. Java gives 128 + n for it, and the same for one that
     * exited with that number, as shells do for a program of theirs that a signal has ended. So here too an exit with 128 + n
     * is -n, for each n that is a signal which ends programs.
     *
     * @return its exit code, or -n if signal n ended it; empty while it runs
     */
    public OptionalInt poll() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(returnCode());
    }

    private int returnCode() {
        return Platform.returnCode(process.exitValue());
    }

    /**
     * Waits for the end of the program: Python's {@code wait()}. A program that writes more into a pipe than that holds, and
     * that is not read, never ends: use {@link #communicate()}.
     *
     * @return its exit code, or -n if signal n ended it
     * @throws InterruptedException if interrupted while waiting
     */
    public int await() throws InterruptedException {
        process.waitFor();
        return returnCode();
    }

    /**
     * Waits for some time for the end of the program: Python's {@code wait(timeout)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return its exit code, or -n if signal n ended it
     * @throws TimeoutExpired if it did not end in time; it goes on
     * @throws InterruptedException if interrupted while waiting
     */
    public int await(@Nullable Duration timeout) throws InterruptedException {
        if (!process.waitFor(Durations.toNanos(timeout), TimeUnit.NANOSECONDS)) {
            throw timeoutExpired(timeout);
        }
        return returnCode();
    }

    /**
     * Closes the program's input, collects what it writes to its pipes, and waits for its end: Python's
     * {@code communicate()}.
     *
     * @return the return code, and what was collected
     * @throws IOException if copying failed
     * @throws InterruptedException if interrupted while waiting; a later call goes on collecting
     */
    public CompletedProcess communicate() throws IOException, InterruptedException {
        return communicate((byte[]) null, null);
    }

    /**
     * Sends the input, collects what the program writes to its pipes, and waits for its end: Python's
     * {@code communicate(input)}. Neither side waits for the other one's pipe, however much goes through.
     *
     * @param input all of it; a program that does not read it to its end is no error
     * @return the return code, and what was collected
     * @throws IOException if copying failed
     * @throws InterruptedException as for {@link #communicate()}
     * @throws IllegalStateException if stdin is no pipe
     */
    public CompletedProcess communicate(String input) throws IOException, InterruptedException {
        return communicate(input, null);
    }

    /**
     * The same with a timeout: Python's {@code communicate(input, timeout)} with text.
     *
     * @param input all of it, sent in the command's encoding; null if there is none, or no more than in the first call
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the return code, and what was collected by all calls
     * @throws TimeoutExpired if the program did not end in time; it goes on, and a later call goes on collecting: no output
     *     is lost
     * @throws IOException if copying failed
     * @throws InterruptedException as for {@link #communicate()}
     * @throws IllegalStateException if there is input and stdin is no pipe, or if this is not the first call
     */
    public CompletedProcess communicate(@Nullable String input, @Nullable Duration timeout)
            throws IOException, InterruptedException {
        return communicate(input == null ? null : input.getBytes(plan.charset()), timeout);
    }

    /**
     * The same without input: Python's {@code communicate(timeout=t)}.
     *
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the return code, and what was collected by all calls
     * @throws TimeoutExpired as for {@link #communicate(String, Duration)}
     * @throws IOException if copying failed
     * @throws InterruptedException as for {@link #communicate()}
     */
    public CompletedProcess communicate(@Nullable Duration timeout) throws IOException, InterruptedException {
        return communicate((byte[]) null, timeout);
    }

    /**
     * The same with bytes: Python's {@code communicate(input, timeout)}.
     *
     * @param input all of it; null if there is none, or no more than in the first call
     * @param timeout how long to wait; null waits for ever, zero or less does not wait
     * @return the return code, and what was collected by all calls
     * @throws TimeoutExpired as for {@link #communicate(String, Duration)}
     * @throws IOException if copying failed
     * @throws InterruptedException as for {@link #communicate()}
     * @throws IllegalStateException as for {@link #communicate(String, Duration)}
     */
    public CompletedProcess communicate(byte @Nullable [] input, @Nullable Duration timeout)
            throws IOException, InterruptedException {
        streams.communicate(input);
        if (!streams.await(Deadline.after(timeout))) {
            throw timeoutExpired(timeout);
        }
        streams.check();
        return new CompletedProcess(plan.args(), returnCode(), streams.collected());
    }

    TimeoutExpired timeoutExpired(Duration timeout) {
        return new TimeoutExpired(plan.args(), timeout, streams.collected());
    }

    /**
     * The program's input, to be written and closed by the caller: Python's {@code stdin}.
     *
     * @return the stream
     * @throws IllegalStateException if stdin is no pipe (Python: {@code None})
     */
    public OutputStream stdin() {
        checkPipe(plan.stdin(), "stdin");
        return process.getOutputStream();
    }

    /**
     * The program's output, to be read by the caller: Python's {@code stdout}. What processes that the program leaves
     * behind write after its end may be missing; {@link #communicate()} has that, if it was called before the end.
     *
     * @return the stream
     * @throws IllegalStateException if stdout is no pipe (Python: {@code None})
     */
    public InputStream stdout() {
        checkPipe(plan.stdout(), "stdout");
        return process.getInputStream();
    }

    /**
     * The program's error output, to be read by the caller: Python's {@code stderr}.
     *
     * @return the stream
     * @throws IllegalStateException if stderr is no pipe (Python: {@code None})
     */
    public InputStream stderr() {
        checkPipe(plan.stderr(), "stderr");
        return process.getErrorStream();
    }

    private static void checkPipe(Redirect redirect, String name) {
        if (redirect.kind() != Redirect.Kind.PIPE) {
            throw new IllegalStateException(name + " is no pipe: use " + name + "(Subprocess.PIPE)");
        }
    }

    /**
     * Sends a signal: Python's {@code send_signal}. Nothing happens if the program has ended.
     *
     * <p>Java knows two signals, those of {@link #terminate} and {@link #kill}. The others go through the shell's
     * {@code kill}, which costs some milliseconds.
     *
     * @param signal its number, which depends on the system: 2 is SIGINT everywhere, 10 is SIGUSR1 on Linux
     * @throws IOException if it cannot be sent
     * @throws InterruptedException if interrupted while the shell does it
     * @throws IllegalArgumentException if there is no signal of that number
     * @throws UnsupportedOperationException on Windows, for any but those two
     */
    public void sendSignal(int signal) throws IOException, InterruptedException {
        if (signal < FIRST_SIGNAL || signal > Platform.LAST_SIGNAL) {
            throw new IllegalArgumentException("signal is none: " + signal);
        }
        switch (signal) {
            case Platform.SIGTERM -> terminate();
            case Platform.SIGKILL -> kill();
            default -> {
                if (process.isAlive()) {
                    Platform.signal(process.pid(), signal);
                }
            }
        }
    }

    /**
     * Asks the program to end, with SIGTERM: Python's {@code terminate()}. Nothing happens if it has ended.
     *
     * @throws IllegalStateException if the program runs and the system does not let this JVM send the signal
     */
    public void terminate() {
        send(false);
    }

    /**
     * Ends the program, with SIGKILL: Python's {@code kill()}. Nothing happens if it has ended.
     *
     * @throws IllegalStateException as for {@link #terminate}
     */
    public void kill() {
        send(true);
    }

    private void send(boolean kill) {
        if (!Signals.send(process, kill)) {
            throw new IllegalStateException("cannot send " + (kill ? "SIGKILL" : "SIGTERM") + " to process "
                    + process.pid() + ": it belongs to another user, or this JVM has no file descriptor left");
        }
    }

    /** Ends the program and what it has started, and waits for its end and that of its output. */
    void killTree() {
        Platform.killTree(process.toHandle());
        Deadline deadline = Deadline.after(GRACE_NANOS, TimeUnit.NANOSECONDS);
        Uninterruptibly.call(() -> {
            process.waitFor();
            return streams.await(deadline);
        });
    }

    /**
     * Closes this side of the pipes and waits for the end of the program: the end of Python's {@code with} block. What is
     * copied to streams of yours is copied to its end. A thread that is interrupted meanwhile kills the program, with
     * the processes below it, and stays interrupted.
     *
     * @throws IOException if a pipe cannot be closed
     */
    @Override
    public void close() throws IOException {
        try {
            try {
                streams.close();
            } finally {
                process.waitFor();
            }
        } catch (InterruptedException e) {
            killTree();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        OptionalInt code = poll();
        return "<Popen: returncode: " + (code.isPresent() ? code.getAsInt() : "None") + " args: " + args() + ">";
    }
}
