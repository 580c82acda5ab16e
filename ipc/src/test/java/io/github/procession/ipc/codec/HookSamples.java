package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Classes with their own code for Java's serialization. */
final class HookSamples {
    static final List<Sample> LIST = List.of(
            of(
                    "writeObject and readObject",
                    () -> new Custom("s", 5),
                    actual -> ((Custom) actual).secret.equals("s") && ((Custom) actual).number == 5),
            of("putFields and readFields", () -> new ByFields(7), actual -> ((ByFields) actual).value == 7),
            of("serialPersistentFields", () -> new Renamed(8), actual -> ((Renamed) actual).value == 8),
            of("writeReplace and readResolve", () -> new Period(3, 5), actual -> ((Period) actual).length() == 2),
            of("readResolve of a singleton", () -> Singleton.INSTANCE, actual -> actual == Singleton.INSTANCE),
            of(
                    "singleton twice in a list",
                    () -> List.of(Singleton.INSTANCE, Singleton.INSTANCE),
                    actual -> ((List<?>) actual).get(1) == Singleton.INSTANCE),
            of("record with writeReplace", () -> new Celsius(20), actual -> actual.equals(new Celsius(20))),
            of("record with readResolve", () -> new Interned("x"), actual -> actual == Interned.X),
            of("Externalizable", () -> new External("e", null), actual -> ((External) actual).text.equals("e")),
            of(
                    "Externalizable with a part that is not Serializable",
                    () -> new External("e", new ShapeSamples.Plain(1, "x"))),
            of("Serializable with a part that is not", () -> new Whole(new ShapeSamples.Plain(1, "x"))),
            of(
                    "part shared between writeObject and a field",
                    () -> {
                        ShapeSamples.Plain plain = new ShapeSamples.Plain(1, "x");
                        return new ArrayList<>(List.of(new Whole(plain), plain));
                    },
                    actual -> ((Whole) ((List<?>) actual).get(0)).part == ((List<?>) actual).get(1)),
            of(
                    "fields written by default and read by hand",
                    ReadByHand::new,
                    actual -> ((ReadByHand) actual).bytes.length == 2 && ((ReadByHand) actual).text.startsWith("x2")),
            of(
                    "fields written by hand and read by default",
                    WrittenByHand::new,
                    actual -> ((WrittenByHand) actual).bytes.length == 2
                            && ((WrittenByHand) actual).text.startsWith("x7")),
            of(
                    "cycle through writeObject",
                    () -> {
                        Custom custom = new Custom("s", 1);
                        custom.other = custom;
                        return custom;
                    },
                    actual -> ((Custom) actual).other == actual),
            of("validation", () -> new Validated(3), actual -> ((Validated) actual).checked),
            of(
                    "writeReplace to null",
                    () -> new ArrayList<>(List.of(new Vanishing(), "x", new ShapeSamples.Plain(1, "y"))),
                    actual -> ((List<?>) actual).get(0) == null
                            && ((List<?>) actual).get(2) instanceof ShapeSamples.Plain),
            of(
                    "two levels of writeObject",
                    () -> new Lower(1, 2),
                    actual -> ((Lower) actual).upper == 1 && ((Lower) actual).lower == 2));

    private HookSamples() {}

    static final class Custom implements Serializable {
        private static final long serialVersionUID = 1L;
        transient String secret;
        int number;

        @SuppressWarnings("serial")
        Object other;

        Custom(String secret, int number) {
            this.secret = secret;
            this.number = number;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.defaultWriteObject();
            output.writeUTF(secret);
            output.writeInt(number * 2);
            output.writeLong(-1);
            output.writeObject(other);
            output.write(new byte[] {1, 2, 3});
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            secret = input.readUTF();
            byte[] bytes = new byte[3];
            boolean right = input.readInt() == number * 2 && input.readLong() == -1 && input.readObject() == other;
            input.readFully(bytes);
            if (!right || bytes[2] != 3) {
                throw new InvalidObjectException("read something else than was written");
            }
        }
    }

    static final class ByFields implements Serializable {
        private static final long serialVersionUID = 1L;
        int value;

        ByFields(int value) {
            this.value = value;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.putFields().put("value", -value);
            output.writeFields();
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            value = -input.readFields().get("value", 0);
        }
    }

    static final class Renamed implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final ObjectStreamField[] serialPersistentFields = {new ObjectStreamField("wire", long.class)};
        transient int value;

        Renamed(int value) {
            this.value = value;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.putFields().put("wire", (long) value);
            output.writeFields();
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            value = (int) input.readFields().get("wire", 0L);
        }
    }

    static final class Period implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient int start;
        private final transient int end;

        Period(int start, int end) {
            this.start = start;
            this.end = end;
        }

        int length() {
            return end - start;
        }

        private Object writeReplace() {
            return new Proxy(start, end);
        }

        private record Proxy(int start, int end) implements Serializable {
            private Object readResolve() {
                return new Period(start, end);
            }
        }
    }

    static final class Singleton implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Singleton INSTANCE = new Singleton();

        private Object readResolve() {
            return INSTANCE;
        }
    }

    record Celsius(double degrees) implements Serializable {
        private Object writeReplace() {
            return new Fahrenheit(degrees * 9 / 5 + 32);
        }
    }

    record Fahrenheit(double degrees) implements Serializable {
        private Object readResolve() {
            return new Celsius((degrees - 32) * 5 / 9);
        }
    }

    record Interned(String name) implements Serializable {
        static final Interned X = new Interned("x");

        private Object readResolve() {
            return name.equals("x") ? X : this;
        }
    }

    /** Public, with a public constructor, as the interface demands. */
    public static final class External implements Externalizable {
        private static final long serialVersionUID = 1L;
        String text;

        @SuppressWarnings("serial")
        Object part;

        /** For reading. */
        public External() {}

        External(String text, Object part) {
            this.text = text;
            this.part = part;
        }

        @Override
        public void writeExternal(ObjectOutput output) throws IOException {
            output.writeUTF(text);
            output.writeObject(part);
            output.writeBoolean(true);
            output.writeChar('c');
            output.writeShort(-3);
            output.writeFloat(1.5f);
            output.writeDouble(2.5);
        }

        @Override
        public void readExternal(ObjectInput input) throws IOException, ClassNotFoundException {
            text = input.readUTF();
            part = input.readObject();
            if (!input.readBoolean()
                    || input.readChar() != 'c'
                    || input.readShort() != -3
                    || input.readFloat() != 1.5f
                    || input.readDouble() != 2.5) {
                throw new InvalidObjectException("read something else than was written");
            }
        }
    }

    static final class Whole implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final ShapeSamples.Plain part;

        Whole(ShapeSamples.Plain part) {
            this.part = part;
        }
    }

    static final class Validated implements Serializable {
        private static final long serialVersionUID = 1L;
        final int number;
        transient boolean checked;

        Validated(int number) {
            this.number = number;
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.registerValidation(() -> checked = number == 3, 0);
            input.defaultReadObject();
        }
    }

    /** Reads by hand what is written by default, as classes of javax.smartcardio do. */
    static final class ReadByHand implements Serializable {
        private static final long serialVersionUID = 1L;
        private byte[] bytes = {1, 2};
        private String text = "x";

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            bytes = (byte[]) input.readUnshared();
            text = (String) input.readObject() + bytes.length;
        }
    }

    /** Writes by hand what is read by default. */
    static final class WrittenByHand implements Serializable {
        private static final long serialVersionUID = 1L;
        private byte[] bytes = {1, 2};
        private String text = "x";

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.writeObject(bytes);
            output.writeObject(text);
            output.writeInt(7);
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            text += input.readInt();
        }
    }

    static final class Vanishing implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return null;
        }
    }

    static class Upper implements Serializable {
        private static final long serialVersionUID = 1L;
        transient int upper;

        Upper(int upper) {
            this.upper = upper;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.defaultWriteObject();
            output.writeInt(upper);
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            upper = input.readInt();
        }
    }

    static final class Lower extends Upper {
        private static final long serialVersionUID = 1L;
        int lower;

        Lower(int upper, int lower) {
            super(upper);
            this.lower = lower;
        }

        private void writeObject(ObjectOutputStream output) throws IOException {
            output.defaultWriteObject();
            output.writeObject("mark");
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            if (!"mark".equals(input.readObject())) {
                throw new InvalidObjectException("no mark");
            }
        }
    }
}
