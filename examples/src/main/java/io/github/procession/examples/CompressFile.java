package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compression of a file in blocks of a megabyte, as strong as gzip can, as parallel compressors do it. A task gets the place
 * of a block, reads it, and writes a file of its own: what need not be sent costs nothing. The files one behind the other
 * are what {@code gunzip} reads. Without a file as second argument it takes the modules of the JDK; with a folder as third
 * argument the compressed files stay there.
 */
class CompressFile {
    private static final int BLOCK = 1 << 20;

    /** A gzip stream with the strongest compression. */
    private static final class StrongGzip extends GZIPOutputStream {
        StrongGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }

    /** Compresses a block; returns how many bytes are left of it. */
    static long compress(String file, String folder, long block) throws IOException {
        byte[] bytes;
        try (var input = new RandomAccessFile(file, "r")) {
            long from = block * BLOCK;
            bytes = new byte[(int) Math.min(BLOCK, input.length() - from)];
            input.seek(from);
            if (bytes.length > 0) {
                input.readFully(bytes);
            }
        } catch (EOFException e) {
            throw new IOException(file + " became shorter", e);
        }
        Path target = part(folder, block);
        try (var output = new StrongGzip(Files.newOutputStream(target))) {
            output.write(bytes);
        }
        return Files.size(target);
    }

    private static Path part(String folder, long block) {
        return Path.of(folder, "%06d.gz".formatted(block));
    }

    static void main(String[] args) throws Exception {
        Path file = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.home"), "lib", "modules");
        Path folder = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("compressed-");
        String name = file.toString();
        String target = folder.toString();
        long blocks = Math.ceilDiv(Files.size(file) * Race.percent(args) / 100, BLOCK);
        try {
            Race.run(
                    "%d blocks of %s become bytes".formatted(blocks, file.getFileName()),
                    blocks,
                    progress -> {
                        long sum = 0;
                        for (long block = 0; block < blocks; block++) {
                            sum += compress(name, target, block);
                            progress.step();
                        }
                        return sum;
                    },
                    progress -> {
                        try (var pool = new Pool(Multiprocessing.cpuCount())) {
                            return pool
                                    .chunksize(1)
                                    .imapUnordered(block -> compress(name, target, block), LongStream.range(0, blocks))
                                    .stream()
                                    .mapToLong(x -> x)
                                    .peek(_ -> progress.step())
                                    .sum();
                        }
                    });
        } finally {
            if (args.length <= 2) {
                for (long block = 0; block < blocks; block++) {
                    Files.deleteIfExists(part(target, block));
                }
                Files.delete(folder);
            }
        }
    }
}
