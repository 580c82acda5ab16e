package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.objenesis.instantiator.ObjectInstantiator;
import io.github.procession.serialization.ObjectSerializer;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One instance of Kryo with everything that it needs: used by one thread at a time, and thrown away after any failure.
 */
// Longer than most: what one graph needs while it is written or read, beside what Kryo asks its subclass for.
final class GraphKryo extends Kryo {
    /** Stands for null among the objects that are read, where Kryo takes null for "not yet known". */
    static final Object NOTHING = new Object();

    private final ClassNames classNames;
    private final ReferenceTable references;

    /** What is still to be done for the graph that is being read. */
    final Completion completion;

    private final GraphOutput output = new GraphOutput(this);
    private final GraphInput input = new GraphInput();
    private final ObjectInputFilter inputFilter = ProtocolInput.filter(input);
    private final SoftReference<GraphKryo> softly = new SoftReference<>(this);
    private UserSerializers userSerializers;
    private HeaderWriter writer;
    /** The first failure of a part. */
    private Throwable failure;
    /** Objects that were replaced by others of another kind; null while there are none. */
    private @Nullable Map<Object, Object> replacements;
    /** Objects of which null arrives; null while there are none. */
    private @Nullable Set<Object> nulls;
    /** Object that replaced another one and is to be written next. */
    private Object lastReplacement;

    private int replacementsInARow;
    /** Class of an object whose {@code readResolve} method has given null; null if there is none. */
    private @Nullable Class<?> resolvedToNull;
    /** Tries out whether a part can be sent; a probe itself has none and takes every part for sendable. */
    private GraphKryo probe;

    private final boolean isProbe;

    GraphKryo(ClassLoader loader) {
        this(loader, new ClassNames(), new ReferenceTable(), false);
    }

    private GraphKryo(ClassLoader loader, ClassNames classNames, ReferenceTable references, boolean isProbe) {
        super(classNames, references);
        this.classNames = classNames;
        this.references = references;
        this.completion = new Completion(references);
        this.isProbe = isProbe;
        setClassLoader(loader);
        setRegistrationRequired(false);
        setOptimizedGenerics(false);
        // The chain of objects must still be known where a failure is reported.
        setAutoReset(false);
    }

    ClassNames classNames() {
        return classNames;
    }

    ReferenceTable references() {
        return references;
    }

    ObjectInputFilter inputFilter() {
        return inputFilter;
    }

    SoftReference<GraphKryo> softly() {
        return softly;
    }

    void addAddress(long address) {
        if (writer != null) {
            writer.addAddress(address);
        }
    }

    /** Whether the graph that is being written goes to a process with its start. */
    boolean isForStart() {
        return writer != null && writer.isForStart();
    }

    /** Appends a graph to a header. After an exception this instance must not be used again. */
    void writeGraph(HeaderWriter target, Object root, int maxDepth) {
        writer = target;
        references.limitDepth(maxDepth);
        output.begin(target.buffer(), target.position());
        writeClassAndObject(output, root);
        throwFailure();
        target.adopt(output.getBuffer(), output.position());
        output.finish();
        writer = null;
        replacements = null;
        nulls = null;
        lastReplacement = null;
        reset();
    }

    /** Reads a graph from the rest of a header. After an exception this instance must not be used again. */
    Object readGraph(HeaderReader source, int maxDepth) {
        references.limitDepth(maxDepth);
        input.begin(source);
        Object root = readClassAndObject(input);
        throwFailure();
        completion.run();
        source.skip(input.position() - source.position());
        input.finish();
        resolvedToNull = null;
        reset();
        return root;
    }

    /** Lets go of the buffers, which others will use, after a failure. */
    void abandon() {
        output.finish();
        input.finish();
    }

    /** Remembers a failure of a part of the graph: code of users may catch the exception and go on. */
    void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
    }

    private void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new KryoException(failure);
        }
    }

    /** Length of a chain of replacements, each of the one before it. */
    int replacementsInARow(Object object, Object replacement) {
        replacementsInARow = object == lastReplacement ? replacementsInARow + 1 : 1;
        lastReplacement = replacement;
        return replacementsInARow;
    }

    /**
     * Remembers what an object was replaced by, if that is no object of its class, and stays what it is: wherever the
     * object itself is expected, it would not fit.
     */
    void noteReplacement(Object object, Object replacement) {
        lastReplacement = null;
        if (replacement != null && nulls != null && nulls.contains(replacement)) {
            nulls.add(object);
        }
        Object last = replacements == null ? replacement : replacements.getOrDefault(replacement, replacement);
        if (last == null
                || object.getClass().isInstance(last)
                || last instanceof Serializable && SerializationAccess.readResolve(last.getClass()) != null) {
            return;
        }
        if (replacements == null) {
            replacements = new IdentityHashMap<>();
        }
        replacements.put(object, last);
    }

    /** Remembers that null arrives in place of the object that is being written, and refuses it where that could not be. */
    void noteNull(Object object) {
        if (nulls == null) {
            nulls = Collections.newSetFromMap(new IdentityHashMap<>());
        }
        nulls.add(object);
        requireNullFits(object);
    }

    /** Refuses an object of which null arrives, if what holds it cannot be made with null. */
    void requireNullFits(Object object) {
        if (nulls == null || !nulls.contains(object)) {
            return;
        }
        int depth = getDepth() - (object == lastReplacement ? replacementsInARow : 0);
        if (depth <= 1) {
            return; // the value itself
        }
        Object part = depth == getDepth() ? object : references.holder(depth);
        Object holder = references.holder(depth - 1);
        if (holder instanceof Object[] && depth > 2 && references.holder(depth - 2) instanceof BlockingQueue<?> queue) {
            holder = queue; // whose field the array is
        }
        if (getSerializer(holder.getClass()) instanceof GraphSerializer serializer
                && !serializer.takesNull(this, holder, part)) {
            references.remember(object);
            throw Refusal.of(
                    this,
                    object.getClass(),
                    "its writeReplace method gives null, with which no "
                            + holder.getClass().getTypeName() + " can be made");
        }
    }

    /** Refuses a part of which something else would arrive that its holder cannot take. */
    void requireFit(Class<?> declared, Object part) {
        if (replacements == null) {
            return;
        }
        Object replacement = replacements.get(part);
        if (replacement != null && !declared.isInstance(replacement)) {
            references.nameDeepest(part);
            throw new Refusal(
                    getDepth() + 1,
                    Refusal.sentence(
                            part.getClass(),
                            "it is sent as a " + replacement.getClass().getName()
                                    + ", which its writeReplace method returns, and that does not fit where a "
                                    + declared.getName() + " is expected; give one of the classes an "
                                    + ObjectSerializer.class.getSimpleName()));
        }
    }

    /** Object that stands in the message for one that replaced itself, possibly null. */
    Object readReplacement() {
        Object replacement = readClassAndObject(input);
        referenceNothingFor(replacement);
        return replacement;
    }

    /** To be called where null may have been read of an object: Kryo would lose count of the objects being read. */
    void referenceNothingFor(@Nullable Object read) {
        if (read == null) {
            reference(NOTHING);
        }
    }

    /** Remembers that null is what arrives of an object, as its own class wants. */
    void noteResolvedToNull(Class<?> type) {
        resolvedToNull = type;
    }

    boolean hasResolvedToNull() {
        return resolvedToNull != null;
    }

    /** Why an object could not be made with the null that has arrived for one of its parts. */
    String withoutNull() {
        return "the readResolve method of " + resolvedToNull.getTypeName()
                + " gives null, with which the object that holds it cannot be made";
    }

    /** Whether a value could be sent: a dry run, for the parts of exceptions that are left out when they cannot. */
    boolean canSend(Object value) {
        if (isProbe
                || value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Enum<?>
                || value instanceof Boolean
                || value instanceof StackTraceElement[]) {
            return true;
        }
        if (probe == null) {
            probe = new GraphKryo(getClassLoader(), new ClassNames(), new ReferenceTable(), true);
        }
        HeaderWriter scratch = new HeaderWriter(HeaderPool.take(), isForStart());
        GraphKryo used = probe;
        probe = null; // unless it can be used again
        try {
            used.writeGraph(scratch, value, DeepStack.ORDINARY_LEVELS);
            probe = used;
            return true;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // code of users may throw anything
            used.abandon();
            return false;
        } finally {
            HeaderPool.give(scratch.buffer());
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Serializer getDefaultSerializer(Class type) {
        Serializer<?> ofUser = userSerializer(type);
        if (ofUser != null) {
            return ofUser;
        }
        Serializer<?> annotated = getDefaultSerializerForAnnotatedType(type);
        return annotated != null ? annotated : SerializerTable.choose(this, type);
    }

    /** Serializer that the users name for a class, or null if they name none. */
    GraphSerializer userSerializer(Class<?> type) {
        return userSerializers().serializer(type);
    }

    LayoutMark marks() {
        return userSerializers().marks;
    }

    private UserSerializers userSerializers() {
        if (userSerializers == null) {
            userSerializers = UserSerializers.of(getClassLoader());
        }
        return userSerializers;
    }

    /** For the few classes that Kryo's own table knows better. */
    Serializer<?> kryoDefault(Class<?> type) {
        return super.getDefaultSerializer(type);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public boolean isClosure(Class type) {
        return LambdaForm.isLambda(type);
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected ObjectInstantiator newInstantiator(Class type) {
        return instantiator(type);
    }

    private static ObjectInstantiator<?> instantiator(Class<?> type) {
        if (Serializable.class.isAssignableFrom(type)) {
            // As in Java's serialization, no constructor of the class itself runs.
            Constructor<?> serial = SerializationAccess.serializationConstructor(type);
            if (serial != null) {
                return () -> make(serial);
            }
        }
        Constructor<?> bare = SerializationAccess.bareConstructor(type);
        try {
            Constructor<?> plain = type.getDeclaredConstructor();
            if (!Serializable.class.isAssignableFrom(type) && plain.trySetAccessible()) {
                return () -> makeOr(plain, bare);
            }
        } catch (NoSuchMethodException e) {
            return () -> make(bare);
        }
        return () -> make(bare);
    }

    private static Object makeOr(Constructor<?> plain, Constructor<?> bare) {
        try {
            return plain.newInstance();
        } catch (InvocationTargetException e) {
            // A constructor that insists on surroundings which are not here; all its fields are in the message.
            return make(bare);
        } catch (ReflectiveOperationException e) {
            throw new KryoException(e);
        }
    }

    private static Object make(Constructor<?> constructor) {
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw new KryoException(
                    "the constructor of a superclass of "
                            + constructor.getDeclaringClass().getName() + " failed: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new KryoException(e);
        }
    }
}
