package io.github.procession.benchmarks;

import io.github.procession.multiprocessing.Connection;
import io.github.procession.multiprocessing.Pipe;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.Process;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** The same work here and by what else a JVM offers; both sides of {@link Peers}. */
final class PeerCalls {
    private static final int MESSAGES_PER_BATCH = 1_000;
    private static final int RING_BYTES = 1 << 18; // as a Pipe has it
    private static final int TRIPS_PER_BATCH = 100;
    private static final int WORKERS = 4;
    private static final int TASKS_PER_BATCH = 20_000;
    private static final int MESSAGE_TYPE = 1;
    private static final int MESSAGES_PER_READ = 256;

    /** An object of the usual kind. */
    record Order(String customer, int items, double price) implements Serializable {}

    private static final Order ORDER = new Order("somebody", 3, 9.99);

    private PeerCalls() {}

    // messages of some bytes, from this process to a child that reads a number in each

    private static void consume(Connection connection, int bytes) throws Exception {
        ByteBuffer message = ByteBuffer.allocate(bytes);
        for (long sum = 0; sum >= 0; ) {
            connection.recvBytesInto(message.clear());
            sum += message.getLong(0);
        }
    }

    private static void raw(int bytes, Measure measure) throws Exception {
        var pipe = Pipe.open(false);
        daemon(new Process(PeerCalls::consume, pipe.first(), bytes));
        byte[] message = new byte[bytes];
        report("raw-" + bytes, measure, () -> pipe.second().sendBytes(message));
    }

    private static ManyToOneRingBuffer ring(String file) throws IOException {
        try (var channel = FileChannel.open(Path.of(file), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH);
            return new ManyToOneRingBuffer(new UnsafeBuffer(mapped));
        }
    }

    private static void consumeAgrona(String file, int bytes) throws IOException {
        var ring = ring(file);
        ByteBuffer message = ByteBuffer.allocate(bytes);
        long[] sum = new long[1];
        while (sum[0] >= 0) {
            int read = ring.read(
                    (_, buffer, index, length) -> {
                        buffer.getBytes(index, message.clear(), length);
                        sum[0] += message.getLong(0);
                    },
                    MESSAGES_PER_READ);
            if (read == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static void rawAgrona(int bytes, Measure measure) throws Exception {
        Path file = Files.createTempFile(Path.of("/dev/shm"), "ring", null);
        file.toFile().deleteOnExit();
        var ring = ring(file.toString());
        daemon(new Process(PeerCalls::consumeAgrona, file.toString(), bytes));
        var message = new UnsafeBuffer(new byte[bytes]);
        report("raw-" + bytes, measure, () -> {
            while (!ring.write(MESSAGE_TYPE, message, 0, bytes)) {
                Thread.onSpinWait();
            }
        });
    }

    private interface Send {
        void run() throws Exception;
    }

    /** The rate of the sender, whom the ring lets go on as fast as the receiver reads. */
    private static void report(String name, Measure measure, Send send) throws Exception {
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < MESSAGES_PER_BATCH; i++) {
                send.run();
            }
            return MESSAGES_PER_BATCH;
        });
        Measure.report(name, 1 / seconds, "1/s");
    }

    private static void daemon(Process process) {
        process.setDaemon(true);
        process.start();
    }

    // an object to a child and back

    private static void echo(Connection connection) throws Exception {
        while (true) {
            connection.send(connection.recv());
        }
    }

    private static void objects(Measure measure) throws Exception {
        var pipe = Pipe.open();
        daemon(new Process(PeerCalls::echo, pipe.second()));
        var connection = pipe.first();
        trips(measure, () -> {
            connection.send(ORDER);
            connection.recv();
        });
    }

    /** Java serialization over a stream, each message on its own. */
    private static final class Streams {
        private final ObjectOutputStream out;
        private final ObjectInputStream in;

        Streams(SocketChannel channel) throws IOException {
            out = new ObjectOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
            out.flush();
            in = new ObjectInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        }

        void send(Object message) throws IOException {
            out.writeObject(message);
            out.reset();
            out.flush();
        }

        Object receive() throws IOException, ClassNotFoundException {
            return in.readObject();
        }
    }

    private static void echoStreams(String path) throws Exception {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            var streams = new Streams(channel);
            while (true) {
                streams.send(streams.receive());
            }
        }
    }

    private static void objectsSerialization(Measure measure) throws Exception {
        Path folder = Files.createTempDirectory("peer");
        Path path = folder.resolve("socket");
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            daemon(new Process(PeerCalls::echoStreams, path.toString()));
            try (var channel = server.accept()) {
                var streams = new Streams(channel);
                trips(measure, () -> {
                    streams.send(ORDER);
                    streams.receive();
                });
            }
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    private static void trips(Measure measure, Send trip) throws Exception {
        double seconds = measure.secondsPerOperation(() -> {
            for (int i = 0; i < TRIPS_PER_BATCH; i++) {
                trip.run();
            }
            return TRIPS_PER_BATCH;
        });
        Measure.report("objects", seconds * 1e6, "us");
    }

    // tasks

    private static int square(int x) {
        return x * x;
    }

    private static void tasks(Measure measure) throws Exception {
        List<Integer> numbers = IntStream.range(0, TASKS_PER_BATCH).boxed().toList();
        try (var pool = new Pool(WORKERS)) {
            double seconds = measure.secondsPerOperation(
                    () -> pool.map(PeerCalls::square, numbers, 1).size());
            Measure.report("tasks", 1 / seconds, "1/s");
        }
    }

    private static void tasksThreads(Measure measure) throws Exception {
        try (var pool = Executors.newFixedThreadPool(WORKERS)) {
            double seconds = measure.secondsPerOperation(() -> {
                List<Callable<Integer>> tasks = new ArrayList<>(TASKS_PER_BATCH);
                for (int i = 0; i < TASKS_PER_BATCH; i++) {
                    int x = i;
                    tasks.add(() -> square(x));
                }
                List<Integer> results = new ArrayList<>(TASKS_PER_BATCH);
                for (var future : pool.invokeAll(tasks)) {
                    results.add(future.get());
                }
                return results.size();
            });
            Measure.report("tasks", 1 / seconds, "1/s");
        }
    }

    static void main(String[] args) throws Exception {
        var measure = Measure.of(args);
        switch (args[0]) {
            case "raw-32" -> raw(32, measure);
            case "raw-32-agrona" -> rawAgrona(32, measure);
            case "raw-256" -> raw(256, measure);
            case "raw-256-agrona" -> rawAgrona(256, measure);
            case "objects" -> objects(measure);
            case "objects-serialization" -> objectsSerialization(measure);
            case "tasks" -> tasks(measure);
            case "tasks-threads" -> tasksThreads(measure);
            default -> throw Measure.unknown(args);
        }
    }
}
