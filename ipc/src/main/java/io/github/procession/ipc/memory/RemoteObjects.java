package io.github.procession.ipc.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The objects of this process that are not in shared memory: at most one object for each handle, held weakly, as
 * {@link Shareables} has them by address. The classes that registered a factory are all that a message can name.
 */
public final class RemoteObjects {
    private record Key(Class<?> type, String namespace, String name) {}

    private static final class Known extends WeakReference<Shareable> {
        private final Key key;

        Known(Key key, Shareable object) {
            super(object, COLLECTED);
            this.key = key;
        }
    }

    private static final ReferenceQueue<Shareable> COLLECTED = new ReferenceQueue<>();
    private static final ConcurrentHashMap<Key, Known> OBJECTS = new ConcurrentHashMap<>();
    private static final ConcurrentHashMap<Class<?>, Function<RemoteHandle, ? extends Shareable>> FACTORIES =
            new ConcurrentHashMap<>();

    private RemoteObjects() {}

    /**
     * Makes a class known, in a process that has a part in what lives elsewhere.
     *
     * @param <T> the class
     * @param type the class
     * @param factory makes the object of this process for a handle
     */
    public static <T extends Shareable> void register(Class<T> type, Function<RemoteHandle, ? extends T> factory) {
        FACTORIES.put(type, factory);
    }

    private static Key key(Class<?> type, RemoteHandle handle) {
        return new Key(type, handle.namespace(), handle.name());
    }

    /**
     * Object of this process for a handle, one for each.
     *
     * @param type its class
     * @param handle the handle
     * @return the object
     * @throws IllegalArgumentException if it is not a class of such objects, or this process has no part in them
     */
    public static Shareable resolve(Class<?> type, RemoteHandle handle) {
        expunge();
        Function<RemoteHandle, ? extends Shareable> factory = FACTORIES.get(type);
        if (factory == null) {
            throw new IllegalArgumentException("a " + type.getSimpleName() + " of a cluster does not come through here:"
                    + " only tasks of pools of that cluster and their program have it");
        }
        Key key = key(type, handle);
        Shareable known = live(OBJECTS.get(key));
        if (known != null) {
            return known;
        }
        Shareable made = factory.apply(handle); // outside of the table, as it may ask for its companion
        Shareable[] result = {made};
        OBJECTS.compute(key, (_, before) -> {
            Shareable faster = live(before);
            if (faster == null) {
                return new Known(key, made);
            }
            result[0] = faster;
            return before;
        });
        return result[0];
    }

    private static Shareable live(Known known) {
        Shareable object = known == null ? null : known.get();
        return object == null || object.isReleased() ? null : object;
    }

    /**
     * Makes an object that was created here the one of this process for its handle.
     *
     * @param created the object
     * @param handle its handle, which no other object has
     */
    public static void intern(Shareable created, RemoteHandle handle) {
        expunge();
        Key key = key(created.getClass(), handle);
        OBJECTS.put(key, new Known(key, created));
    }

    private static void expunge() {
        for (Reference<? extends Shareable> dead; (dead = COLLECTED.poll()) != null; ) {
            Known known = (Known) dead;
            OBJECTS.remove(known.key, known);
        }
    }
}
