package io.github.procession.ipc.codec;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognition of objects that hold an address of native memory: a copied address would end the reader's JVM with
 * SIGSEGV.
 *
 * <p>What can be known of a class: it has native methods and a number field that is named like a handle or passed to
 * them; or it has a field named like an address, and uses {@code Unsafe} or holds a direct buffer. An object of the latter
 * kind that has an array stands on the heap and may travel. An address in a field of another name, or used by other
 * classes only, is not recognized.
 */
final class NativeMemory {
    static final String REASON =
            "holds an address of native memory, which another process does not have; send the data instead";

    /**
     * Patterns for names of fields, made with the first class that has native methods, or a number named like an
     * address.
     */
    private static final class Names {
        static final Pattern HANDLE =
                Pattern.compile("(?i).*(handle|pointer|native|peer|address|cptr).*|(.*[a-z_])?(ptr|addr)_?");
        static final Pattern ADDRESS = Pattern.compile("(?i).*(address|pointer).*|(.*[a-z_])?(ptr|addr)_?");
    }

    /** The field of classes that SWIG makes. It is transient, and zero is an address to the native code. */
    private static final String SWIG = "swigCPtr";

    private static final byte[][] USES = {
        "Unsafe".getBytes(StandardCharsets.US_ASCII), "PlatformDependent".getBytes(StandardCharsets.US_ASCII)
    };

    private NativeMemory() {}

    /** Wraps the serializer of a class whose objects may hold an address; the others are returned as they are. */
    static GraphSerializer guard(Class<?> type, GraphSerializer serializer) {
        List<Field> addresses = new ArrayList<>();
        for (Class<?> level = type; level != null && !UnsendableTypes.isOfJdk(level); level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                if (field.getType() == long.class && !Modifier.isStatic(field.getModifiers())) {
                    if (field.getName().equals(SWIG)) {
                        return new RefusingSerializer(REASON);
                    }
                    if (!Modifier.isTransient(field.getModifiers())) {
                        addresses.add(field);
                    }
                }
            }
        }
        if (addresses.isEmpty()) {
            return serializer;
        }
        if (hasHandle(type, addresses)) {
            return new RefusingSerializer(REASON);
        }
        addresses.removeIf(field -> !Names.ADDRESS.matcher(field.getName()).matches());
        return addresses.isEmpty() ? serializer : guardAddresses(type, serializer);
    }

    /** Whether a class has native methods, and a number that is theirs by its name, or by being of a type they take. */
    private static boolean hasHandle(Class<?> type, List<Field> numbers) {
        boolean callsNative = false;
        for (Class<?> level = type; level != null && !UnsendableTypes.isOfJdk(level); level = level.getSuperclass()) {
            for (Method method : level.getDeclaredMethods()) {
                if (Modifier.isNative(method.getModifiers())) {
                    callsNative = true;
                    if (Arrays.asList(method.getParameterTypes()).contains(long.class)) {
                        return true;
                    }
                }
            }
        }
        return callsNative
                && numbers.stream()
                        .anyMatch(field -> Names.HANDLE.matcher(field.getName()).matches());
    }

    private static GraphSerializer guardAddresses(Class<?> type, GraphSerializer serializer) {
        boolean usesUnsafe = false;
        List<Field> arrays = new ArrayList<>();
        List<Field> buffers = new ArrayList<>();
        for (Class<?> level = type; level != null && !UnsendableTypes.isOfJdk(level); level = level.getSuperclass()) {
            usesUnsafe |= usesUnsafe(level);
            for (Field field : level.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                if (PrimitiveArrays.kind(field.getType()) >= 0 && field.trySetAccessible()) {
                    arrays.add(field);
                } else if (Buffer.class.isAssignableFrom(field.getType()) && field.trySetAccessible()) {
                    buffers.add(field);
                }
            }
        }
        return usesUnsafe || !buffers.isEmpty() ? new Guard(serializer, usesUnsafe, arrays, buffers) : serializer;
    }

    /** Whether the class file names {@code Unsafe} or what Netty puts before it. */
    private static boolean usesUnsafe(Class<?> type) {
        String name = type.getName();
        try (InputStream file = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            byte[] bytes = file == null ? new byte[0] : file.readAllBytes();
            return contains(bytes, USES[0]) || contains(bytes, USES[1]);
        } catch (IOException e) {
            return false; // then its fields are all that is known
        }
    }

    private static boolean contains(byte[] bytes, byte[] word) {
        for (int i = 0; i + word.length <= bytes.length; i++) {
            if (Arrays.mismatch(bytes, i, i + word.length, word, 0, word.length) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Serializer that refuses the objects whose memory lies outside the heap. */
    private static final class Guard extends CheckingSerializer {
        private final boolean usesUnsafe;
        private final List<Field> arrays;
        private final List<Field> buffers;

        Guard(GraphSerializer serializer, boolean usesUnsafe, List<Field> arrays, List<Field> buffers) {
            super(serializer);
            this.usesUnsafe = usesUnsafe;
            this.arrays = arrays;
            this.buffers = buffers;
        }

        @Override
        @Nullable
        String refusal(GraphKryo kryo, Object object) {
            if (buffers.stream()
                    .anyMatch(field -> value(field, object) instanceof Buffer buffer && buffer.isDirect())) {
                return REASON;
            }
            boolean isOnHeap = arrays.stream().anyMatch(field -> value(field, object) != null);
            return usesUnsafe && !isOnHeap ? REASON : null;
        }

        private static Object value(Field field, Object object) {
            try {
                return field.get(object);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
