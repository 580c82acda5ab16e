package io.github.procession.internal;

/** Names of signals, for exit codes of killed processes. */
public final class SignalNames {
    private static final String[] LINUX = {
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    };

    private SignalNames() {}

    /**
     * An exit code as text.
     *
     * @param exitCode negative for a signal
     * @return {@code -SIGKILL} for -9; the number itself when it is no signal, or one unknown here
     */
    public static String describe(int exitCode) {
        // numbers differ between systems, except for those that every shell knows
        boolean known = switch (exitCode) {
            case -1, -2, -3, -6, -9, -13, -14, -15 -> true;
            default ->
                exitCode < 0
                        && exitCode > -LINUX.length
                        && System.getProperty("os.name").equals("Linux");
        };
        return known ? "-SIG" + LINUX[-exitCode] : Integer.toString(exitCode);
    }
}
