package io.github.procession.multiprocessing;

/** Listener to the progress of a bulk call of a pool; see {@link PoolOperations#progress}. */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Takes the progress of one call. Calls come one after the other, with counts that never go back; several results
     * may be told in one. The last one tells that everything is finished. An exception is logged and harms nothing.
     *
     * @param progress how far the call has come
     */
    void onProgress(Progress progress);
}
