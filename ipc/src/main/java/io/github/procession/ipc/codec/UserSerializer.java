package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.Explanation.Way;
import io.github.procession.serialization.ObjectSerializer;

/**
 * A serializer that a user has written, inside a graph: the length of what it writes, then that. Its object is known to
 * the receiver only when all of it has been read.
 */
final class UserSerializer extends GraphSerializer {
    /**
     * Stands where the number of a reference would: the class follows although the declared type leaves no choice. A process
     * without the serializer would else take the user's bytes for fields.
     */
    static final int MARK = Integer.MAX_VALUE;

    private static final int LENGTH_BYTES = 4;

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
        output.writeInt(0);
        int start = output.position();
        try (ProtocolOutput stream = new ProtocolOutput(kryo, output, object)) {
            writeWith(serializer, object, stream);
        } catch (KryoException e) {
            throw e;
        } catch (Exception e) {
            throw new Refusal(
                    kryo, Refusal.sentence(object.getClass(), "its serializer " + name() + " failed: " + e), e);
        }
        int length = output.position() - start;
        LittleEndian.putInt(output.getBuffer(), start - LENGTH_BYTES, length);
        kryo.references().leaveLate();
    }

    private static <T> void writeWith(ObjectSerializer<T> serializer, Object object, ProtocolOutput stream)
            throws Exception {
        serializer.write(serializer.type().cast(object), stream);
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int length = input.readInt();
        int start = input.position();
        Object object;
        try (ProtocolInput stream = new ProtocolInput(kryo, input, null)) {
            object = serializer.read(stream);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new KryoException("the serializer " + name() + " could not read a " + type.getName() + ": " + e, e);
        }
        if (object == null) {
            throw new KryoException("the serializer " + name() + " made null of a " + type.getName());
        }
        if (input.position() - start != length) {
            throw new KryoException("the serializer " + name() + " wrote " + length + " bytes for a " + type.getName()
                    + " and read " + (input.position() - start));
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
