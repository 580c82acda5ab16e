package io.github.procession.multiprocessing;

/**
 * Identity that a child receives at its start.
 *
 * @param name its name
 * @param daemon whether it is terminated when its parent ends
 * @param numbers its place in the chain of creation
 * @param authKey the secret of its tree of processes
 * @param method how it starts
 * @param startedIn names of the classes in whose static initializers it and its ancestors were started
 */
record ChildIdentity(
        String name, boolean daemon, int[] numbers, byte[] authKey, StartMethod method, String[] startedIn) {}
