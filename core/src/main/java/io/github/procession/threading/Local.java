package io.github.procession.threading;

import io.github.procession.threading.ThreadCells.Cell;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Variable with a value for each thread: Python's {@code threading.local()}. It has a typed value, which is enough for most
 * programs, and attributes by name as in Python.
 *
 * <pre>{@code
 * var student = new Local<String>();                            // a value of a type
 * student.set("Li Si");
 * var local = new Local<>();                                    // attributes by name
 * local.set("student", "Li Si");
 * local.get("student");
 * var format = Local.withInitial(() -> new SimpleDateFormat("yyyy"));   // each thread has one of its own
 * }</pre>
 *
 * <p>A subclass's {@link #init()} is called in each thread before it first uses the object, as Python calls
 * {@code __init__} again; the fields that the constructor has set are there and belong to all threads.
 *
 * <p>What a thread has here goes when the thread has ended, and when this object is dropped, also when it refers to this
 * object or to the thread: the garbage collector finds it then. Threads are not told of each other's values; virtual
 * threads have their own as all others.
 *
 * @param <T> type of the value
 */
public class Local<T extends @Nullable Object> {
    private final ThreadCells cells = new ThreadCells();

    /** Makes an object for which no thread has anything yet. */
    public Local() {}

    private static final class WithInitial<T> extends Local<T> {
        private final Supplier<? extends T> supplier;

        WithInitial(Supplier<? extends T> supplier) {
            this.supplier = supplier;
        }

        @Override
        protected T initialValue() {
            return supplier.get();
        }
    }

    /**
     * Makes an object whose value each thread computes when it first asks for it.
     *
     * @param supplier what computes it, in the thread itself
     * @param <T> type of the value
     * @return the object
     */
    public static <T> Local<T> withInitial(Supplier<? extends T> supplier) {
        return new WithInitial<>(Objects.requireNonNull(supplier, "supplier"));
    }

    /**
     * Prepares what the calling thread has here: sets values and attributes. Called once in each thread, before its
     * first use of this object; if it throws, the next use calls it again.
     */
    protected void init() {}

    /**
     * Computes the value for a thread that asks for it and has not set it.
     *
     * @return the value, null unless a subclass says otherwise
     */
    protected @Nullable T initialValue() {
        return null;
    }

    /**
     * The calling thread's value.
     *
     * @return what the thread has set last, else its initial value
     */
    public final T get() {
        Cell own = cells.find();
        return own != null && own.hasValue() ? valueOf(own) : getSlowly();
    }

    private T getSlowly() {
        Cell own = enter();
        if (!own.hasValue()) {
            own.value = initialValue();
        }
        return valueOf(own);
    }

    @SuppressWarnings("unchecked") // only values of this type go in
    private T valueOf(Cell own) {
        return (T) own.value;
    }

    /**
     * Sets the calling thread's value.
     *
     * @param newValue the value, may be null
     */
    public final void set(T newValue) {
        Cell own = cells.find();
        if (own == null || !own.hasValue()) {
            own = enter();
        }
        own.value = newValue;
    }

    /** Forgets the calling thread's value: the next {@link #get()} computes an initial one. */
    public final void remove() {
        Cell own = cells.find();
        if (own != null) {
            own.value = ThreadCells.NOTHING;
        }
    }

    /** Makes the cell of the calling thread, once. */
    private Cell enter() {
        Cell own = cells.findOrAdd();
        if (own.attributes == null) {
            own.attributes = new HashMap<>();
            boolean done = false;
            try {
                init();
                done = true;
            } finally {
                if (!done) {
                    own.clear();
                }
            }
        }
        return own;
    }

    private Map<String, Object> own() {
        return enter().attributes;
    }

    /**
     * An attribute of the calling thread: {@code local.name} in Python.
     *
     * @param name its name
     * @return its value
     * @throws NoSuchElementException if this thread has not set it (Python: {@code AttributeError})
     */
    public final Object get(String name) {
        Map<String, Object> own = own();
        Object found = own.get(name);
        if (found == null && !own.containsKey(name)) {
            throw new NoSuchElementException(
                    "thread " + java.lang.Thread.currentThread().getName() + " has no attribute \"" + name + "\" here");
        }
        return found;
    }

    /**
     * An attribute of the calling thread, of a type.
     *
     * @param name its name
     * @param type its class
     * @param <V> its type
     * @return its value
     * @throws NoSuchElementException if this thread has not set it (Python: {@code AttributeError})
     * @throws ClassCastException if it is of another type
     */
    public final <V> V get(String name, Class<V> type) {
        return type.cast(get(name));
    }

    /**
     * Sets an attribute of the calling thread: {@code local.name = value} in Python.
     *
     * @param name its name
     * @param newValue its value, may be null
     */
    public final void set(String name, @Nullable Object newValue) {
        own().put(name, newValue);
    }

    /**
     * Whether the calling thread has an attribute: {@code hasattr(local, name)} in Python.
     *
     * @param name its name
     * @return true if it was set and not removed
     */
    public final boolean has(String name) {
        return own().containsKey(name);
    }

    /**
     * Removes an attribute of the calling thread: {@code del local.name} in Python.
     *
     * @param name its name
     * @throws NoSuchElementException if this thread has not set it (Python: {@code AttributeError})
     */
    public final void remove(String name) {
        get(name);
        own().remove(name);
    }

    /**
     * All attributes of the calling thread: {@code local.__dict__} in Python.
     *
     * @return the map itself: what one changes in it is changed here
     */
    public final Map<String, Object> attributes() {
        return own();
    }

    /** How many threads have something here; for tests. */
    int threads() {
        return cells.size();
    }
}
