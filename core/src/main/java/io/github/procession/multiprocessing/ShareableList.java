package io.github.procession.multiprocessing;

import io.github.procession.ipc.memory.NamedBlock;
import io.github.procession.ipc.memory.Region;
import io.github.procession.ipc.memory.Slots;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length in shared memory, which unrelated programs of the same user find by its name: Python's
 * {@code multiprocessing.shared_memory.ShareableList}.
 *
 * <p>An element is an {@code Integer}, {@code Long}, {@code Short} or {@code Byte}, a {@code Double} or {@code Float}, a
 * {@code Boolean}, a {@code String}, a {@code byte[]} or null, and is read back with that type. Another value, also of
 * another type, can take the place of an element as long as it fits: a number has 8 bytes; a text or an array the bytes of the first one, a text in
 * UTF-8, rounded up to the next multiple of 8 and at least one byte more. What does not fit is refused. Lengths are stored,
 * so no trailing NUL is lost, as it is in Python.
 *
 * <p>Its life is that of a {@link SharedMemory}: {@link #close()} ends its use in this process, {@link #unlink()} removes
 * it. A list may be sent to other processes; its name travels.
 *
 * <p><b>Memory consistency.</b> Reading an element gives a whole value, the one before or the one after a store that
 * happens meanwhile; what was done before a store happens-before what is done after that value was read. Code that stores into
 * the same element from several processes needs a lock around it.
 *
 * <p><b>If a process dies.</b> An element is as it was before {@link #set} or as it is after it.
 */
// Longer than most: one store and one load for each type of element, and the methods of Python's class.
public final class ShareableList implements Iterable<Object>, AutoCloseable, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient NamedBlock block;
    private final transient Slots slots;

    private ShareableList(NamedBlock block, Slots slots) {
        this.block = block;
        this.slots = slots;
    }

    /**
     * Serialized form of a list: its name.
     *
     * @param name of the list
     */
    private record Name(String name) implements Serializable {
        @Serial
        private Object readResolve() throws InvalidObjectException {
            try {
                return attach(name);
            } catch (IOException e) {
                throw new InvalidObjectException("the list \"" + name + "\" cannot be attached", e);
            }
        }
    }

    /**
     * The name goes in place of this object.
     *
     * @return the name
     */
    @Serial
    private Object writeReplace() {
        return new Name(name());
    }

    /**
     * Nothing is ever read in this form.
     *
     * @param input not read
     * @throws InvalidObjectException always
     */
    @Serial
    private void readObject(ObjectInputStream input) throws InvalidObjectException {
        throw new InvalidObjectException("only its name is ever written");
    }

    /**
     * Makes a list with a new name: Python's {@code ShareableList(sequence)}.
     *
     * @param elements the first elements
     * @return the list
     * @throws IOException if there is not enough shared memory; nothing is left behind
     * @throws IllegalArgumentException if an element has a type that such a list cannot have
     */
    public static ShareableList of(Object... elements) throws IOException {
        return create(null, Arrays.asList(elements));
    }

    /**
     * Makes a list: Python's {@code ShareableList(sequence, name=name)}. A copy of another list is made of its
     * {@link #toList()}.
     *
     * @param name as for {@link SharedMemory#create(String, long)}; null makes a new one
     * @param elements the first elements
     * @return the list
     * @throws FileAlreadyExistsException if there is shared memory of that name
     * @throws IOException if there is not enough shared memory; nothing is left behind
     * @throws IllegalArgumentException if an element has a type that such a list cannot have
     */
    public static ShareableList create(@Nullable String name, List<?> elements) throws IOException {
        Homes.requireMemory("a ShareableList", "use Values, or send its elements through a Queue");
        Element[] encoded = Objects.requireNonNull(elements, "elements").stream()
                .map(Element::of)
                .toArray(Element[]::new);
        long[] capacities = Arrays.stream(encoded).mapToLong(Element::capacity).toArray();
        Consumer<Region> format = region -> {
            Slots slots = Slots.format(region, capacities);
            for (int i = 0; i < encoded.length; i++) {
                slots.set(i, encoded[i].type(), encoded[i].bytes());
            }
        };
        long bytes = Slots.bytes(capacities);
        NamedBlock block = name == null
                ? NamedBlock.create(NamedBlock::randomName, bytes, format)
                : NamedBlock.create(name, bytes, format);
        return new ShareableList(block, Slots.in(block));
    }

    /**
     * Opens a list that exists: Python's {@code ShareableList(name=name)}.
     *
     * @param name of the list
     * @return the list
     * @throws NoSuchFileException if there is no shared memory of that name
     * @throws IOException if it cannot be mapped
     * @throws IllegalArgumentException if that is no list, or cannot be a name
     */
    public static ShareableList attach(String name) throws IOException {
        NamedBlock block = NamedBlock.attach(Objects.requireNonNull(name, "name"));
        Slots slots = Slots.in(block);
        if (slots == null) {
            block.close();
            throw new IllegalArgumentException("the shared memory \"" + name + "\" is not a ShareableList");
        }
        return new ShareableList(block, slots);
    }

    /**
     * Reads an element: Python's {@code sl[i]}.
     *
     * @param index from 0 to {@code size() - 1}
     * @return the element with the type with which it was stored, or null
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalStateException if this list is closed
     */
    public @Nullable Object get(int index) {
        Slots.Content content = slots.get(index);
        return new Element(content.type(), content.bytes()).value();
    }

    /**
     * Stores an element: Python's {@code sl[i] = x}.
     *
     * @param index from 0 to {@code size() - 1}
     * @param value the new element
     * @throws IndexOutOfBoundsException if there is no such element
     * @throws IllegalArgumentException if it does not fit, or has a type that such a list cannot have; the element is as
     *     before
     * @throws IllegalStateException if this list is closed
     */
    public void set(int index, Object value) {
        Objects.checkIndex(index, size());
        Element element = Element.of(value);
        if (!slots.set(index, element.type(), element.bytes())) {
            throw new IllegalArgumentException("element " + index + " has room for " + slots.capacity(index)
                    + " bytes, the new value has " + element.bytes().length);
        }
    }

    /**
     * How many elements there are: Python's {@code len(sl)}.
     *
     * @return the number
     */
    public int size() {
        return slots.count();
    }

    /**
     * How many bytes an element has room for.
     *
     * @param index from 0 to {@code size() - 1}
     * @return bytes
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long capacity(int index) {
        return slots.capacity(index);
    }

    /**
     * How many elements equal a value: Python's {@code count(value)}. Arrays are compared by what is in them,
     * integers of all widths by their number; the integer 1 is not the fraction 1.0.
     *
     * @param value to look for
     * @return the number
     */
    public int count(Object value) {
        int count = 0;
        for (Object element : this) {
            if (Objects.deepEquals(Element.widened(element), Element.widened(value))) {
                count++;
            }
        }
        return count;
    }

    /**
     * Index of the first element with a value: Python's {@code index(value)}.
     *
     * @param value to look for
     * @return the index of the first element that equals it, as for {@link #count}
     * @throws NoSuchElementException if there is none (Python: {@code ValueError})
     */
    public int index(Object value) {
        for (int i = 0; i < size(); i++) {
            if (Objects.deepEquals(Element.widened(get(i)), Element.widened(value))) {
                return i;
            }
        }
        throw new NoSuchElementException("not in the list: " + value);
    }

    /** The elements one after the other, each read when its turn comes. */
    @Override
    public Iterator<Object> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Object next() {
                if (next == size()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    /**
     * A copy of the elements.
     *
     * @return a list of the heap, which cannot be changed
     */
    public List<Object> toList() {
        Object[] elements = new Object[size()];
        Arrays.setAll(elements, this::get);
        return Collections.unmodifiableList(Arrays.asList(elements));
    }

    /**
     * The name, with which others {@link #attach}: Python's {@code shm.name}.
     *
     * @return the name
     */
    public String name() {
        return block.name();
    }

    /**
     * Kinds of the elements' values, as codes of Python's module {@code struct}: Python's {@code sl.format}. A text or
     * an array is its capacity and an {@code s}. It is the same text as in Python, though elements are stored in another
     * way here.
     *
     * @return the codes one after the other
     */
    public String format() {
        StringBuilder codes = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            switch (Element.widened(get(i))) {
                case Long _ -> codes.append('q');
                case Double _ -> codes.append('d');
                case Boolean _ -> codes.append("xxxxxxx?");
                case null -> codes.append("xxxxxx?x");
                default -> codes.append(capacity(i)).append('s');
            }
        }
        return codes.toString();
    }

    /** Ends the use of the list in this process: Python's {@code shm.close()}. The list stays. */
    @Override
    public void close() {
        block.close();
    }

    /**
     * Removes the list and its name: Python's {@code shm.unlink()}. Processes that have it open keep their view.
     *
     * @throws NoSuchFileException if it is removed already
     * @throws IOException if it cannot be removed
     */
    public void unlink() throws IOException {
        block.unlink();
    }

    /** Python's text form. */
    @Override
    public String toString() {
        return "ShareableList(" + toList() + ", name='" + name() + "')";
    }
}
