package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several hundred kinds of values go to a second JVM and back, and are compared there and here with freshly made
 * ones.
 */
class ValuesArriveInAnotherJvmTest {
    @TempDir
    private Path directory;

    @org.junit.jupiter.api.Tag("full")
    @Test
    void everySampleArrivesInAChildAndComesBack() throws Exception {
        List<Sample> samples = Sample.all();
        Path there = directory.resolve("there");
        Path back = directory.resolve("back");
        Path report = directory.resolve("report");
        try (DataOutputStream output = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(there)))) {
            for (Sample sample : samples) {
                try (Message message = Codec.encode(sample.make().get())) {
                    byte[] bytes = message.toByteArray();
                    output.writeInt(bytes.length);
                    output.write(bytes);
                }
            }
        }
        ChildJvm.Result child = ChildJvm.run(
                directory,
                List.of("-Xmx2g", "-XX:+UseSerialGC"),
                DecodingChild.class,
                there.toString(),
                back.toString(),
                report.toString());
        assertEquals(new ChildJvm.Result(0, "", ""), child, "a child prints nothing");
        List<String> failures = new ArrayList<>(Files.readAllLines(report));
        try (DataInputStream input = new DataInputStream(Files.newInputStream(back))) {
            for (Sample sample : samples) {
                byte[] bytes = new byte[input.readInt()];
                input.readFully(bytes);
                check(sample, bytes, failures);
            }
        }
        assertEquals(List.of(), failures);
    }

    private static void check(Sample sample, byte[] bytes, List<String> failures) {
        try {
            sample.check().verify(sample.make().get(), Codec.decode(bytes));
        } catch (Exception | AssertionError e) {
            failures.add("back: " + sample.name() + ": " + e);
        }
    }

    @Test
    void thereAreAsManySamplesAsTheJavadocSays() {
        assertEquals(true, Sample.all().size() > 300, "samples: " + Sample.all().size());
    }
}
