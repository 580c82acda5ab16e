package io.github.procession.subprocess;

import java.util.List;

/** A program that has ended: Python's {@code subprocess.CompletedProcess}. */
public final class CompletedProcess {
    private final List<String> args;
    private final int returnCode;
    private final Output output;

    CompletedProcess(List<String> args, int returnCode, Output output) {
        this.args = args;
        this.returnCode = returnCode;
        this.output = output;
    }

    /**
     * The program and its arguments: Python's {@code args}.
     *
     * @return the command line
     */
    public List<String> args() {
        return args;
    }

    /**
     * Exit code of the program: Python's {@code returncode}. {@link Popen#poll()} says what Java cannot know.
     *
     * @return its exit code, or -n if signal n ended it
     */
    public int returnCode() {
        return returnCode;
    }

    /**
     * Standard output of the program, as text: Python's {@code stdout} with {@code text=True}. Line ends
     * are as the program wrote them; what is no text in the command's encoding becomes U+FFFD.
     *
     * @return the text
     * @throws IllegalStateException if it was not captured (Python: {@code None})
     */
    public String stdout() {
        return output.text(captured(output.out(), "stdout"));
    }

    /**
     * Standard error of the program, as text.
     *
     * @return the text; see {@link #stdout()}
     * @throws IllegalStateException if it was not captured (Python: {@code None})
     */
    public String stderr() {
        return output.text(captured(output.err(), "stderr"));
    }

    /**
     * Standard output of the program, as bytes: Python's {@code stdout}.
     *
     * @return the bytes
     * @throws IllegalStateException if it was not captured (Python: {@code None})
     */
    public byte[] stdoutBytes() {
        return captured(output.out(), "stdout").clone();
    }

    /**
     * Standard error of the program, as bytes: Python's {@code stderr}.
     *
     * @return the bytes
     * @throws IllegalStateException if it was not captured (Python: {@code None})
     */
    public byte[] stderrBytes() {
        return captured(output.err(), "stderr").clone();
    }

    private static byte[] captured(byte[] bytes, String name) {
        if (bytes == null) {
            throw new IllegalStateException(
                    name + " was not captured: ask for it with captureOutput() or " + name + "(Subprocess.PIPE)");
        }
        return bytes;
    }

    /**
     * Checks that the program ended well: Python's {@code check_returncode()}.
     *
     * @return this
     * @throws CalledProcessError if the return code is not 0
     */
    public CompletedProcess checkReturnCode() {
        if (returnCode != 0) {
            throw new CalledProcessError(args, returnCode, output);
        }
        return this;
    }

    @Override
    public String toString() {
        return "CompletedProcess(args=" + args + ", returncode=" + returnCode
                + (output.out() == null ? "" : ", stdout=" + output.out().length + " bytes")
                + (output.err() == null ? "" : ", stderr=" + output.err().length + " bytes") + ")";
    }
}
