package io.github.procession.ipc.system;

import org.jspecify.annotations.Nullable;

/**
 * What Linux tells of a process or a thread in its file {@code stat}. Times are in ticks of the system.
 *
 * @param state a letter: its state
 * @param userTime time on processors in programs
 * @param systemTime time on processors in the kernel
 * @param startTime when it started, counted from the start of the system
 */
public record ProcessStat(char state, long userTime, long systemTime, long startTime) {
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int START_TIME = 19;

    /**
     * Reads the text of such a file.
     *
     * @param text the whole of it
     * @return what it says, or null if it is empty
     */
    public static @Nullable ProcessStat parse(String text) {
        // the second field is the program's name in parentheses and may hold anything; the third follows the last ')'
        int from = text.lastIndexOf(')') + 2;
        if (from < 2) {
            return null;
        }
        char state = text.charAt(from);
        long[] numbers = new long[START_TIME + 1];
        for (int i = 1; i <= START_TIME; i++) {
            from = text.indexOf(' ', from) + 1;
            numbers[i] = Long.parseLong(text, from, text.indexOf(' ', from), 10);
        }
        return new ProcessStat(state, numbers[USER_TIME], numbers[SYSTEM_TIME], numbers[START_TIME]);
    }

    /**
     * Whether it has ended: a zombie has.
     *
     * @return false while it runs, sleeps or is stopped
     */
    public boolean isDead() {
        return state == 'Z' || state == 'X' || state == 'x';
    }
}
