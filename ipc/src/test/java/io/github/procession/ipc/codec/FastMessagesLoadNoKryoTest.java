package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A child whose messages are simple values and lambdas over them does not pay for a general serializer. */
class FastMessagesLoadNoKryoTest {
    @TempDir
    private Path directory;

    interface Task extends Serializable {
        Object run(Object argument);
    }

    static final class Child {
        public static void main(String[] arguments) {
            int number = 5;
            String text = "t";
            Task lambda = x -> text + number + x;
            Task reference = String::valueOf;
            Object[] values = {
                null,
                true,
                1,
                2L,
                3.0,
                4f,
                'c',
                (byte) 5,
                (short) 6,
                "text",
                "\u65E5",
                lambda,
                reference,
                new int[] {1},
                new boolean[] {true},
                new Object[] {lambda, 1, "x", new double[] {2}}
            };
            for (Object value : values) {
                try (Message message = Codec.encode(value)) {
                    Object copy = Codec.decode(message.toByteArray());
                    if (copy instanceof Task task && !task.run("x").toString().endsWith("x")) {
                        throw new AssertionError("the copy of a lambda does something else");
                    }
                }
            }
            if (arguments.length > 0) {
                try (Message message = Codec.encode(List.of(1))) {
                    Codec.decode(message.toByteArray());
                }
            }
        }
    }

    private String loadedClasses(String... arguments) throws Exception {
        Path log = directory.resolve("classes" + arguments.length + ".txt");
        ChildJvm.Result child =
                ChildJvm.run(directory, List.of("-Xlog:class+load=info:file=" + log), Child.class, arguments);
        assertEquals(new ChildJvm.Result(0, "", ""), child);
        return Files.readString(log);
    }

    @Test
    void noClassOfKryoAndNoReflectionFactory() throws Exception {
        String classes = loadedClasses();
        assertTrue(classes.contains(ValueWriter.class.getName()), "the log lists loaded classes");
        assertFalse(classes.contains("esotericsoftware"), "a class of Kryo was loaded");
        assertFalse(classes.contains(GraphCodec.class.getName() + " "), "the door to Kryo was opened");
        assertFalse(classes.contains(" sun.reflect.ReflectionFactory "), "ReflectionFactory was loaded");
    }

    @Test
    void theLogWouldShowKryo() throws Exception {
        assertTrue(loadedClasses("graph").contains("esotericsoftware"));
    }
}
