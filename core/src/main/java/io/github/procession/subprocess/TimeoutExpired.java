package io.github.procession.subprocess;

import java.time.Duration;
import java.util.List;

/** A program did not end in time: Python's {@code subprocess.TimeoutExpired}. */
public final class TimeoutExpired extends SubprocessError {
    private static final long serialVersionUID = 1;

    /** The command line. */
    private final String[] args;

    /** How long was waited. */
    private final Duration timeout;

    /** What was captured until then. */
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
     * How long was waited: Python's {@code timeout}.
     *
     * @return the timeout as it was given
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * What the program had written to its standard output until then: Python's {@code output} and {@code stdout}.
     *
     * @return the text, empty if it was not captured; after {@link Popen#communicate()} with a timeout it comes again, with
     *     the rest, from the next call
     */
    public String stdout() {
        return output.out() == null ? "" : output.text(output.out());
    }

    /**
     * What the program had written to its standard error until then: Python's {@code stderr}.
     *
     * @return the text, empty if it was not captured
     */
    public String stderr() {
        return output.err() == null ? "" : output.text(output.err());
    }

    /**
     * What the program had written to its standard output until then, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stdoutBytes() {
        return Output.copy(output.out());
    }

    /**
     * What the program had written to its standard error until then, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stderrBytes() {
        return Output.copy(output.err());
    }
}
