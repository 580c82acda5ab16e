package io.github.procession.ipc.codec;

import io.github.procession.serialization.Explanation.Way;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of collections of the JDK that their elements and comparator describe fully. The elements are taken in one
 * step before the first is written, so that another thread may change a concurrent collection meanwhile.
 */
final class CollectionSerializer extends GraphSerializer {
    private final Class<?> rebuiltAs;

    /** Prepares for collections of any class, to arrive as one of the classes in {@link #create}. */
    CollectionSerializer(Class<?> rebuiltAs) {
        this.rebuiltAs = rebuiltAs;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Object[] elements = ((Collection<?>) object).toArray();
        output.writeVarInt(elements.length, true);
        if (sorted()) {
            kryo.references().enterLate(); // it is made with its comparator
            kryo.writeClassAndObject(output, comparator(object));
            kryo.references().leaveLate();
        }
        if (elements.length != 0) {
            Elements.write(kryo, output, elements, 0, elements.length, 1);
        }
    }

    private boolean sorted() {
        return rebuiltAs == TreeSet.class || rebuiltAs == PriorityQueue.class;
    }

    private static Comparator<?> comparator(Object collection) {
        return collection instanceof SortedSet<?> set ? set.comparator() : ((PriorityQueue<?>) collection).comparator();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int size = input.readSize(1);
        @SuppressWarnings("unchecked")
        Comparator<Object> comparator = sorted() ? (Comparator<Object>) kryo.readClassAndObject(input) : null;
        Collection<Object> collection = create(size, comparator);
        kryo.reference(collection);
        if (size != 0) {
            Elements.Reader reader = Elements.reader(kryo, input);
            boolean asksOthers = comparator != null || !reader.isOfValues();
            fill(kryo, collection, reader, size, asksOthers);
        }
        return collection;
    }

    private static void fill(
            GraphKryo kryo, Collection<Object> collection, Elements.Reader reader, int size, boolean asksOthers) {
        if (asksOthers && (collection instanceof Set || collection instanceof PriorityQueue)) {
            Object[] elements = new Object[size];
            for (int i = 0; i < size; i++) {
                elements[i] = reader.next();
            }
            kryo.completion.fill(collection, elements);
        } else if (collection instanceof CopyOnWriteArrayList<?>) { // it copies itself at each change
            List<Object> elements = new ArrayList<>(size);
            addAll(elements, reader, size);
            collection.addAll(elements);
        } else {
            addAll(collection, reader, size);
            Completion.requireAll(collection, size);
        }
    }

    private static void addAll(Collection<Object> target, Elements.Reader reader, int size) {
        for (int i = 0; i < size; i++) {
            target.add(reader.next());
        }
    }

    private Collection<Object> create(int size, Comparator<Object> comparator) {
        if (rebuiltAs == ArrayList.class) {
            return new ArrayList<>(size);
        }
        if (rebuiltAs == HashSet.class) {
            return HashSet.newHashSet(size);
        }
        if (rebuiltAs == LinkedHashSet.class) {
            return LinkedHashSet.newLinkedHashSet(size);
        }
        if (rebuiltAs == LinkedList.class) {
            return new LinkedList<>();
        }
        if (rebuiltAs == ArrayDeque.class) {
            return new ArrayDeque<>(size);
        }
        if (rebuiltAs == TreeSet.class) {
            return new TreeSet<>(comparator);
        }
        if (rebuiltAs == PriorityQueue.class) {
            return new PriorityQueue<>(Math.max(1, size), comparator);
        }
        if (rebuiltAs == Vector.class) {
            return new Vector<>(size);
        }
        if (rebuiltAs == Stack.class) {
            return new Stack<>();
        }
        if (rebuiltAs == ConcurrentLinkedQueue.class) {
            return new ConcurrentLinkedQueue<>();
        }
        if (rebuiltAs == ConcurrentLinkedDeque.class) {
            return new ConcurrentLinkedDeque<>();
        }
        if (rebuiltAs == CopyOnWriteArrayList.class) {
            return new CopyOnWriteArrayList<>();
        }
        throw new IllegalStateException("no way to create a " + rebuiltAs.getName());
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return object.getClass() == rebuiltAs ? Way.VALUE : Way.SUBSTITUTED;
    }

    /** Tries what the receiver would do. */
    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        if (holder instanceof TreeSet<?> set) {
            return takesNull(set.comparator(), set);
        }
        try {
            create(1, null).add(null);
            return true;
        } catch (NullPointerException e) {
            return false;
        }
    }

    /** Whether null has a place in an order, beside the elements that are there. */
    static boolean takesNull(@Nullable Comparator<?> comparator, Iterable<?> elements) {
        @SuppressWarnings("unchecked")
        Collection<Object> trial = new TreeSet<>((Comparator<Object>) comparator);
        try {
            for (Object element : elements) {
                trial.add(null);
                trial.add(element);
            }
            return true;
        } catch (RuntimeException e) { // of the comparator, or of the natural order
            return false;
        }
    }

    @Override
    String step(Object holder, Object part) {
        return indexStep((Collection<?>) holder, part);
    }

    /** The place of an element in iteration order; sets have one too, which at least tells how far the writing came. */
    static String indexStep(Collection<?> holder, Object part) {
        int index = 0;
        for (Object element : holder) {
            if (element == part) {
                return holder instanceof List ? "[" + index + "]" : "[element " + index + "]";
            }
            index++;
        }
        return "";
    }
}
