package io.github.procession.ipc.codec;

import java.awt.geom.Area;
import java.awt.geom.Path2D;

/** Serializer of {@link Area}, which travels as the path around it. */
final class AreaSerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        kryo.writeClassAndObject(output, new Path2D.Double((Area) object));
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        return new Area((Path2D) kryo.readClassAndObject(input));
    }
}
