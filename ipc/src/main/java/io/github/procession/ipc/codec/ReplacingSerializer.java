package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Registration;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;

/**
 * Serializer of objects whose class has a {@code writeReplace} method: the object that this returns travels in their
 * place. In place of the name of their class stands that of {@link Replaced}, since the receiver need not have a class
 * of which no object arrives; proxies made in memory rely on that.
 */
final class ReplacingSerializer extends GraphSerializer {
    /** Stand-in in a message for every class with {@code writeReplace}. */
    static final class Replaced {
        private Replaced() {}
    }

    private static final MethodType REPLACE = MethodType.methodType(Object.class, Object.class);
    /** More replacements of replacements than this never end. */
    private static final int MAX_IN_A_ROW = 100;

    private static final byte ITSELF = 0;
    private static final byte REPLACED = 1;

    private final MethodHandle writeReplace;
    /** For an object that replaces itself by one of its own class. */
    private final GraphSerializer itself;

    private ReplacingSerializer(MethodHandle writeReplace, GraphSerializer itself) {
        this.writeReplace = writeReplace;
        this.itself = itself;
    }

    /** Reads what the others write. */
    static ReplacingSerializer reader() {
        return new ReplacingSerializer(null, null);
    }

    /** The given serializer, unless the class has {@code writeReplace}: then one that obeys it. */
    static GraphSerializer around(GraphSerializer serializer, Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)
                || type.isInterface()
                || Modifier.isAbstract(type.getModifiers())) {
            return serializer;
        }
        MethodHandle writeReplace = SerializationAccess.writeReplace(type);
        return writeReplace == null ? serializer : new ReplacingSerializer(writeReplace.asType(REPLACE), serializer);
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        Object written = replace(kryo, object);
        if (written != null && written.getClass() == object.getClass()) {
            output.writeByte(ITSELF);
            kryo.classNames().writeOwnName(output, object.getClass());
            itself.write(kryo, output, written);
            return;
        }
        if (written == null) {
            kryo.noteNull(object);
        }
        if (kryo.replacementsInARow(object, written) > MAX_IN_A_ROW) {
            throw Refusal.of(
                    kryo,
                    object.getClass(),
                    "its writeReplace method gives a " + written.getClass().getName()
                            + ", whose writeReplace method leads back to a "
                            + object.getClass().getName()
                            + ", without end; one of the classes must do without the method");
        }
        output.writeByte(REPLACED);
        kryo.references().enterLate();
        kryo.writeClassAndObject(output, written);
        kryo.references().leaveLate();
        kryo.noteReplacement(object, written);
    }

    private Object replace(GraphKryo kryo, Object object) {
        try {
            return (Object) writeReplace.invokeExact(object);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            throw new Refusal(kryo, Refusal.sentence(object.getClass(), "its writeReplace method failed: " + e), e);
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        if (input.readByte() == REPLACED) {
            return kryo.readReplacement();
        }
        Registration own = kryo.classNames().readOwnName(input);
        if (!(own.getSerializer() instanceof ReplacingSerializer serializer) || serializer.itself == null) {
            throw new DamagedMessageException(own.getType().getName() + " does not replace its objects");
        }
        return serializer.itself.read(kryo, input, own.getType());
    }

    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return itself.takesNull(kryo, holder, part);
    }

    @Override
    String step(Object holder, Object part) {
        // A part that the object itself does not hold hangs on what replaces it.
        return itself.step(holder, part);
    }
}
