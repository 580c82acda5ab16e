package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Serializer;
import io.github.procession.ipc.memory.Shareable;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.concurrent.Future;

/**
 * Table of how objects of a class travel, filled as classes are met. The order of the questions matters: the exact tables come first because they
 * were measured, then the kinds of class that need special care, and last the copying of fields.
 */
final class SerializerTable {
    private static final GraphSerializer OBJECT_ARRAY = new ObjectArraySerializer();
    private static final GraphSerializer SHAREABLE = new ShareableSerializer();
    private static final GraphSerializer PATH = new SimpleValueSerializers.ForPath();
    private static final GraphSerializer CHARSET = new SimpleValueSerializers.ForCharset();
    private static final GraphSerializer BYTE_BUFFER = new SimpleValueSerializers.ForByteBuffer();
    private static final GraphSerializer NULL_POINTER = new NullPointerSerializer();

    private SerializerTable() {}

    /** Never fails: Kryo asks also for classes that are only named, such as element types of arrays. */
    static Serializer<?> choose(GraphKryo kryo, Class<?> type) {
        try {
            Serializer<?> known = KnownTypes.serializer(type);
            if (known != null) {
                return known;
            }
            Serializer<?> chosen = chooseByKind(kryo, type);
            if (!ClassLoaders.hasClassFile(type)) {
                chosen = new RefusingSerializer(ClassLoaders.madeInMemory(type), chosen);
            }
            return chosen instanceof GraphSerializer ours
                    ? ThreadLockSerializer.guard(type, ReplacingSerializer.around(ours, type))
                    : chosen;
        } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
            return new RefusingSerializer("the class cannot be looked into: " + e);
        }
    }

    private static Serializer<?> chooseByKind(GraphKryo kryo, Class<?> type) throws ReflectiveOperationException {
        if (type.isArray()) {
            int kind = PrimitiveArrays.kind(type);
            return kind >= 0 ? new PrimitiveArraySerializer(kind) : objectArray(type);
        }
        if (type.isPrimitive()) {
            return kryo.kryoDefault(type);
        }
        if (Enum.class.isAssignableFrom(type)) {
            return type == Enum.class ? new RefusingSerializer("is abstract") : kryo.kryoDefault(type);
        }
        if (Shareable.class.isAssignableFrom(type)) {
            return SHAREABLE;
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            return new RefusingSerializer("is abstract");
        }
        if (type.isRecord()) {
            return record(type);
        }
        if (type == NullPointerException.class) {
            return NULL_POINTER;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return JavaProtocolSerializer.INSTANCE;
        }
        if (Path.class.isAssignableFrom(type)) {
            return PATH;
        }
        if (Charset.class.isAssignableFrom(type)) {
            return CHARSET;
        }
        if (ByteBuffer.class.isAssignableFrom(type)) {
            return BYTE_BUFFER;
        }
        String refusal = UnsendableTypes.reason(type);
        if (refusal != null) {
            return new RefusingSerializer(refusal);
        }
        Serializer<?> chosen = Access.isClosed(type) ? ClosedTypes.serializer(type) : chooseByFields(type);
        HomeOnly note = UnsendableTypes.note(type);
        return note != null && chosen instanceof GraphSerializer ours
                ? new StartOnlySerializer(note.value(), ours)
                : chosen;
    }

    private static GraphSerializer objectArray(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isHidden()
                ? new RefusingSerializer(
                        "is an array of a hidden class, such as a lambda's, which has no name that another"
                                + " process could find; make it an array of the interface")
                : OBJECT_ARRAY;
    }

    private static Serializer<?> record(Class<?> type) throws ReflectiveOperationException {
        try {
            return marks(type, new RecordSerializer(type));
        } catch (IllegalAccessException e) {
            return new RefusingSerializer(
                    UnsendableTypes.isOfJdk(type)
                            ? "is a record of the JDK, which hides its parts; make such an object in the process that"
                                    + " uses it"
                            : "is a record in a package that is closed to this library; " + UnsendableTypes.openIt(type)
                                    + ", or make the record and its package public");
        }
    }

    private static Serializer<?> chooseByFields(Class<?> type) {
        if (type.isHidden()) {
            return new RefusingSerializer("is a hidden class, which has no name that another process could find");
        }
        GraphSerializer serializer = chooseByHooks(type);
        if (serializer instanceof RefusingSerializer) {
            return serializer;
        }
        return Future.class.isAssignableFrom(type) ? new FutureSerializer(serializer) : serializer;
    }

    private static GraphSerializer chooseByHooks(Class<?> type) {
        boolean serializable = Serializable.class.isAssignableFrom(type);
        if (serializable && JavaProtocol.of(type).hasHooks()) {
            return JavaProtocolSerializer.INSTANCE;
        }
        String reason = Kinds.reason(type);
        if (reason != null) {
            return new RefusingSerializer(reason);
        }
        return NativeMemory.guard(type, chooseByHierarchy(type, serializable));
    }

    private static GraphSerializer chooseByHierarchy(Class<?> type, boolean serializable) {
        Class<?> closed = type;
        while (closed != Object.class && !Access.isClosed(closed)) {
            closed = closed.getSuperclass();
        }
        if (closed == Object.class || !hasState(closed)) {
            return marks(type, new FieldsSerializer(type, closed));
        }
        return serializable
                ? JavaProtocolSerializer.INSTANCE
                : new RefusingSerializer("its superclass " + closed.getName() + " hides its fields, and it is not "
                        + "Serializable; make the class Serializable");
    }

    private static GraphSerializer marks(Class<?> type, GraphSerializer serializer) {
        return IdentityMarks.isStateless(type) ? new MarkSerializer(serializer) : serializer;
    }

    /** Whether a class hidden by its module or one above it has fields that belong to an object's value. */
    private static boolean hasState(Class<?> closed) {
        for (Class<?> type = closed; type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
