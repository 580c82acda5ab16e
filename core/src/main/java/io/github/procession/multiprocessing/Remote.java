package io.github.procession.multiprocessing;

import io.github.procession.internal.Cleaners;
import io.github.procession.internal.ObjectHome;
import io.github.procession.internal.RemoteState;
import io.github.procession.ipc.memory.RemoteHandle;
import io.github.procession.ipc.memory.RemoteObjects;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.ipc.sync.Deadline;
import java.time.Duration;

/**
 * Home of a lock, queue or other object that is not in shared memory. The object has null in its place while it is in shared
 * memory, and this class is not loaded then.
 *
 * @param <P> the calls of the object
 */
final class Remote<P> {
    /**
     * A mark that messages may have named the object. It is no part of the object, since the cleaner reads it when the
     * object is gone.
     */
    private static final class Sent {
        private volatile boolean sent;
    }

    private final ObjectHome home;
    private final RemoteHandle handle;
    private final P calls;
    private final Sent sent = new Sent();

    private Remote(ObjectHome home, Class<P> type, RemoteHandle handle) {
        this.home = home;
        this.handle = handle;
        calls = home.open(type, handle);
    }

    /** The home of a new object. */
    static <P> Remote<P> draw(ObjectHome home, Class<P> type, long parameter, long option, String companion) {
        return new Remote<>(home, type, home.draw(parameter, option, companion));
    }

    /** The home of an object that a message names. */
    static <P> Remote<P> of(Class<P> type, RemoteHandle handle) {
        return new Remote<>(Homes.ofCluster(), type, handle);
    }

    /** Another object of the same home. */
    ObjectHome home() {
        return home;
    }

    /** Makes the object that drew this the one of this process, and gives it up when it is dropped without having been sent. */
    void own(Shareable object) {
        RemoteObjects.intern(object, handle);
        ObjectHome from = home;
        RemoteHandle dropped = handle;
        Sent mayBeKnown = sent;
        Cleaners.CLEANER.register(object, () -> {
            if (!mayBeKnown.sent) {
                from.drop(dropped);
            }
        });
    }

    P calls() {
        return calls;
    }

    /** What travels. */
    RemoteHandle handleToSend() {
        sent.sent = true;
        return handle;
    }

    /** Name of the object there. */
    String name() {
        return handle.name();
    }

    RemoteHandle handle() {
        return handle;
    }

    /** What the text of a lock or condition says of it. */
    int state() {
        return ((RemoteState) calls).state();
    }

    /** The owner of a lock as texts name it. */
    String owner() {
        return owner(state());
    }

    static String owner(int state) {
        return switch (state) {
            case RemoteState.FREE -> "None";
            case RemoteState.OF_ANOTHER_THREAD -> "SomeOtherThread";
            case RemoteState.OF_ANOTHER_PROCESS -> "SomeOtherProcess";
            default -> ThisProcess.here().nameOfThread();
        };
    }

    static boolean blocks(Deadline deadline) {
        return deadline.left() > 0;
    }

    /** The time that is left; null for ever. */
    static Duration left(Deadline deadline) {
        return deadline.isForever() ? null : Duration.ofNanos(Math.max(0, deadline.left()));
    }
}
