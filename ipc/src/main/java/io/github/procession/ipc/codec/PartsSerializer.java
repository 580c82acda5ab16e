package io.github.procession.ipc.codec;

import java.util.function.Function;

/** Serializer of objects that can be made again from values which their public methods give. */
final class PartsSerializer extends GraphSerializer {
    private final Function<Object, Object[]> take;
    private final Function<Object[], Object> make;

    private PartsSerializer(Function<Object, Object[]> take, Function<Object[], Object> make) {
        this.take = take;
        this.make = make;
    }

    static <T> PartsSerializer of(Class<T> type, Function<T, Object[]> take, Function<Object[], T> make) {
        return new PartsSerializer(object -> take.apply(type.cast(object)), make::apply);
    }

    static Object[] parts(Object... parts) {
        return parts;
    }

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        kryo.references().enterLate();
        kryo.writeClassAndObject(output, take.apply(object));
        kryo.references().leaveLate();
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return make.apply((Object[]) kryo.readClassAndObject(input));
    }
}
