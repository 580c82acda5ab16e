package io.github.procession.ipc.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The shared objects that this process holds: at most one object for each address, so that a queue received twice is
 * the same queue. Objects are held weakly; one that the program dropped is made anew when its address comes again.
 *
 * <p>Where threads of this JVM stand for processes, each such process has a {@link Scope} with objects of its own for what
 * can be closed, so that one may close it while another goes on. What cannot be closed has one object in the JVM.
 */
public final class Shareables {
    /** Why what this process has closed is not sent. */
    public static final String CLOSED =
            "a queue, lock or connection that this process closed cannot be sent to another process";

    private static final ConcurrentHashMap<Long, Entry> ENTRIES = new ConcurrentHashMap<>();

    /** Gives the scope of the calling thread, or null for {@link #ENTRIES}; itself null while there is no scope. */
    private static volatile @Nullable Supplier<Scope> scopes;

    private static final ReferenceQueue<Shareable> COLLECTED = new ReferenceQueue<>();
    private static final ClassValue<Factory> FACTORIES = new ClassValue<>() {
        @Override
        protected Factory computeValue(Class<?> type) {
            return new Factory();
        }
    };

    private Shareables() {}

    /**
     * Makes a class known, from its own static initializer.
     *
     * @param <T> the class
     * @param type the class
     * @param factory makes the object of this process for an address
     */
    public static <T extends Shareable> void register(Class<T> type, LongFunction<? extends T> factory) {
        FACTORIES.get(type).function = factory;
    }

    /** The objects to be closed with one process that is emulated by threads of this JVM. */
    public static final class Scope {
        private final ConcurrentHashMap<Long, Entry> entries = new ConcurrentHashMap<>();

        /** Table of a process that has no objects yet. */
        public Scope() {}

        /** Closes them all, as the end of a process does. */
        public void close() {
            for (Entry entry : entries.values()) {
                Shareable object;
                synchronized (entry) {
                    object = entry.object();
                }
                switch (object) {
                    case null -> {}
                    case AutoCloseable closeable -> close(closeable);
                    default -> throw new IllegalStateException(object + " cannot be closed");
                }
            }
        }

        private static void close(AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException(closeable + " cannot be closed", e);
            }
        }
    }

    /**
     * Sets the rule by which threads belong to scopes.
     *
     * @param ofThread gives the scope of the calling thread, null if it has none
     */
    public static void divide(@Nullable Supplier<Scope> ofThread) {
        scopes = ofThread;
    }

    private static ConcurrentHashMap<Long, Entry> entries(Class<?> type) {
        Scope scope = scopes.get();
        return scope != null && AutoCloseable.class.isAssignableFrom(type) ? scope.entries : ENTRIES;
    }

    /**
     * Object of this process for an address, one for each. When there is none yet, loads and initializes its class, which
     * registers a factory, and calls that; no two threads do so for the same address.
     *
     * @param className binary name of the object's class
     * @param address address of the shared state
     * @param loader where to look for the class
     * @return the object
     * @throws IllegalArgumentException if there is no such class, or it is not one of shared objects, or the object at
     *         that address has another class
     */
    public static Shareable resolve(String className, long address, ClassLoader loader) {
        expunge();
        ConcurrentHashMap<Long, Entry> entries = scopes == null ? ENTRIES : entries(load(className, loader));
        while (true) {
            Entry entry = entries.computeIfAbsent(address, _ -> new Entry(entries));
            synchronized (entry) {
                if (entry.removed) {
                    continue;
                }
                Shareable existing = entry.object();
                if (existing != null) {
                    if (!existing.getClass().getName().equals(className)) {
                        throw new IllegalArgumentException("the shared object at address " + Long.toHexString(address)
                                + " is a " + existing.getClass().getName() + ", not a " + className);
                    }
                    return existing;
                }
                try {
                    Shareable created = factory(className, loader).apply(address);
                    entry.hold(created, address);
                    return created;
                } finally {
                    entry.removeIfEmpty(address);
                }
            }
        }
    }

    /**
     * Object of this process for a handle, one for each, as {@link #resolve(String, long, ClassLoader)} for an address.
     *
     * @param className binary name of the object's class
     * @param handle what stands for the state
     * @param loader where to look for the class
     * @return the object
     * @throws IllegalArgumentException if there is no such class, or it is not one of objects that live elsewhere
     */
    public static Shareable resolve(String className, RemoteHandle handle, ClassLoader loader) {
        return RemoteObjects.resolve(load(className, loader), handle);
    }

    /**
     * Makes an object that was created here the one of this process for its address.
     *
     * @param <T> its class
     * @param created the object
     * @return the object, or the one that was there before for the same address
     */
    public static <T extends Shareable> T intern(T created) {
        Globals.made(created);
        expunge();
        long address = created.address();
        ConcurrentHashMap<Long, Entry> entries = scopes == null ? ENTRIES : entries(created.getClass());
        while (true) {
            Entry entry = entries.computeIfAbsent(address, _ -> new Entry(entries));
            synchronized (entry) {
                if (entry.removed) {
                    continue;
                }
                Shareable existing = entry.object();
                if (existing == null) {
                    entry.hold(created, address);
                    return created;
                }
                @SuppressWarnings("unchecked")
                Class<T> type = (Class<T>) created.getClass();
                return type.cast(existing);
            }
        }
    }

    /**
     * Takes an object out that is being closed: who receives its address from now on gets a new one.
     *
     * @param closing the object; nothing happens if it is not the one for its address
     */
    public static void forget(Shareable closing) {
        ConcurrentHashMap<Long, Entry> entries = scopes == null ? ENTRIES : entries(closing.getClass());
        Entry entry = entries.get(closing.address());
        if (entry != null) {
            synchronized (entry) {
                if (entry.object() == closing) {
                    entry.handle.clear();
                    entry.removeIfEmpty(closing.address());
                }
            }
        }
    }

    /**
     * Whether this process has an object for an address at present.
     *
     * @param address address of the shared state
     * @return true if there is one that has not been collected
     */
    public static boolean isLive(long address) {
        Entry entry = ENTRIES.get(address);
        if (entry == null) {
            return false;
        }
        synchronized (entry) {
            return entry.object() != null;
        }
    }

    /** Number of addresses known, collected ones not yet swept included. */
    static int size() {
        expunge();
        return ENTRIES.size();
    }

    private static Class<?> load(String className, ClassLoader loader) {
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            try {
                return Class.forName(className, true, Shareables.class.getClassLoader());
            } catch (ClassNotFoundException e2) {
                e.addSuppressed(e2);
                throw new IllegalArgumentException("no class " + className + " of shared objects in this process", e);
            }
        }
    }

    private static LongFunction<? extends Shareable> factory(String className, ClassLoader loader) {
        Class<?> type = load(className, loader);
        LongFunction<? extends Shareable> factory = FACTORIES.get(type).function;
        if (factory == null) {
            throw new IllegalArgumentException(
                    className + " is not a class of shared objects: it registers no factory");
        }
        return factory;
    }

    private static void expunge() {
        for (Reference<? extends Shareable> dead; (dead = COLLECTED.poll()) != null; ) {
            Handle handle = (Handle) dead;
            synchronized (handle.entry) {
                handle.entry.removeIfEmpty(handle.address);
            }
        }
    }

    private static final class Factory {
        private volatile LongFunction<? extends Shareable> function;
    }

    /** Place of one address. All its fields are guarded by its monitor. */
    private static final class Entry {
        private final ConcurrentHashMap<Long, Entry> entries;
        private Handle handle;
        /** An entry that left the map must not be used any more, or two objects for one address would exist. */
        private boolean removed;

        Entry(ConcurrentHashMap<Long, Entry> entries) {
            this.entries = entries;
        }

        /** The object that a message with this address stands for: none when this process has let go of it. */
        Shareable object() {
            Shareable object = handle == null ? null : handle.get();
            return object == null || object.isReleased() ? null : object;
        }

        void hold(Shareable object, long address) {
            handle = new Handle(object, address, this);
        }

        void removeIfEmpty(long address) {
            if (!removed && object() == null) {
                removed = true;
                entries.remove(address, this);
            }
        }
    }

    private static final class Handle extends WeakReference<Shareable> {
        private final long address;
        private final Entry entry;

        Handle(Shareable object, long address, Entry entry) {
            super(object, COLLECTED);
            this.address = address;
            this.entry = entry;
        }
    }
}
