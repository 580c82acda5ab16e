package io.github.procession.multiprocessing;

import io.github.procession.internal.ObjectHome;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.memory.Shareables;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Choice of the place for a new object: shared memory, for which null stands, or the cluster, when the start method is
 * that.
 */
final class Homes {
    private Homes() {}

    /** Holder of the cluster's place, looked up when the first object is made there; it has no connection before. */
    private static final class OfCluster {
        private static final ObjectHome HOME =
                ClusterModule.service(ServiceLoader.load(ObjectHome.class, ObjectHome.class.getClassLoader()));
    }

    /** The home of objects that are made without a context: that of the default start method. */
    static @Nullable ObjectHome ofDefault() {
        return ThisProcess.here().isOnCluster() ? OfCluster.HOME : null;
    }

    static ObjectHome ofCluster() {
        return OfCluster.HOME;
    }

    /** Makes a new object the one of this process for its address, or for its name elsewhere. */
    static void intern(Shareable created, Remote<?> drawn) {
        if (drawn == null) {
            Shareables.intern(created);
        } else {
            drawn.own(created);
        }
    }

    /** Refuses what needs the memory of one machine where new objects live on a cluster. */
    static void requireMemory(String what, String instead) {
        if (ThisProcess.here().isOnCluster()) {
            throw notShared(what, instead);
        }
    }

    static UnsupportedOperationException notShared(String what, String instead) {
        return new UnsupportedOperationException(
                what + " is memory of one machine, which machines of a cluster do not share: " + instead);
    }
}
