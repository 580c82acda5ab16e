package io.github.procession.multiprocessing;

/** Consumer of the lines that children print; see {@link Multiprocessing#setOutputConsumer}. */
@FunctionalInterface
public interface OutputConsumer {
    /**
     * Takes a line. Those of one stream of one process come in their order, from one thread; those of several may come at
     * the same time. While it runs the process cannot print more than a pipe holds, and has not ended for its parent.
     *
     * @param processName the name that the process had when it was started
     * @param error whether it has come from stderr
     * @param line the text without its end
     */
    void line(String processName, boolean error, String line);
}
