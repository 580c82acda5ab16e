package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.Explanation.Way;
import java.io.Externalizable;
import java.io.ObjectStreamException;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.BlockingQueue;

/**
 * Serializer of objects to which the rules of Java's serialization must be applied: those with hooks of their own, and
 * those of the JDK, whose fields are hidden. The rules run inside Kryo's stream, as part of one graph.
 */
final class JavaProtocolSerializer extends GraphSerializer {
    static final JavaProtocolSerializer INSTANCE = new JavaProtocolSerializer();

    private JavaProtocolSerializer() {}

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        JavaProtocol protocol = JavaProtocol.of(object.getClass());
        if (protocol.unreadable != null) {
            throw Refusal.of(kryo, object.getClass(), protocol.unreadable);
        }
        if (protocol.readResolve != null) {
            kryo.references().enterLate();
        }
        try (ProtocolOutput stream = new ProtocolOutput(kryo, output, object)) {
            if (protocol.externalizable) {
                stream.writeExternal((Externalizable) object);
            } else {
                for (JavaProtocol.Level level : protocol.levels) {
                    stream.writeLevel(level);
                }
            }
            stream.end();
        } catch (KryoException | OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            throw new Refusal(kryo, Refusal.sentence(object.getClass(), reason(e)), e);
        }
        if (protocol.readResolve != null) {
            kryo.references().leaveLate();
        }
    }

    private static String reason(Throwable e) {
        // Such as NotSerializableException from a writeObject that forbids being serialized.
        return e instanceof ObjectStreamException ? "it refuses: " + e : "its own code for serialization failed: " + e;
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int id = kryo.references().lastReadId();
        JavaProtocol protocol = JavaProtocol.of(type);
        try {
            Object object = protocol.newInstance();
            kryo.reference(object);
            ProtocolInput stream = new ProtocolInput(kryo, input, object);
            if (protocol.externalizable) {
                stream.readExternal((Externalizable) object);
            } else {
                for (JavaProtocol.Level level : protocol.levels) {
                    stream.readLevel(level);
                }
            }
            stream.end();
            if (object instanceof BlockingQueue<?> queue
                    && kryo.hasResolvedToNull()
                    && Arrays.asList(queue.toArray()).contains(null)) { // its iterator ends there
                throw new KryoException(kryo.withoutNull());
            }
            return protocol.readResolve == null ? object : resolve(kryo, protocol.readResolve, object, id);
        } catch (KryoException | DecodeException | OutOfMemoryError | StackOverflowError e) {
            kryo.references().failHere();
            throw e;
        } catch (Throwable e) {
            kryo.references().failHere();
            throw new KryoException(
                    kryo.hasResolvedToNull() && UnsendableTypes.isOfJdk(type)
                            ? kryo.withoutNull()
                            : "its code for reading failed: " + e,
                    e);
        }
    }

    /** Later references to the object mean what it resolves to. */
    private static Object resolve(GraphKryo kryo, MethodHandle readResolve, Object object, int id) throws Throwable {
        Object resolved = (Object) readResolve.invokeExact(object);
        if (resolved == null) {
            kryo.noteResolvedToNull(object.getClass());
        }
        if (resolved != object) {
            kryo.references().setReadObject(id, resolved == null ? GraphKryo.NOTHING : resolved);
        }
        return resolved;
    }

    @Override
    Way way(GraphKryo kryo, Object object) {
        JavaProtocol protocol = JavaProtocol.of(object.getClass());
        return protocol.writeReplace != null ? Way.SUBSTITUTED : Way.SERIALIZATION_HOOKS;
    }

    /** An element of a queue that waits, or of a subclass of a collection or map of the JDK, stands as in that one. */
    @Override
    boolean takesNull(GraphKryo kryo, Object holder, Object part) {
        return elementsTakeNull(kryo, holder, part) || !isElement(holder, part);
    }

    private static boolean elementsTakeNull(GraphKryo kryo, Object holder, Object part) {
        if (holder instanceof BlockingQueue<?>) {
            return false;
        }
        for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
            if (KnownTypes.serializer(type) instanceof GraphSerializer known) {
                return known.takesNull(kryo, holder, part);
            }
        }
        return true;
    }

    private static boolean isElement(Object holder, Object part) {
        return switch (holder) {
            case Collection<?> collection -> holds(collection, part);
            case Map<?, ?> map -> holds(Arrays.asList(MapSerializer.entries(map)), part);
            default -> false;
        };
    }

    private static boolean holds(Collection<?> collection, Object part) {
        for (Object element : collection) {
            if (element == part) {
                return true;
            }
        }
        return false;
    }

    @Override
    String step(Object holder, Object part) {
        String step = "";
        if (holder instanceof Map<?, ?> map) {
            step = MapSerializer.keyStep(map, part);
        } else if (holder instanceof Collection<?> collection) {
            step = CollectionSerializer.indexStep(collection, part);
        }
        return step.isEmpty() && !holder.getClass().getName().startsWith("java.") ? fieldStep(holder, part) : step;
    }

    private static String fieldStep(Object holder, Object part) {
        for (JavaProtocol.Level level : JavaProtocol.of(holder.getClass()).levels) {
            if (level.type.getName().startsWith("java.")) {
                continue;
            }
            FieldValues values = level.values(holder);
            for (int i = 0; i < level.fields.length; i++) {
                if (values.get(i) == part) {
                    return "." + level.fields[i].getName();
                }
            }
        }
        return "";
    }
}
