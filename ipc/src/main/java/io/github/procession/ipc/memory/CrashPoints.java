package io.github.procession.ipc.memory;

/**
 * The test switch that makes a process die right after a chosen store to shared memory, or operation on its files, so
 * that "survives the death of a process at any instruction" can be enumerated instead of sampled.
 *
 * <p>The switch is the system property {@code procession.crashPoints}. When it is absent {@link #ENABLED} is a constant
 * {@code false} and the compiler removes every call to {@link #step()}.
 */
public final class CrashPoints {
    /** Whether this JVM counts its stores to shared memory; fixed when the class is loaded. */
    public static final boolean ENABLED = Boolean.getBoolean("procession.crashPoints");

    /** The exit code of a process that died at a crash point. */
    public static final int EXIT_CODE = 86;

    private static Thread armed;
    private static long remaining;
    private static long counted;

    private CrashPoints() {}

    /**
     * Lets the calling thread die after its {@code k}-th store from now on; stores of other threads do not count.
     *
     * @param k the number of stores that still happen; {@link Long#MAX_VALUE} only counts
     * @throws IllegalStateException if the switch is off in this JVM
     */
    public static void arm(long k) {
        if (!ENABLED) {
            throw new IllegalStateException("start this JVM with -Dprocession.crashPoints=true");
        }
        remaining = k;
        counted = 0;
        armed = Thread.currentThread();
    }

    /**
     * Ends the counting.
     *
     * @return how many stores the armed thread did since {@link #arm}
     */
    public static long disarm() {
        armed = null;
        return counted;
    }

    /** A crash point between two operations on files, where no store to shared memory is. */
    static void pass() {
        if (ENABLED) {
            step();
        }
    }

    static void step() {
        if (Thread.currentThread() == armed) {
            counted++;
            if (--remaining == 0) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }
    }
}
