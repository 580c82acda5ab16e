package io.github.procession.multiprocessing;

import java.util.ServiceLoader;

/** The module procession-cluster, which a program has or has not. */
final class ClusterModule {
    private ClusterModule() {}

    /** The first service of a kind that the module provides. */
    static <T> T service(ServiceLoader<T> loader) {
        return loader.findFirst()
                .orElseThrow(() -> new IllegalStateException("the start method cluster needs the module"
                        + " procession-cluster: add io.github.procession:procession-cluster to the dependencies"));
    }
}
