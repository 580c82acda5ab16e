package io.github.procession.ipc.jvm;

import io.github.procession.ipc.memory.SocketPath;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A child's line to the {@link ClassServer} of its parent, opened with the first question. Threads take turns.
 *
 * <p>A channel is closed when a thread is interrupted that uses it. Class loading goes on all the same: the interrupt is put
 * off, and the question asked again on a new channel.
 */
final class ParentConnection {
    private final Path address;
    private final int token;
    private final ReentrantLock lock = new ReentrantLock();
    private SocketChannel channel; // guarded by the lock, as are the next
    private DataInputStream in;
    private DataOutputStream out;

    ParentConnection(Path address, int token) {
        this.address = address;
        this.token = token;
    }

    ClassLookup.Answer ask(byte kind, String name) throws IOException {
        return ask(kind, name, false).getFirst();
    }

    List<ClassLookup.Answer> askAll(byte kind, String name) throws IOException {
        return ask(kind, name, true);
    }

    private List<ClassLookup.Answer> ask(byte kind, String name, boolean many) throws IOException {
        boolean interrupted = false;
        lock.lock();
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try {
                    return exchange(kind, name, many);
                } catch (ClosedByInterruptException _) {
                    disconnect();
                } catch (IOException e) {
                    disconnect();
                    throw e;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<ClassLookup.Answer> exchange(byte kind, String name, boolean many) throws IOException {
        if (channel == null) {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(SocketPath.toConnect(address)));
            in = new DataInputStream(Channels.newInputStream(channel));
            out = new DataOutputStream(Channels.newOutputStream(channel));
            out.writeInt(token);
        }
        out.writeByte(kind);
        out.writeUTF(name);
        int count = many ? in.readInt() : 1;
        List<ClassLookup.Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(read());
        }
        return answers;
    }

    private ClassLookup.Answer read() throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case ClassServer.NONE -> new ClassLookup.None();
            case ClassServer.OWN -> new ClassLookup.Own();
            case ClassServer.AT -> new ClassLookup.At(in.readUTF());
            case ClassServer.CONTENT -> {
                byte[] bytes = new byte[in.readInt()];
                in.readFully(bytes);
                yield new ClassLookup.Content(bytes);
            }
            case ClassServer.FAILED -> new ClassLookup.Failed(in.readUTF());
            default -> throw new IOException("unknown answer " + kind);
        };
    }

    private void disconnect() throws IOException {
        SocketChannel broken = channel;
        channel = null;
        if (broken != null) {
            broken.close();
        }
    }
}
