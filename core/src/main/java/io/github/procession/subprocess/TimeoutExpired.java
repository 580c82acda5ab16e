package io.github.procession.subprocess;

import java.time.Duration;
import java.util.List;

/** Failure of a program to end in time: Python's {@code subprocess.TimeoutExpired}. */
public final class TimeoutExpired extends SubprocessError {
    private static final long serialVersionUID = 1;

    /** The command line. */
    private final String[] args;

    /** Time limit that has passed. */
    private final Duration timeout;

    /** Output captured until then. */
    private final Output output;

    TimeoutExpired(List<String> args, Duration timeout, Output output) {
        super("command " + args + " did not end within " + timeout);
        this.args = args.toArray(String[]::new);
        this.timeout = timeout;
        this.output = output;
    }

    /**
     * The program and its arguments: Python's {@code cmd}.
     *
     * @return the command line
     */
    public List<String> args() {
        return List.of(args);
    }

    /**
     * Time limit that has passed: Python's {@code timeout}.
     *
     * @return the timeout as it was given
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Standard output of the program until then, as text: Python's {@code output} and {@code stdout}.
     *
     * @return the text, empty if it was not captured; after {@link Popen#communicate()} with a timeout it comes again, with
     *     the rest, from the next call
     */
    public String stdout() {
        return output.out() == null ? "" : output.text(output.out());
    }

    /**
     * Standard error of the program until then, as text: Python's {@code stderr}.
     *
     * @return the text, empty if it was not captured
     */
    public String stderr() {
        return output.err() == null ? "" : output.text(output.err());
    }

    /**
     * Standard output of the program until then, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stdoutBytes() {
        return Output.copy(output.out());
    }

    /**
     * Standard error of the program until then, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stderrBytes() {
        return Output.copy(output.err());
    }
}
