package io.github.procession.ipc.codec;

import java.util.Collections;
import java.util.List;

/**
 * Serializer of the list of {@code Collections.nCopies}: its size and its element. Java's own form makes a reader ask
 * for room for all copies, which a short message does not vouch for; the list itself takes none.
 */
final class CopiesSerializer extends GraphSerializer {
    static final Class<?> COPIES = Collections.nCopies(1, 1).getClass();

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        List<?> copies = (List<?>) object;
        kryo.references().enterLate();
        output.writeVarInt(copies.size(), true);
        kryo.writeClassAndObject(output, copies.isEmpty() ? null : copies.getFirst());
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int size = input.readVarInt(true);
        if (size < 0) {
            throw new DamagedMessageException("announces " + size + " copies of an element");
        }
        return Collections.nCopies(size, kryo.readClassAndObject(input));
    }

    @Override
    String step(Object holder, Object part) {
        return "[0]";
    }
}
