package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.util.MapReferenceResolver;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Table of the objects of the graph that is being written or read, by number. Beyond what Kryo's own table does:
 *
 * <ul>
 *   <li>It knows the chain of objects from the root to the one being written, for error messages.
 *   <li>Some objects can only be built after all their parts, such as records. One that contains itself is refused to
 *       the sender; a receiver that meets such a reference fails instead of getting null.
 *   <li>It ends descents that are too deep for the stack.
 *   <li>It tells a receiver whether parts may refer to an object that is not complete yet.
 * </ul>
 */
final class ReferenceTable extends MapReferenceResolver {
    private static final int KEPT_DEPTH = 1024;

    private Kryo kryo;
    /** Null but in a dry run that explains. */
    private @Nullable Consumer<Object> watch;

    private int maxDepth;
    /** The object being written at each depth. */
    private Object[] chain = new Object[64];

    private int deepest;
    /** Depth of the object whose reading began last. */
    private int lastBegun;
    /** Depth of the object whose reading failed; -1 if that is not known. */
    private int failed = -1;
    /** The number of the object being read at each depth, ascending. */
    private int[] openIds = new int[64];

    /** Depth and number of the outermost object that was referred to while it was being read; 0 if there is none. */
    private int cycleDepth;

    private int cycleId;

    /** Numbers of the objects being written that are built last by the receiver, ascending. */
    private int[] late = new int[16];

    private int lateCount;
    private int toleratedId = -1;
    /** Number of the next object that is written; not all of them can be referred to. */
    private int nextWrittenId;
    /** An object that is written as if it were a new one, though the graph may hold it already. */
    private Object unshared;

    @Override
    public void setKryo(Kryo owner) {
        super.setKryo(owner);
        kryo = owner;
    }

    void limitDepth(int depth) {
        maxDepth = depth;
    }

    /** Shows each object to an observer when its writing begins. */
    void watch(Consumer<Object> newWatch) {
        watch = newWatch;
    }

    @Override
    public int addWrittenObject(Object object) {
        remember(object);
        if (watch != null) {
            watch.accept(object);
        }
        int id = nextWrittenId++;
        if (object == unshared) {
            unshared = null;
        } else {
            writtenObjects.put(object, id);
        }
        return id;
    }

    /** Lets the next object be written anew: code of users changes an array and writes it again. Null ends it. */
    void unshare(Object object) {
        unshared = object;
    }

    /** Makes a part of the object that is being written the end of the chain. */
    void nameDeepest(Object part) {
        int depth = kryo.getDepth() + 1;
        if (depth >= chain.length) {
            chain = Arrays.copyOf(chain, depth * 2);
        }
        chain[depth] = part;
        deepest = Math.max(deepest, depth);
    }

    /** Makes an object the end of the chain, at the depth where the writing is. */
    void remember(Object object) {
        int depth = kryo.getDepth();
        if (depth >= chain.length) {
            chain = Arrays.copyOf(chain, depth * 2);
        }
        chain[depth] = object;
        if (depth > deepest) {
            checkDepth(depth);
            deepest = depth;
        }
    }

    /** While a graph is read, the chain holds the classes of the objects. */
    @Override
    @SuppressWarnings("rawtypes")
    public int nextReadId(Class type) {
        remember(type);
        lastBegun = kryo.getDepth();
        if (lastBegun >= openIds.length) {
            openIds = Arrays.copyOf(openIds, lastBegun * 2);
        }
        int id = super.nextReadId(type);
        openIds[lastBegun] = id;
        return id;
    }

    /** Whether something that was read so far refers to an object that is still being read. */
    boolean isInCycle() {
        return cycleDepth != 0 && cycleDepth <= kryo.getDepth() && openIds[cycleDepth] == cycleId;
    }

    /**
     * Whether no code of users runs for the object being read, nor for those above it, up to the one that is referred to before it is
     * complete: nobody then sees what is in them so far.
     */
    boolean isUnseenInCycle() {
        for (int depth = cycleDepth; depth < kryo.getDepth(); depth++) {
            Serializer<?> serializer = kryo.getSerializer((Class<?>) chain[depth]);
            while (serializer instanceof CheckingSerializer checking) { // which checks nothing where it reads
                serializer = checking.checked();
            }
            if (!(serializer instanceof FieldsSerializer
                    || serializer instanceof CollectionSerializer
                    || serializer instanceof MapSerializer
                    || serializer instanceof LinkedHashMapSerializer
                    || serializer instanceof ObjectArraySerializer)) {
                return false;
            }
        }
        return true;
    }

    private void noteReference(int id) {
        int depth = Arrays.binarySearch(openIds, 1, Math.min(kryo.getDepth(), openIds.length), id);
        if (depth > 0 && (depth < cycleDepth || !isInCycle())) {
            cycleDepth = depth;
            cycleId = id;
        }
    }

    /** To be called when all of a graph is read: a failure from now on is that of the whole. */
    void readToTheEnd() {
        failed = Math.min(1, deepest);
    }

    /** To be called where the reading of an object fails, the innermost first. */
    void failHere() {
        if (failed < 0) {
            failed = kryo.getDepth();
        }
    }

    /** Depth of the object whose reading failed, as far as that is known. */
    int failedDepth() {
        return failed < 0 ? lastBegun : failed;
    }

    private void checkDepth(int depth) {
        if (depth > maxDepth) {
            throw new TooDeepException(maxDepth);
        }
    }

    /** The object that was begun last at a depth, from 1 for the root: above the one being written, what holds it. */
    Object holder(int depth) {
        return chain[depth];
    }

    /** The objects from the root to the one at a depth. */
    Object[] chain(int depth) {
        return Arrays.copyOfRange(chain, 1, Math.min(depth, deepest) + 1);
    }

    /** Depth of the object that was begun last. */
    int deepest() {
        return deepest;
    }

    /** Marks the object whose writing just began as one that is built after its parts. */
    void enterLate() {
        if (lateCount == late.length) {
            late = Arrays.copyOf(late, lateCount * 2);
        }
        late[lateCount++] = nextWrittenId - 1;
    }

    void leaveLate() {
        lateCount--;
    }

    /** Allows a late object to refer to itself directly, where its own reading code copes with that; -1 ends it. */
    void tolerate(Object self) {
        toleratedId = self == null ? -1 : super.getWrittenId(self);
    }

    @Override
    public int getWrittenId(Object object) {
        int id = object == unshared ? -1 : super.getWrittenId(object);
        if (id != -1) {
            ((GraphKryo) kryo).requireNullFits(object);
        }
        if (id != -1 && lateCount != 0 && id != toleratedId && Arrays.binarySearch(late, 0, lateCount, id) >= 0) {
            remember(object);
            throw new Refusal(
                    (GraphKryo) kryo,
                    Refusal.sentence(
                            object.getClass(),
                            "it contains itself, and an object of this kind is rebuilt only after everything inside"
                                    + " it; break the cycle, or let it go through a collection or an ordinary class"),
                    null);
        }
        return id;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Object getReadObject(Class type, int id) {
        if (id == UserSerializer.MARK - 2) {
            throw SerializerMismatch.receiverHasNone(type.getName());
        }
        Object object = super.getReadObject(type, id);
        if (object == null) {
            throw new KryoException("reference to an object that is still being rebuilt, of " + type.getName());
        }
        noteReference(id);
        return object == GraphKryo.NOTHING ? null : object;
    }

    /** Number of the object whose reading just began. */
    int lastReadId() {
        return readObjects.size() - 1;
    }

    @Override
    public void reset() {
        super.reset();
        Arrays.fill(chain, 0, Math.min(deepest + 1, chain.length), null);
        if (chain.length > KEPT_DEPTH) {
            chain = new Object[64];
            openIds = new int[64];
        }
        cycleDepth = 0;
        deepest = 0;
        lastBegun = 0;
        failed = -1;
        lateCount = 0;
        toleratedId = -1;
        nextWrittenId = 0;
        unshared = null;
    }
}
