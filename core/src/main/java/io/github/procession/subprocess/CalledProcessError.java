package io.github.procession.subprocess;

import java.util.List;

/** Failure of a program, which ended with another return code than 0: Python's {@code subprocess.CalledProcessError}. */
public final class CalledProcessError extends SubprocessError {
    private static final long serialVersionUID = 1;

    /** The command line. */
    private final String[] args;

    /** The exit code, or -n. */
    private final int returnCode;

    /** Captured output. */
    private final Output output;

    CalledProcessError(List<String> args, int returnCode, Output output) {
        super(message(args, returnCode, output.lastWords()));
        this.args = args.toArray(String[]::new);
        this.returnCode = returnCode;
        this.output = output;
    }

    private static String message(List<String> args, int returnCode, String lastWords) {
        return "command " + args
                + (returnCode < 0 ? " died of signal " + -returnCode : " returned the exit code " + returnCode)
                + (lastWords.isEmpty() ? "" : ": " + lastWords);
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
     * Exit code of the program: Python's {@code returncode}.
     *
     * @return its exit code, or -n if signal n ended it
     */
    public int returnCode() {
        return returnCode;
    }

    /**
     * Standard output of the program as text: Python's {@code output} and {@code stdout}.
     *
     * @return the text, empty if it was not captured
     */
    public String stdout() {
        return output.out() == null ? "" : output.text(output.out());
    }

    /**
     * Standard error of the program as text: Python's {@code stderr}.
     *
     * @return the text, empty if it was not captured
     */
    public String stderr() {
        return output.err() == null ? "" : output.text(output.err());
    }

    /**
     * Standard output of the program, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stdoutBytes() {
        return Output.copy(output.out());
    }

    /**
     * Standard error of the program, as bytes.
     *
     * @return the bytes, none if it was not captured
     */
    public byte[] stderrBytes() {
        return Output.copy(output.err());
    }
}
