package io.github.procession.ipc.codec;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of futures of users and libraries: one that has ended is a value, any other would never end at the
 * receiver and is refused.
 */
final class FutureSerializer extends CheckingSerializer {
    FutureSerializer(GraphSerializer serializer) {
        super(serializer);
    }

    @Override
    @Nullable
    String refusal(GraphKryo kryo, Object object) {
        return ((Future<?>) object).isDone() ? null : UnsendableTypes.FUTURE;
    }
}
