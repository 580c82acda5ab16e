package io.github.procession.ipc.jvm;

import java.util.List;
import java.util.Locale;

/**
 * The largest heap of a child, from the heap of this JVM: {@code -Xmx} of a program bounds the JVMs of its children as well. Below
 * the bound a child has its share of the machine's memory. For the smaller of both, the child is told that the machine has so little
 * memory that its share is the bound.
 *
 * <p>The code has loops where streams would be shorter: a program's first child passes here, and streams load fifty classes.
 */
final class HeapBound {
    private static final String XMX = "-Xmx";
    private static final String MAX_HEAP = "-XX:MaxHeapSize=";
    private static final String MEMORY = "-XX:MaxRAM=";
    private static final String SHARE = "-XX:MaxRAMPercentage=";
    private static final String SMALL_SHARE = "-XX:MinRAMPercentage=";
    private static final double PERCENT = 100;

    private HeapBound() {}

    /** Options that set the bound for a child which has the others; none when there is none, or the child has one of its own. */
    static List<String> options(List<String> own, List<String> ofChild) {
        double bound = bound(own);
        if (bound == 0 || has(ofChild, XMX) || has(ofChild, MAX_HEAP) || has(ofChild, MEMORY)) {
            return List.of();
        }
        double share = last(ofChild, SHARE);
        // small memories have a share of their own
        return List.of(MEMORY + (long) (bound * PERCENT / share), SMALL_SHARE + share);
    }

    /** In bytes, 0 for none. A child's own bound is in the form that it got from its parent. */
    private static double bound(List<String> own) {
        double heap = Math.max(last(own, XMX), last(own, MAX_HEAP));
        return heap > 0 ? heap : last(own, MEMORY) * last(own, SHARE) / PERCENT;
    }

    private static boolean has(List<String> options, String prefix) {
        for (String option : options) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static double last(List<String> options, String prefix) {
        double last = 0;
        for (String option : options) {
            if (option.startsWith(prefix)) {
                last = number(option.substring(prefix.length()));
            }
        }
        return last;
    }

    private static double number(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = "kmgt".indexOf(lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1));
        try {
            String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
            return Double.parseDouble(digits) * Math.pow(1024, unit + 1.0);
        } catch (NumberFormatException _) {
            return 0; // the JVM has read it in another way, or it would not have started
        }
    }
}
