package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.internal.pool.RemoteCall;
import io.github.procession.internal.pool.RemoteProcess;
import io.github.procession.internal.pool.RemoteTask;
import io.github.procession.internal.pool.TaskLimits;
import io.github.procession.ipc.codec.Codec;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever changes what processes of two builds must have in common thinks of the number of the protocol: the functions of the server,
 * constants and samples of messages, and the fields of what travels have the digests that stand here.
 */
class ProtocolTest {
    private static final String NUMBER_AND_DIGESTS =
            "5 functions 65956cce373a25e4 constants 0d5310419b05f1f9 fields 466ef46ac4f3331d samples 65b4080b8640815c";

    /** Classes whose constants are part of a form. */
    private static final List<String> WITH_CONSTANTS = List.of(
            "ipc.codec.Tag",
            "ipc.codec.FixedIds",
            "internal.pool.RemoteCall",
            "internal.pool.RemoteMessage",
            "internal.call.CallForm",
            "cluster.PoolPayload",
            "cluster.ProgramTasks",
            "cluster.MachinePool",
            "cluster.Outcomes",
            "cluster.Output",
            "cluster.Pieces",
            "cluster.Seal",
            "cluster.ClusterQueue",
            "cluster.ClusterContents");

    private enum Colour {
        RED,
        GREEN
    }

    private record Point(int x, String name) {}

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        private final long number = 7;
        private final ArrayList<Integer> list = new ArrayList<>(List.of(1, 2));
    }

    @Test
    void whatProcessesHaveInCommonIsThatOfTheNumber() throws Exception {
        String now = Protocol.NUMBER + " functions " + digest(functions()) + " constants " + digest(constants())
                + " fields " + digest(fields()) + " samples " + digest(samples());
        assertEquals(
                NUMBER_AND_DIGESTS,
                now,
                "the functions at the server, or forms of messages, have changed. If a process of the build before"
                        + " cannot work with those of this one, Protocol.NUMBER grows by one. Then this text stands in"
                        + " NUMBER_AND_DIGESTS");
    }

    private static String digest(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Request.bytes(text));
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    /** Without comments, which change nothing. */
    private static String functions() {
        return Protocol.functions(0).replaceAll("(?m)(^|\\s+)--.*$", "").replaceAll("\\n+", "\n");
    }

    private static String constants() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String name : WITH_CONSTANTS) {
            Class<?> type = Class.forName("io.github.procession." + name);
            for (Field field : type.getDeclaredFields()) {
                Class<?> kind = field.getType();
                boolean isForm = kind.isPrimitive() && kind != long.class // times
                        || kind == String.class
                        || kind == Class[].class
                        || field.isEnumConstant();
                if (isForm && Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())) {
                    field.setAccessible(true);
                    Object value = field.get(null);
                    text.append(name).append('.').append(field.getName()).append('=');
                    text.append(value instanceof Class<?>[] all ? Arrays.toString(all) : value)
                            .append('\n');
                }
            }
        }
        return text.toString().replaceAll("(?m)^cluster.Output.MARK=.*\\n", ""); // drawn
    }

    /** Of all classes of the library that travel by their fields. */
    private static String fields() throws Exception {
        TreeSet<String> lines = new TreeSet<>();
        for (Class<?> of : List.of(Codec.class, RemoteCall.class, Protocol.class)) {
            URI place = of.getProtectionDomain().getCodeSource().getLocation().toURI();
            if (place.getPath().endsWith(".jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(Path.of(place))) {
                    fields(jar.getPath("/"), lines);
                }
            } else {
                fields(Path.of(place), lines);
            }
        }
        return String.join("\n", lines);
    }

    private static void fields(Path root, TreeSet<String> lines) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.startsWith("io.github.procession.") || !name.endsWith(".class")) {
                    continue;
                }
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        ProtocolTest.class.getClassLoader());
                if (Serializable.class.isAssignableFrom(type) && !type.isInterface() && !type.isEnum()) {
                    for (Field field : type.getDeclaredFields()) {
                        int modifiers = field.getModifiers();
                        if (!field.isSynthetic() && !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers)) {
                            lines.add(type.getName() + "." + field.getName() + " "
                                    + field.getType().getName());
                        }
                    }
                }
            }
        }
    }

    private static String samples() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("one", 1);
        map.put("points", List.of(new Point(1, "a"), new Point(2, "b")));
        Exception failure = new IllegalStateException("told");
        failure.setStackTrace(new StackTraceElement[] {new StackTraceElement("A", "b", "A.java", 1)});
        Object[] values = {
            null,
            true,
            'c',
            1,
            2L,
            3.5,
            "text",
            new int[] {1, 2},
            new byte[] {3},
            new String[] {"a", null},
            new Object[] {1, "b", new long[] {4}},
            new ArrayList<>(List.of("x", 1, 2L)),
            map,
            Colour.GREEN,
            EnumSet.of(Colour.RED),
            new Point(3, "c"),
            new Bean(),
            Duration.ofSeconds(1),
            new BigDecimal("1.5"),
            TimeUnit.SECONDS,
            failure
        };
        HexFormat hex = HexFormat.of();
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(hex.formatHex(RemoteCall.encode(value))).append('\n');
        }
        byte[] message = RemoteCall.encode(values);
        text.append(hex.formatHex(message)).append('\n');
        TaskLimits limits = new TaskLimits(Duration.ofSeconds(2), null, 3);
        text.append(hex.formatHex(PoolPayload.of(new RemoteTask(4, message, limits))))
                .append('\n');
        text.append(hex.formatHex(RemoteCall.exit(5))).append('\n');
        text.append(hex.formatHex(RemoteCall.failure(failure, "here"))).append('\n');
        text.append(hex.formatHex(new RemoteProcess("p", List.of("-Xmx1g"), message).toBytes()));
        return text.toString();
    }
}
