package io.github.procession.ipc.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The objects of this process that are not in shared memory: at most one object for each handle, held weakly, as
 * {@link Shareables} has them by address. A message can name only the classes that the factory knows.
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

    /** Makes the objects; null in a process that has no part in what lives elsewhere. */
    private static volatile @Nullable BiFunction<Class<?>, RemoteHandle, ? extends Shareable> factory;

    /** Sets the factory in a process that may have a part; null for none. */
    private static volatile @Nullable Runnable preparation;

    private RemoteObjects() {}

    /**
     * Lets this process have such objects.
     *
     * @param newFactory makes the object of a class and a handle; null for a class that has none
     */
    public static void install(BiFunction<Class<?>, RemoteHandle, ? extends Shareable> newFactory) {
        factory = newFactory;
    }

    /**
     * Lets this process have such objects once the first one comes.
     *
     * @param first is to install the factory
     */
    public static void prepare(Runnable first) {
        preparation = first;
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
        Key key = key(type, handle);
        Shareable known = live(OBJECTS.get(key));
        if (known != null) {
            return known;
        }
        Shareable made = make(type, handle); // outside of the table, as it may ask for its companion
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

    private static Shareable make(Class<?> type, RemoteHandle handle) {
        if (factory == null && preparation != null) {
            preparation.run();
        }
        BiFunction<Class<?>, RemoteHandle, ? extends Shareable> known = factory;
        Shareable made = known == null ? null : known.apply(type, handle);
        if (made == null) {
            throw new IllegalArgumentException("a " + type.getSimpleName() + " of a cluster does not come through here:"
                    + " only tasks of pools of that cluster and their program have it");
        }
        return made;
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
