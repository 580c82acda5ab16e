package io.github.procession.internal.pool;

import io.github.procession.ipc.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A process on its way to another machine, as that machine reads it; what the process itself decodes stays bytes.
 *
 * @param name its name
 * @param jvmOptions options of its JVM
 * @param start what {@link #run} takes there
 */
public record RemoteProcess(String name, List<String> jvmOptions, byte[] start) {
    /**
     * Reads one.
     *
     * @param bytes as {@link #toBytes} returns them
     * @return the process
     */
    public static RemoteProcess of(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            String name = in.readUTF();
            List<String> jvmOptions = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                jvmOptions.add(in.readUTF());
            }
            return new RemoteProcess(name, jvmOptions, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the description of a process is damaged", e);
        }
    }

    /**
     * Writes it.
     *
     * @return its bytes
     */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(name);
            out.writeInt(jvmOptions.size());
            for (String option : jvmOptions) {
                out.writeUTF(option);
            }
            out.write(start);
        } catch (IOException e) { // a name or an option of more than 65,535 bytes
            throw new IllegalArgumentException("the name or a JVM option of a process is too long to be sent", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Becomes the process and does what it is to do; called in the main thread of a child of a worker.
     *
     * @param start the message
     * @throws Exception what the process throws
     */
    public static void run(byte[] start) throws Exception {
        ((Callable<?>) Codec.decode(start)).call();
    }
}
