package io.github.procession.ipc.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Main of a child JVM: decodes each message of a file, compares it with the sample of the same number made here,
 * encodes
 * it again into a second file for the way back, and writes what went wrong into a third.
 */
final class DecodingChild {
    private DecodingChild() {}

    public static void main(String[] arguments) throws Exception {
        List<String> failures = new ArrayList<>();
        try (DataInputStream input = new DataInputStream(Files.newInputStream(Path.of(arguments[0])));
                DataOutputStream output = new DataOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            for (Sample sample : Sample.all()) {
                byte[] message = new byte[input.readInt()];
                input.readFully(message);
                byte[] answer = {};
                try {
                    Object value = Codec.decode(message);
                    try (Message again = Codec.encode(value)) {
                        answer = again.toByteArray();
                    }
                    sample.check().verify(sample.make().get(), value);
                } catch (Exception | AssertionError e) {
                    failures.add(sample.name() + ": " + e);
                }
                output.writeInt(answer.length);
                output.write(answer);
            }
        }
        Files.write(Path.of(arguments[2]), failures);
    }
}
