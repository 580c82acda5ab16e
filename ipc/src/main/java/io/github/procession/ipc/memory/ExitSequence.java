package io.github.procession.ipc.memory;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/**
 * What this process does at its end, in a fixed order: children are ended before the folder they use is removed.
 *
 * <p>The virtual machine runs shutdown hooks all at once, so there is only one, and it runs the stages.
 */
public final class ExitSequence {
    private static final Map<Integer, Runnable> STAGES = new TreeMap<>();
    private static Thread hook; // guarded by the class, as are the stages
    private static volatile boolean ending;

    private ExitSequence() {}

    /**
     * Adds a stage.
     *
     * @param order stages run in ascending order; each order belongs to one caller
     * @param action what to do; a failure is logged and does not stop the later stages
     * @throws IllegalStateException if this process is already ending
     */
    public static synchronized void add(int order, Runnable action) {
        if (ending) {
            throw new IllegalStateException("this process is already ending");
        }
        if (STAGES.isEmpty()) {
            hook = new Thread(null, ExitSequence::run, "procession-exit", 0, false);
            Runtime.getRuntime().addShutdownHook(hook);
        }
        STAGES.put(order, action);
    }

    /**
     * Runs the only stage in the current thread, which saves the end of this process a thread. Nothing happens when there are
     * others, or when the process is already ending.
     *
     * @param order of the stage, which may run before the user's shutdown hooks
     */
    public static void runAlone(int order) {
        Runnable action;
        synchronized (ExitSequence.class) {
            if (ending || STAGES.size() != 1 || !STAGES.containsKey(order)) {
                return;
            }
            try {
                if (!Runtime.getRuntime().removeShutdownHook(hook)) {
                    return;
                }
            } catch (IllegalStateException _) {
                return; // another thread has begun to end this process, and the hook runs
            }
            action = STAGES.remove(order);
            ending = true;
        }
        action.run();
    }

    /**
     * Whether this process is ending: its children are ended then, and need not be replaced.
     *
     * @return true from the beginning of the sequence
     */
    public static boolean isEnding() {
        return ending;
    }

    private static synchronized Map<Integer, Runnable> begin() {
        ending = true;
        return STAGES;
    }

    private static void run() {
        for (Runnable stage : begin().values()) {
            try {
                stage.run();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(ExitSequence.class).error("a step at the end of the process failed", e);
            }
        }
    }
}
