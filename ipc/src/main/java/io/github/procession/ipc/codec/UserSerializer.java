package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.Explanation.Way;
import io.github.procession.serialization.ObjectSerializer;

/**
 * Serializer that calls the one a user has written for a class. Its object is known to the receiver only when all of it
 * has been read.
 */
final class UserSerializer extends GraphSerializer {
    /**
     * Stands where the number of a reference would: the class follows although the declared type leaves no choice. A process
     * without the serializer would else take the user's bytes for fields.
     */
    static final int MARK = Integer.MAX_VALUE;

    private final ObjectSerializer<?> serializer;

    UserSerializer(ObjectSerializer<?> serializer) {
        this.serializer = serializer;
    }

    String name() {
        return serializer.getClass().getName();
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        kryo.references().enterLate();
        try (ProtocolOutput stream = new ProtocolOutput(kryo, output, object)) {
            stream.beginData();
            writeWith(serializer, object, stream);
            stream.endData();
            stream.end();
        } catch (KryoException e) {
            throw e;
        } catch (Exception e) {
            throw new Refusal(
                    kryo, Refusal.sentence(object.getClass(), "its serializer " + name() + " failed: " + e), e);
        }
        kryo.references().leaveLate();
    }

    private static <T> void writeWith(ObjectSerializer<T> serializer, Object object, ProtocolOutput stream)
            throws Exception {
        serializer.write(serializer.type().cast(object), stream);
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        Object object;
        boolean readAll;
        try (ProtocolInput stream = new ProtocolInput(kryo, input, null)) {
            stream.beginData();
            object = serializer.read(stream);
            readAll = stream.isAtEnd();
            stream.end();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new KryoException("the serializer " + name() + " could not read a " + type.getName() + ": " + e, e);
        }
        if (object == null) {
            throw new KryoException("the serializer " + name() + " made null of a " + type.getName());
        }
        if (!readAll) {
            throw new KryoException("the serializer " + name() + " did not read all that it wrote for a "
                    + type.getName() + "; its read method must take what its write method gives");
        }
        return object;
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        return Way.OBJECT_SERIALIZER;
    }

    @Override
    String step(Object holder, Object part) {
        return "what " + serializer.getClass().getSimpleName() + " writes";
    }
}
