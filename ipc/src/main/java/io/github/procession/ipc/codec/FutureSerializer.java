package io.github.procession.ipc.codec;

import java.util.concurrent.Future;

/** Futures of users and libraries: one that has ended is a value, any other would never end at the receiver. */
final class FutureSerializer extends CheckingSerializer {
    FutureSerializer(GraphSerializer serializer) {
        super(serializer);
    }

    @Override
    String refusal(Object object) {
        return ((Future<?>) object).isDone() ? null : UnsendableTypes.FUTURE;
    }
}
