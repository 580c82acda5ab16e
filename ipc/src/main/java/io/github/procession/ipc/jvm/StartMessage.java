package io.github.procession.ipc.jvm;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that a child reads from its parent: where the session is, what the caller wants to say, and a value
 * in encoded form.
 *
 * <pre>
 *   int length of header
 *   header: long parent pid | session folder | int token | byte ParentClasses | bytes of the caller
 *         int number of parts, each: int index | int length | long length of payload
 *   the parts, each: bytes | payload
 * </pre>
 *
 * <p>The first part is the value. Large arrays of primitives among the elements of an {@code Object[]} follow as parts
 * of their own, named by their index: their bytes go from the array to the pipe without a copy in between.
 */
public final class StartMessage implements AutoCloseable {
    /** Index of the part that is the value itself. */
    static final int WHOLE = -1;

    private static final int LARGE_ELEMENTS = 1 << 12;
    private static final long[] NO_ADDRESSES = {};

    private final byte[] callerHeader;
    private final List<Part> parts = new ArrayList<>();

    private record Part(int index, Message message) {}

    private StartMessage(byte[] callerHeader) {
        this.callerHeader = callerHeader;
    }

    /**
     * Encodes a start message. The value is read now, except for large arrays of primitives in it, which are read when the
     * child is launched.
     *
     * @param callerHeader bytes that the child's main class reads first
     * @param value what the child gets from {@link ParentLink#value()}, or null
     * @return the message
     * @throws RuntimeException from the codec when the value cannot be sent
     */
    public static StartMessage encode(byte[] callerHeader, @Nullable Object value) {
        StartMessage start = new StartMessage(callerHeader);
        boolean done = false;
        try {
            if (value instanceof Object[] values && value.getClass() == Object[].class) {
                start.addElements(values);
            } else if (value != null) {
                start.parts.add(new Part(WHOLE, Codec.encodeForStart(value)));
            }
            done = true;
        } finally {
            if (!done) {
                start.close();
            }
        }
        return start;
    }

    private void addElements(Object[] values) {
        Object[] rest = values;
        List<Part> large = new ArrayList<>();
        try {
            for (int i = 0; i < values.length; i++) {
                if (isLarge(values[i]) && occursOnce(values, values[i])) {
                    if (rest == values) {
                        rest = values.clone();
                    }
                    rest[i] = null;
                    large.add(new Part(i, Codec.encode(values[i])));
                }
            }
            parts.add(new Part(WHOLE, Codec.encodeForStart(rest)));
        } finally {
            parts.addAll(large);
        }
    }

    private static boolean isLarge(Object value) {
        return value != null
                && value.getClass().isArray()
                && value.getClass().getComponentType().isPrimitive()
                && java.lang.reflect.Array.getLength(value) >= LARGE_ELEMENTS;
    }

    /** An array that is there twice stays in the value, where it arrives as one object again. */
    private static boolean occursOnce(Object[] values, Object value) {
        return Arrays.stream(values).filter(other -> other == value).count() == 1;
    }

    /**
     * Addresses of all shared objects in the value.
     *
     * @return the addresses, possibly none
     */
    public long[] addresses() {
        long[] all = NO_ADDRESSES;
        for (Part part : parts) {
            long[] more = part.message().addresses();
            if (more.length > 0) {
                all = Arrays.copyOf(all, all.length + more.length);
                System.arraycopy(more, 0, all, all.length - more.length, more.length);
            }
        }
        return all;
    }

    /**
     * Content of the message, for a child in this JVM.
     *
     * @return where to read it
     */
    public StartReader header() {
        return new StartReader(callerHeader);
    }

    /**
     * A copy of the value, for a child in this JVM.
     *
     * @return what {@link ParentLink#value()} gives to another one
     * @throws RuntimeException from the codec when it cannot be rebuilt
     */
    public Object value() {
        Object value = null;
        for (Part part : parts) {
            Object decoded = Codec.decode(part.message().toByteArray());
            if (part.index() == WHOLE) {
                value = decoded;
            } else {
                ((Object[]) value)[part.index()] = decoded;
            }
        }
        return value;
    }

    void writeTo(OutputStream pipe, String directory, int token, ParentClasses classes) throws IOException {
        StartWriter header = new StartWriter();
        header.writeLong(ProcessHandle.current().pid());
        header.writeString(directory);
        header.writeInt(token);
        header.writeByte(classes.ordinal());
        header.writeBytes(callerHeader);
        header.writeInt(parts.size());
        for (Part part : parts) {
            MemorySegment payload = part.message().payload();
            header.writeInt(part.index());
            header.writeInt(part.message().headerLength());
            header.writeLong(payload == null ? 0 : payload.byteSize());
        }
        StartWriter frame = new StartWriter();
        frame.writeBytes(header.toByteArray());
        pipe.write(frame.toByteArray());
        for (Part part : parts) {
            pipe.write(part.message().header(), 0, part.message().headerLength());
            if (part.message().payload() != null) {
                Payloads.write(part.message().payload(), pipe);
            }
        }
    }

    /** Gives the buffers back. */
    @Override
    public void close() {
        parts.forEach(part -> part.message().close());
        parts.clear();
    }
}
