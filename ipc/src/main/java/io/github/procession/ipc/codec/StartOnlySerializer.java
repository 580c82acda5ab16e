package io.github.procession.ipc.codec;

import org.jspecify.annotations.Nullable;

/** Serializer of objects that travel in the start message of a process, and in no other message. */
final class StartOnlySerializer extends CheckingSerializer {
    private final String reason;

    StartOnlySerializer(String reason, GraphSerializer serializer) {
        super(serializer);
        this.reason = reason;
    }

    @Override
    @Nullable
    String refusal(GraphKryo kryo, Object object) {
        return kryo.isForStart() ? null : reason;
    }
}
