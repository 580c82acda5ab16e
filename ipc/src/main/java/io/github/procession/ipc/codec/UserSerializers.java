package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.serializers.ClosureSerializer;
import io.github.procession.ipc.memory.Shareable;
import io.github.procession.serialization.ObjectSerializer;
import java.lang.ref.SoftReference;
import java.lang.reflect.InvocationHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The serializers that users have written, as one class loader finds them. */
final class UserSerializers {
    /** Softly, since a serializer's class holds the class loader. */
    private static final Map<ClassLoader, SoftReference<UserSerializers>> BY_LOADER = new WeakHashMap<>();

    /** The classes in place of which Kryo looks up those of lambdas and proxies, and others that need no serializer. */
    private static final Set<Class<?>> OWN = Set.of(
            ClosureSerializer.Closure.class,
            InvocationHandler.class,
            EnumSet.class,
            Object.class,
            Class.class,
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Void.class);

    /** The same one for all loaders, so that the marks of classes are made once. */
    private static final UserSerializers NONE = new UserSerializers(List.of());

    private final List<ObjectSerializer<?>> serializers;

    /** The marks of classes, which contain no layout of a class with a serializer here. */
    final LayoutMark marks;

    private UserSerializers(List<ObjectSerializer<?>> serializers) {
        this.serializers = List.copyOf(serializers);
        this.marks = new LayoutMark(this);
    }

    static UserSerializers of(ClassLoader loader) {
        synchronized (BY_LOADER) {
            SoftReference<UserSerializers> reference = BY_LOADER.get(loader);
            UserSerializers known = reference == null ? null : reference.get();
            if (known != null) {
                return known;
            }
        }
        UserSerializers found = load(loader); // runs code of users
        synchronized (BY_LOADER) {
            BY_LOADER.put(loader, new SoftReference<>(found));
        }
        return found;
    }

    private static UserSerializers load(ClassLoader loader) {
        List<ObjectSerializer<?>> found = new ArrayList<>();
        try {
            for (ObjectSerializer<?> serializer : ServiceLoader.load(ObjectSerializer.class, loader)) {
                if (serializer.type() == null || isOwn(serializer.type())) {
                    throw new KryoException(serializer.getClass().getName() + " cannot be used: its type() is "
                            + serializer.type() + ", for which there can be no " + ObjectSerializer.class.getName());
                }
                found.add(serializer);
            }
        } catch (ServiceConfigurationError e) {
            throw new KryoException("a serializer cannot be loaded: " + e.getMessage(), e);
        }
        return found.isEmpty() ? NONE : new UserSerializers(found);
    }

    private static boolean isOwn(Class<?> type) {
        return type.isPrimitive()
                || type.isArray()
                || Enum.class.isAssignableFrom(type)
                || type.isHidden()
                || OWN.contains(type)
                || ByteBuffer.class.isAssignableFrom(type)
                || Shareable.class.isAssignableFrom(type);
    }

    /** Serializer that the users name for a class, or null if they name none. */
    @Nullable
    GraphSerializer serializer(Class<?> type) {
        if (serializers.isEmpty() || isOwn(type)) {
            return null;
        }
        List<ObjectSerializer<?>> fitting = serializers.stream()
                .filter(serializer -> serializer.type().isAssignableFrom(type))
                .toList();
        List<ObjectSerializer<?>> nearest = fitting.stream()
                .filter(serializer -> fitting.stream().noneMatch(other -> isNearer(other, serializer)))
                .toList();
        return switch (nearest.size()) {
            case 0 -> null;
            case 1 -> new UserSerializer(nearest.getFirst());
            default ->
                new RefusingSerializer("both " + nearest.get(0).getClass().getName() + " and "
                        + nearest.get(1).getClass().getName() + " are its serializers; give it one of its own");
        };
    }

    private static boolean isNearer(ObjectSerializer<?> one, ObjectSerializer<?> other) {
        return one.type() != other.type() && other.type().isAssignableFrom(one.type());
    }
}
