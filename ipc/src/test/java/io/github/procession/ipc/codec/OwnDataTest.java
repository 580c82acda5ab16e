package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.NotSendableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.OptionalDataException;
import java.io.Serializable;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What an object's own code writes are the bytes that Java's serialization defines, and its end is seen. */
class OwnDataTest {
    private static final String TEXT = "a\0\u00e9\u20ac\ud83d\ude00".repeat(40);

    @FunctionalInterface
    interface Writing {
        void write(ObjectOutputStream output) throws IOException;
    }

    @FunctionalInterface
    interface Reading {
        Object read(ObjectInputStream input) throws IOException, ClassNotFoundException;
    }

    private static Writing writing;
    private static Reading reading;

    /** Writes and reads as a test says. */
    static final class Own implements Serializable {
        private static final long serialVersionUID = 1L;
        int before = 7;
        transient Object result;

        private void writeObject(ObjectOutputStream output) throws IOException {
            writing.write(output);
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            result = reading.read(input);
        }
    }

    private static Object copy(Object value) {
        try (Message message = Codec.encode(value)) {
            return Codec.decode(message.toByteArray());
        }
    }

    /** What the reader made, here and with Java's serialization, between neighbours that must not suffer. */
    private static Object result(Writing write, Reading read) throws Exception {
        writing = write;
        reading = read;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(new Own());
        }
        Object java;
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            java = ((Own) input.readObject()).result;
        }
        List<?> copied = (List<?>) copy(new ArrayList<>(List.of("left", new Own(), "right")));
        assertEquals("left", copied.getFirst());
        assertEquals("right", copied.getLast());
        Object here = ((Own) copied.get(1)).result;
        assertEquals(java, here);
        return here;
    }

    private static void writeAll(DataOutput output) throws IOException {
        output.writeBoolean(true);
        output.writeByte(-2);
        output.writeShort(-300);
        output.writeChar('\u20ac');
        output.writeInt(-70_000);
        output.writeLong(Long.MIN_VALUE + 5);
        output.writeFloat(-1.5f);
        output.writeDouble(Math.PI);
        output.writeBytes("low\u0141");
        output.writeChars("hi");
        output.writeUTF(TEXT);
        output.write(9);
        output.write(new byte[] {1, 2, 3}, 1, 2);
        output.write(new byte[400]);
    }

    @Test
    void allTheBytesAreThoseOfDataOutput() throws Exception {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        writeAll(new DataOutputStream(expected));
        byte[][] read = new byte[1][];
        result(OwnDataTest::writeAll, input -> {
            read[0] = input.readAllBytes();
            return read[0].length;
        });
        assertArrayEquals(expected.toByteArray(), read[0]);
    }

    @Test
    void valuesAreReadAsTheyWereWritten() throws Exception {
        result(OwnDataTest::writeAll, input -> {
            List<Object> all = new ArrayList<>(List.of(
                    input.readBoolean(),
                    input.readByte(),
                    input.readShort(),
                    input.readChar(),
                    input.readInt(),
                    input.readLong(),
                    input.readFloat(),
                    input.readDouble()));
            all.add(input.skipBytes(4));
            all.add(input.readChar());
            all.add(input.readChar());
            all.add(input.readUTF());
            all.add(input.readUnsignedByte());
            all.add(input.readUnsignedShort());
            all.add(input.available());
            return all;
        });
    }

    @Test
    void aStringIsSkippedByItsLength() throws Exception {
        assertEquals(
                5,
                result(
                        output -> {
                            output.writeUTF("comment");
                            output.writeInt(5);
                        },
                        input -> {
                            input.skipBytes(input.readUnsignedShort());
                            return input.readInt();
                        }));
    }

    @Test
    void theEndIsSeen() throws Exception {
        result(output -> output.writeShort(5), input -> {
            List<Object> seen = new ArrayList<>(List.of(input.read(), input.read(), input.read(), input.available()));
            seen.add(input.read(new byte[3]));
            seen.add(assertThrows(EOFException.class, input::readInt).getClass());
            OptionalDataException end = assertThrows(OptionalDataException.class, input::readObject);
            seen.add(end.eof);
            return seen;
        });
    }

    @Test
    void anObjectEndsTheBytesAndBytesAreNoObject() throws Exception {
        result(
                output -> {
                    output.writeInt(1);
                    output.writeObject("object");
                    output.writeInt(2);
                },
                input -> {
                    List<Object> seen = new ArrayList<>();
                    OptionalDataException early = assertThrows(OptionalDataException.class, input::readObject);
                    seen.add(early.length);
                    seen.add(input.readAllBytes().length);
                    seen.add(input.read());
                    seen.add(input.readObject());
                    seen.add(input.readInt());
                    return seen;
                });
    }

    @Test
    void whatIsNotReadIsPassedOver() throws Exception {
        Object shared = new ArrayList<>(List.of("shared"));
        result(
                output -> {
                    output.defaultWriteObject();
                    output.writeInt(1);
                    output.writeObject(shared);
                    output.write(new byte[1000]);
                    output.writeObject(List.of(shared));
                },
                input -> {
                    input.defaultReadObject();
                    return input.readByte();
                });
    }

    @Test
    void fieldsAndOwnDataGoTogether() throws Exception {
        result(
                output -> {
                    output.writeInt(3);
                    output.defaultWriteObject();
                    output.writeInt(4);
                },
                input -> {
                    int first = input.readInt();
                    input.defaultReadObject();
                    return first + 10 * input.readInt();
                });
    }

    /** Says what the JDK's table of fields says where a field is asked for, or given, as one of another type. */
    private static String refusal(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getClass().getName();
    }

    @Test
    void aFieldIsOfItsTypeOnly() throws Exception {
        String none = IllegalArgumentException.class.getName();
        Object read = result(
                output -> {
                    var fields = output.putFields();
                    refusal(() -> fields.put("before", 1L));
                    refusal(() -> fields.put("before", "1"));
                    fields.put("before", 1);
                    output.writeFields();
                },
                input -> {
                    var fields = input.readFields();
                    return List.of(
                            fields.get("before", 0),
                            refusal(() -> fields.get("before", 0L)),
                            refusal(() -> fields.get("before", (Object) null)),
                            refusal(() -> fields.get("other", 0)));
                });
        assertEquals(List.of(1, none, none, none), read);
    }

    @Test
    void anArrayThatIsWrittenUnsharedIsWrittenAnew() throws Exception {
        assertEquals(
                List.of(1, 2, 2),
                result(
                        output -> {
                            int[] buffer = {1};
                            output.writeUnshared(buffer);
                            buffer[0] = 2;
                            output.writeUnshared(buffer);
                            output.writeObject(buffer);
                        },
                        input -> List.of(
                                ((int[]) input.readUnshared())[0],
                                ((int[]) input.readUnshared())[0],
                                ((int[]) input.readObject())[0])));
    }

    @Test
    void aLongStringIsRefusedAsJavaRefusesIt() {
        writing = output -> output.writeUTF("x".repeat(70_000));
        NotSendableException e = assertThrows(NotSendableException.class, () -> Codec.encode(new Own()));
        assertTrue(e.getCause() instanceof UTFDataFormatException, e::toString);
    }

    @Test
    void aLargeRunKeepsItsBytes() throws Exception {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 5;
        result(
                output -> {
                    for (int i = 0; i < 300; i++) {
                        output.writeByte(i);
                    }
                    output.write(large);
                },
                input -> {
                    byte[] read = input.readAllBytes();
                    return List.of(read.length, read[299], read[read.length - 1]);
                });
    }

    /** Has its lines read by the one method that is deprecated. */
    @Test
    @SuppressWarnings("deprecation")
    void linesAreRead() throws Exception {
        result(output -> output.writeBytes("one\r\ntwo\rthree\n\nfive"), input -> {
            List<Object> lines = new ArrayList<>();
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                lines.add(line);
            }
            return lines;
        });
    }

    @Test
    void externalDataAreBytesToo() {
        Halves halves = new Halves();
        halves.value = 300_000_000_000L;
        Object[] copied = (Object[]) copy(new Object[] {halves, halves, "next"});
        assertEquals(300_000_000_000L, ((Halves) copied[0]).value);
        assertSame(copied[0], copied[1]);
        assertEquals("next", copied[2]);
        assertNull(((Object[]) copy(new Object[] {null, new Halves()}))[0]);
    }

    /** Writes a long, reads two ints. */
    public static final class Halves implements Externalizable {
        private static final long serialVersionUID = 1L;
        private long value;

        /** For the reader. */
        public Halves() {}

        @Override
        public void writeExternal(ObjectOutput output) throws IOException {
            output.writeLong(value);
        }

        @Override
        public void readExternal(ObjectInput input) throws IOException {
            value = (long) input.readInt() << 32 | input.readInt() & 0xFFFFFFFFL;
        }
    }
}
