package io.github.procession.subprocess;

import static io.github.procession.subprocess.Subprocess.PIPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Eventually;
import io.github.procession.support.NotPortable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Much goes through pipes in both directions and nothing stops; streams that fail say so. */
class SubprocessStreamsTest {
    private static final long MEBIBYTE = 1 << 20;

    /** {@code -Dsubprocess.mebibytes=1024} for the gibibyte. */
    private static final long LARGE_BYTES = Long.getLong("subprocess.mebibytes", 256) * MEBIBYTE;

    private static final int SMALL_HEAP_MEBIBYTES = 24;

    @Test
    void bothDirectionsAtOnceThroughMemory() throws Exception {
        byte[] input = new byte[16 << 20];
        new Random(1).nextBytes(input);
        assertArrayEquals(
                input, Subprocess.command("cat").input(input).stdout(PIPE).run().stdoutBytes());
    }

    @Test
    void bothOutputsFillUpAtOnce() throws Exception {
        var done = Subprocess.shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; "
                        + "head -c 3000000 /dev/zero & head -c 3000000 /dev/zero >&2; wait")
                .captureOutput()
                .run();
        assertEquals(6_000_000, done.stdoutBytes().length);
        assertEquals(6_000_000, done.stderrBytes().length);
    }

    /** Pseudo-random bytes, as many as asked for. */
    private static final class Noise extends InputStream {
        private final CRC32 sum = new CRC32();
        private final Random random = new Random(2);
        private long left;

        private Noise(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("single bytes are slow");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            long seed = random.nextLong();
            for (int i = 0; i < count; i++) {
                bytes[offset + i] = (byte) (seed >>> (i & 63));
            }
            sum.update(bytes, offset, count);
            left -= count;
            return count;
        }
    }

    /** Counts and sums. */
    private static final class Sum extends OutputStream {
        private final CRC32 sum = new CRC32();
        private long count;

        @Override
        public void write(int oneByte) {
            throw new UnsupportedOperationException("single bytes are slow");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            sum.update(bytes, offset, length);
            count += length;
        }
    }

    /** Runs in a JVM of its own. */
    static void main() throws Exception {
        var source = new Noise(LARGE_BYTES);
        var sink = new Sum();
        Subprocess.command("cat")
                .stdin(Redirect.from(source))
                .stdout(Redirect.to(sink))
                .checkCall();
        System.out.println(
                sink.count == LARGE_BYTES && sink.sum.getValue() == source.sum.getValue()
                        ? "equal, with a heap of " + Runtime.getRuntime().maxMemory() / MEBIBYTE + " MiB"
                        : "different: " + sink.count + " bytes");
    }

    @Test
    void farMoreThanTheHeapGoesThroughStreams() throws Exception {
        var java = Subprocess.command(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + SMALL_HEAP_MEBIBYTES + "m",
                "-XX:+UseSerialGC",
                "-Dsubprocess.mebibytes=" + LARGE_BYTES / MEBIBYTE,
                "-cp",
                System.getProperty("java.class.path"),
                SubprocessStreamsTest.class.getName());
        String printed = java.stderr(Subprocess.STDOUT).checkOutput();
        assertTrue(printed.startsWith("equal, with a heap of "), printed);
        assertTrue(LARGE_BYTES > 10L * SMALL_HEAP_MEBIBYTES * MEBIBYTE);
    }

    @Test
    void aSinkHasAllWhenRunReturnsAndStaysOpen() throws Exception {
        var sink = new ByteArrayOutputStream() {
            private boolean flushed;
            private boolean closed;

            @Override
            public void flush() {
                flushed = true;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
        var done = Subprocess.shell("head -c 1000000 /dev/zero; echo e >&2")
                .stdout(Redirect.to(sink))
                .stderr(PIPE)
                .run();
        assertEquals(1_000_000, sink.size());
        assertTrue(sink.flushed);
        assertFalse(sink.closed);
        assertEquals("e\n", done.stderr());
        assertThrows(IllegalStateException.class, done::stdout);
    }

    @Test
    void aProgramThatIsOnlyWaitedForIsCopiedToo() throws Exception {
        var sink = new ByteArrayOutputStream();
        try (var process = Subprocess.shell("head -c 1000000 /dev/zero")
                .stdout(Redirect.to(sink))
                .start()) {
            assertEquals(0, process.await());
        }
        assertEquals(1_000_000, sink.size(), "closing waited for the copy");
    }

    @Test
    void aSinkThatFailsEndsTheRun() {
        var failure = new IOException("disk full");
        var full = new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw failure;
            }
        };
        var thrown = assertThrows(
                IOException.class,
                () -> Subprocess.shell("echo x; exec sleep 1000")
                        .stdout(Redirect.to(full))
                        .run());
        assertSame(failure, thrown.getCause());
        assertTrue(thrown.getMessage().contains("stdout of /bin/sh"), thrown::getMessage);
    }

    @Test
    void aSourceThatFailsIsNotTakenForTheEnd() {
        var failure = new IOException("connection reset");
        var broken = new InputStream() {
            private final InputStream begin = new ByteArrayInputStream("begin".getBytes());

            @Override
            public int read() throws IOException {
                int next = begin.read();
                if (next < 0) {
                    throw failure;
                }
                return next;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                bytes[offset] = (byte) read();
                return 1;
            }
        };
        var thrown = assertThrows(
                IOException.class,
                () -> Subprocess.command("cat")
                        .stdin(Redirect.from(broken))
                        .stdout(PIPE)
                        .run());
        assertSame(failure, thrown.getCause());
    }

    @Test
    void manyAtOnceLeaveNoDescriptorOpen() throws Exception {
        Subprocess.command("cat").input("x").captureOutput().run();
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            Subprocess.command("cat").input("x").captureOutput().run();
            try (var process =
                    Subprocess.command("cat").stdin(PIPE).stdout(PIPE).start()) {
                process.stdin().write(i);
            }
        }
        Eventually.await("the descriptors are closed", () -> openFiles() <= before);
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /** Short programs, so that some have ended before anything here could take their pipes. */
    @NotPortable("a pipe is opened again by its descriptor")
    @Test
    void whatProcessesThatAProgramLeavesBehindWriteIsWaitedFor() throws Exception {
        try (var threads = Executors.newFixedThreadPool(10)) {
            List<Future<CompletedProcess>> runs = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                runs.add(threads.submit(() -> Subprocess.shell(
                                "echo out; echo err >&2; (sleep 0.05; echo late; echo later >&2) & exit 0")
                        .captureOutput()
                        .run()));
            }
            for (var run : runs) {
                assertEquals("out\nlate\n", run.get().stdout());
                assertEquals("err\nlater\n", run.get().stderr());
            }
        }
    }
}
