package io.github.procession.ipc.jvm;

import java.util.List;
import java.util.Locale;

/**
 * The largest heap of a child, from the heap of this JVM: the program's JVMs are no larger than its first, whatever bounds that one. Below
 * the bound a child has its share of the machine's memory; its JVM takes the smaller of both.
 *
 * <p>The code has loops where streams would be shorter: a program's first child passes here, and streams load fifty classes.
 */
public final class HeapBound {
    /** Options that name the largest heap itself. {@link Runtime#maxMemory} is up to a ninth less, with some collectors. */
    private static final String[] HEAP = {"-Xmx", "-XX:MaxHeapSize="};

    private static final String LIMIT = "-XX:ErgoHeapSizeLimit=";

    /** A part of the memory, or another amount of it: whoever writes one for a child has said how large its heap may be. */
    private static final String SHARE = "-XX:MaxRAM";

    private HeapBound() {}

    /**
     * The options that set the bound for a child.
     *
     * @param asked the options that the user has written for the child
     * @return one, which the JVM ignores beside one that names the largest heap itself; none for a child with a share of its own
     */
    public static List<String> options(List<String> asked) {
        return options(asked, StartOptions.get(), Runtime.getRuntime().maxMemory());
    }

    static List<String> options(List<String> asked, List<String> own, long maxMemory) {
        for (String option : asked) {
            if (option.startsWith(SHARE)) {
                return List.of();
            }
        }
        long named = 0;
        for (String option : own) {
            for (String prefix : HEAP) {
                if (option.startsWith(prefix)) {
                    named = bytes(option.substring(prefix.length()));
                }
            }
        }
        return List.of(LIMIT + (named > 0 ? named : maxMemory));
    }

    /** 0 where the JVM reads it in another way, or takes it for no bound. */
    private static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int unit = "kmgt".indexOf(lower.isEmpty() ? ' ' : lower.charAt(lower.length() - 1));
        try {
            String digits = unit < 0 ? lower : lower.substring(0, lower.length() - 1);
            return Long.parseLong(digits) << 10 * (unit + 1);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
