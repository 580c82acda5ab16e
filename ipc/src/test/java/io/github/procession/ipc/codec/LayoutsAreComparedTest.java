package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.ObjectSerializer;
import io.github.procession.serialization.RemoteException;
import java.lang.reflect.Field;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An object whose class has other fields in the process that reads it is refused, not read with its values in wrong places. */
class LayoutsAreComparedTest {
    private static final String MAKE = " public static Object make() { return ";

    @TempDir
    private Path folder;

    private int versions;

    /** A loader of a class {@code V} with a method {@code make}, what else stands in its source, and the serializer {@code V$S} if there is one. */
    private ClassLoader version(String source) throws Exception {
        Path sources = Files.createDirectory(folder.resolve("version" + versions++));
        Path file = Files.writeString(sources.resolve("V.java"), source);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, file.toString()));
        if (source.contains(ObjectSerializer.class.getName())) {
            Path services = Files.createDirectories(sources.resolve("META-INF/services"));
            Files.writeString(services.resolve(ObjectSerializer.class.getName()), "V$S");
        }
        return new URLClassLoader(
                new URL[] {sources.toUri().toURL()}, getClass().getClassLoader());
    }

    private static Object in(ClassLoader loader, Callable<Object> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Sends what {@code make} of one version gives to a process with another version. */
    private Object sent(String from, String to) throws Exception {
        ClassLoader sender = version(from);
        Object value = sender.loadClass("V").getMethod("make").invoke(null);
        byte[] message = (byte[]) in(sender, () -> {
            try (Message encoded = Codec.encode(value)) {
                return encoded.toByteArray();
            }
        });
        ClassLoader receiver = version(to);
        return in(receiver, () -> Codec.decode(message));
    }

    private void assertRefused(String from, String to, String className) {
        DecodeException e = assertThrows(DecodeException.class, () -> sent(from, to));
        assertTrue(
                e.getMessage().contains("the class " + className + " differs from that of the process"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int x; int y;|int y; int z;",
                "int x; int y;|int x; long y;",
                "int x; int y;|int x; int y; int z;",
                "int x; int y;|int x; transient int y;",
                "String x; Object y;|Object x; String y;",
                "E x;|int x;",
            })
    void fieldsThatDiffer(String before, String after) {
        String end = " enum E { A } " + MAKE + "new V(); } }";
        assertRefused("public class V { " + before + end, "public class V { " + after + end, "V");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "record P(int x, int y) {}|record P(int y, int x) {}|new P(1, 2)|V$P",
                "record P(int x, int y) {}|record P(int y, int x) {}|new P[] {new P(1, 2)}|V$P",
                "record P(int x, int y) {} record Q(P p) {}|record P(int y, int x) {} record Q(P p) {}|new Q(null)|V$Q",
                "record P(int x, int y) {} record Q(P[] p) {}|record P(int y, int x) {} record Q(P[] p) {}|new"
                        + " Q(null)|V$Q",
                "static class B { int b = 1; } static class D extends B {}|static class B { long b = 1; } static class"
                        + " D extends B {}|new D()|V$D",
                "enum E { A, B }|enum E { B, A }|E.A|V$E",
                "enum E { A, B; }|enum E { B { }, A { }; }|E.A|V$E",
                "enum E { A, B }|enum E { B, A }|java.util.EnumSet.of(E.A)|V$E",
                "static class S implements java.io.Serializable { int a = 1; private void"
                    + " writeObject(java.io.ObjectOutputStream o) throws Exception { o.defaultWriteObject(); }"
                    + " }|static class S implements java.io.Serializable { long a = 1; private void"
                    + " writeObject(java.io.ObjectOutputStream o) throws Exception { o.defaultWriteObject(); } }|new"
                    + " S()|V$S",
            })
    void nestedRecordsArraysSuperclassesConstants(String before, String after, String make, String className) {
        String end = MAKE + make + "; } }";
        assertRefused("public class V { " + before + end, "public class V { " + after + end, className);
    }

    /** As any exception that cannot be rebuilt: the report of it arrives. */
    @Test
    void anExceptionArrivesAsItsReport() throws Exception {
        String format = "public class V extends Exception { int %s = 1; " + MAKE + "new V(); } }";
        RemoteException read =
                assertInstanceOf(RemoteException.class, sent(format.formatted("a"), format.formatted("b")));
        assertTrue(read.decodeFailure().getMessage().contains("the class V differs"), read.toString());
    }

    @Test
    void anythingElseMayDiffer() throws Exception {
        String before = "public class V { int x = 1; String y = \"a\"; transient int t; static int S; "
                + "public String toString() { return x + y; } " + MAKE + "new V(); } }";
        String after = "public class V { static long U = 2; String y = \"b\"; private int x = 5; transient long w; "
                + "void other() {} public String toString() { return x + y + U; } " + MAKE + "new V(); } }";
        assertEquals("1a2", sent(before, after).toString());
    }

    /** Its serializer takes care of versions, and so must no class that has one in a field, or an array of it, be refused. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "record H(int h, P p) {}|new H(1, new P())",
                "record H(int h, P[] p) {}|new H(1, new P[] {new P()})",
                "static class H { int h = 1; P p = new P(); public String toString() { return \"H[h=1, p=\" + p +"
                        + " \"]\"; } }|new H()",
                "|new P[] {new P()}",
                "|new P()",
            })
    void aClassWithAnObjectSerializerMayHaveOtherFields(String holder, String make) throws Exception {
        Object read =
                sent(withSerializer("int a;", "a", holder, make), withSerializer("long b; int c;", "b", holder, make));
        assertEquals("7", lastIn(read).toString());
    }

    private static Object lastIn(Object value) throws Exception {
        if (value.getClass().isArray()) {
            return lastIn(((Object[]) value)[0]);
        }
        if (!value.getClass().getName().equals("V$H")) {
            return value;
        }
        Field field = value.getClass().getDeclaredField("p");
        field.setAccessible(true);
        return lastIn(field.get(value));
    }

    /** The fields of the class that holds it are compared as before. */
    @Test
    void aHolderOfAClassWithAnObjectSerializerIsComparedItself() throws Exception {
        assertRefused(
                withSerializer("int a;", "a", "record H(int x, int y, P p) {}", "new H(1, 2, new P())"),
                withSerializer("long a;", "a", "record H(int y, int x, P p) {}", "new H(1, 2, new P())"),
                "V$H");
    }

    /** That, and no difference of the classes, is the reason that is told. */
    @Test
    void aSerializerThatOnlyOneSideHasIsNamed() throws Exception {
        String format = "public class V { %s record Q(int a) {} record H(int h, Q[] q) {} " + MAKE
                + "new H(1, new Q[] {new Q(2)}); } }";
        String with = format.formatted(
                "public static class S implements io.github.procession.serialization.ObjectSerializer<Q> { public"
                        + " Class<Q> type() { return Q.class; } public void write(Q q, java.io.ObjectOutput o) throws"
                        + " java.io.IOException { o.writeInt(q.a()); } public Q read(java.io.ObjectInput i) throws"
                        + " java.io.IOException { return new Q(i.readInt()); } }");
        String without = format.formatted("");
        DecodeException e = assertThrows(DecodeException.class, () -> sent(with, without));
        assertTrue(e.getMessage().contains("V$Q") && e.getMessage().contains("both must have it"), e.getMessage());
        e = assertThrows(DecodeException.class, () -> sent(without, with));
        assertTrue(e.getMessage().contains("the sender has no serializer for V$Q"), e.getMessage());
    }

    private static String withSerializer(String fields, String field, String holder, String make) {
        return "public class V { static final class P { " + fields + " public String toString() { return \"\" + "
                + field
                + "; } } public static class S implements io.github.procession.serialization.ObjectSerializer<P> { "
                + "public Class<P> type() { return P.class; } "
                + "public void write(P p, java.io.ObjectOutput o) throws java.io.IOException { o.writeInt(7); } "
                + "public P read(java.io.ObjectInput i) throws java.io.IOException { P p = new P(); p." + field
                + " = i.readInt(); return p; } } " + (holder == null ? "" : holder) + MAKE + make + "; } }";
    }

    @Test
    void aClassThatWritesItselfMayHaveOtherFields() throws Exception {
        String format = "public class V implements java.io.Externalizable { %s public V() {} "
                + "public void writeExternal(java.io.ObjectOutput o) throws java.io.IOException { o.writeInt(7); } "
                + "public void readExternal(java.io.ObjectInput i) throws java.io.IOException { %s = i.readInt(); } "
                + "public String toString() { return \"\" + %s; } " + MAKE + "new V(); } }";
        assertEquals(
                "7",
                sent(format.formatted("int a;", "a", "a"), format.formatted("long b; int c;", "b", "b"))
                        .toString());
    }
}
