package io.github.procession.ipc.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import java.lang.foreign.MemorySegment;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Date;
import java.util.Optional;

/** Serializers of small values of the JDK for which Kryo's own do not do, or do not exist. */
final class SimpleValueSerializers {
    private SimpleValueSerializers() {}

    /** Serializer of classes as values, by name and not initialized. Kryo would make a serializer for each. */
    static final class ForClass extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            Class<?> type = (Class<?>) object;
            if (type.isHidden()) {
                throw new Refusal(
                        kryo,
                        "the class " + type.getName()
                                + " cannot be sent to another process: it is hidden, no other process can find it",
                        null);
            }
            if (!ClassLoaders.hasClassFile(type)) {
                throw Refusal.of(kryo, type, ClassLoaders.madeInMemory(type));
            }
            ClassLoaders.classGoesOut(type);
            output.writeString(type.getName());
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            String name = input.readString();
            Class<?> primitive = Class.forPrimitiveName(name);
            if (primitive != null) {
                return primitive;
            }
            try {
                return ClassLoaders.find(name, kryo.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new KryoException(ClassLoaders.missing(name, e), e);
            }
        }
    }

    static final class ForDate extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            output.writeLong(((Date) object).getTime());
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            return new Date(input.readLong());
        }
    }

    static final class ForBitSet extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            byte[] bytes = ((BitSet) object).toByteArray();
            output.writeVarInt(bytes.length, true);
            output.writeBytes(bytes);
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            return BitSet.valueOf((byte[]) input.readPrimitives(PrimitiveArrays.BYTES));
        }
    }

    static final class ForUri extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            URI uri = (URI) object;
            if (!uri.isAbsolute() && !isReadBack(uri)) {
                throw Refusal.of(
                        kryo,
                        URI.class,
                        "would be read from its text as another one: a path made by relativize or normalize begins"
                                + " with a scheme or an authority; send the path");
            }
            output.writeString(uri.toString());
        }

        private static boolean isReadBack(URI uri) {
            try {
                return new URI(uri.toString()).equals(uri);
            } catch (URISyntaxException e) {
                return false;
            }
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            return URI.create(input.readString());
        }
    }

    /** Serializer of addresses, refused where only an object of this JVM knows how to open them. */
    static final class ForUrl extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            String text = ((URL) object).toExternalForm();
            try {
                parse(text);
            } catch (MalformedURLException e) {
                throw Refusal.of(
                        kryo,
                        URL.class,
                        "has a handler of its own, without which it cannot be made again (" + e.getMessage()
                                + "); send its text");
            }
            output.writeString(text);
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            String text = input.readString();
            try {
                return parse(text);
            } catch (MalformedURLException e) {
                throw new KryoException("the URL " + text + " cannot be made in this process: " + e.getMessage(), e);
            }
        }

        @SuppressWarnings("deprecation") // what replaces it refuses texts that are no URI
        private static URL parse(String text) throws MalformedURLException {
            return new URL(text);
        }
    }

    static final class ForOptional extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            kryo.references().enterLate();
            kryo.writeClassAndObject(output, ((Optional<?>) object).orElse(null));
            kryo.references().leaveLate();
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            boolean isEmpty = input.isAtNull();
            Object value = kryo.readClassAndObject(input);
            if (value == null && !isEmpty && kryo.hasResolvedToNull()) {
                throw new KryoException(kryo.withoutNull());
            }
            return Optional.ofNullable(value);
        }

        @Override
        boolean takesNull(GraphKryo kryo, Object holder, Object part) {
            return false; // another one would arrive
        }
    }

    static final class ForCharset extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            output.writeString(((Charset) object).name());
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            return Charset.forName(input.readString());
        }
    }

    /**
     * Serializer of paths: those of the default file system travel as their text, which keeps relative ones relative,
     * others as their URI.
     */
    static final class ForPath extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            Path path = (Path) object;
            String scheme = path.getFileSystem().provider().getScheme();
            if (!scheme.equals("file") && !scheme.equals("jrt")) {
                throw Refusal.of(
                        kryo,
                        object.getClass(),
                        "is a path of a file system (" + scheme
                                + ") that another process does not have; copy the file to the default file system, or"
                                + " send its bytes");
            }
            boolean isDefault = path.getFileSystem() == Path.of("").getFileSystem();
            output.writeBoolean(isDefault);
            output.writeString(isDefault ? path.toString() : path.toUri().toString());
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            boolean isDefault = input.readBoolean();
            String text = input.readString();
            return isDefault ? Path.of(text) : Path.of(URI.create(text));
        }
    }

    static final class ForByteBuffer extends GraphSerializer {
        @Override
        void write(GraphKryo kryo, GraphOutput output, Object object) {
            ByteBuffer buffer = (ByteBuffer) object;
            ByteBufferState state = ByteBufferState.of(buffer); // once: another thread may change it
            output.writeInt(state.capacity());
            output.writeInt(state.position());
            output.writeInt(state.limit());
            output.writeByte(state.flags());
            output.writeSegment(MemorySegment.ofBuffer(buffer.duplicate().clear()));
        }

        @Override
        Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
            int capacity = input.readInt();
            ByteBufferState state = ByteBufferState.of(capacity, input.readInt(), input.readInt(), input.readByte());
            if (capacity > input.remaining()) {
                throw new DamagedMessageException(
                        "a buffer of " + capacity + " bytes, but only " + input.remaining() + " bytes left");
            }
            ByteBuffer buffer = state.allocate();
            buffer.put(0, input.getBuffer(), input.position(), capacity);
            input.skip(capacity);
            return state.applyTo(buffer);
        }
    }
}
