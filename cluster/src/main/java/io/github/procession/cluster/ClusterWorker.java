package io.github.procession.cluster;

/**
 * A machine that runs tasks of pools, and processes.
 *
 * @param host its name
 * @param pid process id of the worker on it
 * @param slots how many tasks it has at once
 * @param tasks how many it has now
 * @param places how many processes it has at once, beside the tasks
 * @param processes how many it has now
 * @param version its version of this library, and behind a slash the number of the protocol that all at a namespace share
 */
public record ClusterWorker(String host, long pid, int slots, int tasks, int places, int processes, String version) {}
