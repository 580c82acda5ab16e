package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import io.github.procession.serialization.Explanation.Way;

/**
 * Base of this codec's serializers: gives them the concrete classes of what Kryo passes. Those without state of their
 * own are shared by all instances of Kryo and all threads.
 */
abstract class GraphSerializer extends Serializer<Object> {
    @Override
    public final void write(Kryo kryo, Output output, Object object) {
        write((GraphKryo) kryo, (GraphOutput) output, object);
    }

    @Override
    public final Object read(Kryo kryo, Input input, Class<?> type) {
        return read((GraphKryo) kryo, (GraphInput) input, type);
    }

    abstract void write(GraphKryo kryo, GraphOutput output, Object object);

    abstract Object read(GraphKryo kryo, GraphInput input, Class<?> type);

    /**
     * Way in which an object travels, for explanations; null if it is refused. Called when the writing of the object
     * begins.
     */
    Way way(GraphKryo kryo, Object object) {
        return Way.VALUE;
    }

    /** Whether a receiver can make an object with null in place of a part whose {@code writeReplace} method gives null. */
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return true;
    }

    /**
     * Step from an object to a part that it holds, to be appended to the path in an error message.
     *
     * @param holder an object of this serializer's class
     * @param part the object inside it that was being written when the writing failed
     * @return such as {@code .name} or {@code [3]}; empty when there is nothing a user would recognize
     */
    String step(Object holder, Object part) {
        return "";
    }
}
