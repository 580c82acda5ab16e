package io.github.procession.multiprocessing;

import io.github.procession.ipc.codec.Codec;
import io.github.procession.ipc.codec.Message;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A large value that many calls need and that each process gets once, however many tasks name it.
 *
 * <pre>{@code
 * var dictionary = Shared.of(words);
 * pool.map(text -> count(text, dictionary.get()), texts);
 * }</pre>
 *
 * <p>The first time it is sent anywhere, the value is encoded into shared memory; from then on only its handle travels. A
 * process decodes it at its first {@link #get()} and keeps it as long as there is memory to spare, so each process has
 * its own copy, and changes of it are not seen by others. The shared memory is freed when no process has the handle. With the
 * start method cluster as the default there is no memory to share, and the value travels each time.
 *
 * @param <T> type of the value
 */
public final class Shared<T extends @Nullable Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private transient T value;
    private transient boolean hasValue;
    private transient ByteArray encoded;

    private Shared(T value, boolean hasValue, ByteArray encoded) {
        this.value = value;
        this.hasValue = hasValue;
        this.encoded = encoded;
    }

    /**
     * Wraps a value. It must not be changed from now on.
     *
     * @param value the value, possibly null
     * @param <T> its type
     * @return what travels in place of the value
     */
    public static <T extends @Nullable Object> Shared<T> of(T value) {
        return new Shared<>(value, true, null);
    }

    /**
     * The value, in a process that has received it decoded at the first call.
     *
     * @return the value, possibly null; the same object each time
     */
    @SuppressWarnings("unchecked") // it was a T where it was encoded
    public synchronized T get() {
        if (!hasValue) {
            value = (T) Codec.decode(encoded.toArray());
            hasValue = true;
        }
        return value;
    }

    /**
     * Encodes the value the first time.
     *
     * @return what is sent in place of this
     */
    private synchronized Object writeReplace() {
        if (Homes.ofDefault() != null) {
            return new Copy(get());
        }
        if (encoded == null) {
            try (Message message = Codec.encode(value)) {
                byte[] bytes = message.toByteArray();
                encoded = Array.rawByte(bytes.length);
                encoded.copyFrom(0, bytes, 0, bytes.length);
            }
        }
        return new Handle(encoded);
    }

    /**
     * Serialized form where there is no memory to share: the value goes along.
     *
     * @param value the value
     */
    private record Copy(Object value) implements Serializable {
        /**
         * Makes the object.
         *
         * @return an object of its own
         */
        private Object readResolve() {
            return new Shared<>(value, true, null);
        }
    }

    /**
     * Serialized form: the encoded value in shared memory.
     *
     * @param encoded the encoded value
     */
    private record Handle(ByteArray encoded) implements Serializable {
        /**
         * Finds the object if this process has the bytes already.
         *
         * @return the object that this process has for them
         */
        private Object readResolve() {
            Map<Long, SoftReference<?>> received = ThisProcess.here().receivedValues();
            SoftReference<?> known = received.get(encoded.address());
            Shared<?> shared = known == null ? null : (Shared<?>) known.get();
            if (shared == null) {
                received.values().removeIf(reference -> reference.refersTo(null));
                shared = new Shared<>(null, false, encoded);
                received.put(encoded.address(), new SoftReference<>(shared));
            }
            return shared;
        }
    }

    @Override
    public String toString() {
        return "<Shared" + (encoded == null ? "" : " " + encoded.length() + " bytes") + ">";
    }
}
