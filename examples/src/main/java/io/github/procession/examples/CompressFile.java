package io.github.procession.examples;

import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.zip.Deflater;

/**
 * Compresses a file in blocks of a megabyte, as parallel compressors do. The tasks get the place of a block and read it
 * themselves: what need not be sent costs nothing. Without a file as second argument it takes the modules of the JDK.
 */
class CompressFile {
    private static final int BLOCK = 1 << 20;

    /** How many bytes are left of a block. */
    static long compress(String file, long block) throws IOException {
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
        var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] compressed = new byte[BLOCK];
            while (!deflater.finished()) {
                deflater.deflate(compressed);
            }
            return deflater.getBytesWritten();
        } finally {
            deflater.end();
        }
    }

    static void main(String[] args) throws Exception {
        Path file = args.length > 1 ? Path.of(args[1]) : Path.of(System.getProperty("java.home"), "lib", "modules");
        String name = file.toString();
        long bytes = Files.size(file) * Race.percent(args) / 100;
        long blocks = Math.ceilDiv(bytes, BLOCK);
        Race.run(
                "%,d blocks of %s become bytes".formatted(blocks, file.getFileName()),
                () -> {
                    long sum = 0;
                    for (long block = 0; block < blocks; block++) {
                        sum += compress(name, block);
                    }
                    return sum;
                },
                () -> {
                    try (var pool = new Pool(Multiprocessing.cpuCount())) {
                        return pool
                                .chunksize(1)
                                .imapUnordered(block -> compress(name, block), LongStream.range(0, blocks))
                                .stream()
                                .mapToLong(x -> x)
                                .sum();
                    }
                });
    }
}
