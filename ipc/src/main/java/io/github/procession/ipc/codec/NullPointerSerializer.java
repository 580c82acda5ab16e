package io.github.procession.ipc.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Serializer of {@code NullPointerException}, whose helpful message is computed by the JVM that threw it and is no part
 * of its serial form: the copy is made with the message as text.
 */
final class NullPointerSerializer extends GraphSerializer {
    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        NullPointerException exception = (NullPointerException) object;
        output.writeString(exception.getMessage());
        kryo.writeClassAndObject(output, exception.getStackTrace());
        kryo.writeClassAndObject(output, exception.getCause());
        kryo.writeClassAndObject(output, new ArrayList<>(List.of(exception.getSuppressed())));
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        NullPointerException exception = new NullPointerException(input.readString());
        kryo.reference(exception);
        exception.setStackTrace((StackTraceElement[]) kryo.readClassAndObject(input));
        Throwable cause = (Throwable) kryo.readClassAndObject(input);
        if (cause != null) {
            exception.initCause(cause);
        }
        for (Object suppressed : (List<?>) kryo.readClassAndObject(input)) {
            exception.addSuppressed((Throwable) suppressed);
        }
        return exception;
    }
}
