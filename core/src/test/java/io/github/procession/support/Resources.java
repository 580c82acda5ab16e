package io.github.procession.support;

import io.github.procession.ipc.memory.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process uses at one moment.
 *
 * @param heapMebibytes objects that survive a collection
 * @param mappedMebibytes size of all mapped files of the session
 * @param descriptors open files
 * @param threads of this JVM
 * @param files of the session, but for the slabs
 * @param cells shared objects
 */
public record Resources(
        long heapMebibytes, long mappedMebibytes, long descriptors, int threads, long files, int cells) {
    private static final int MEBIBYTE_SHIFT = 20;

    /** Looks now, after a garbage collection. */
    public static Resources now() throws IOException {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        Path session = Session.current().directory();
        return new Resources(
                runtime.totalMemory() - runtime.freeMemory() >> MEBIBYTE_SHIFT,
                mappedBytes(session) >> MEBIBYTE_SHIFT,
                count(Path.of("/proc/self/fd"), ""),
                Thread.getAllStackTraces().size(),
                count(session, "slab-"),
                Session.current().cells().countLive());
    }

    private static long count(Path folder, String excluded) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0; // no procfs here
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            excluded.isEmpty() || !file.getFileName().toString().startsWith(excluded))
                    .count();
        }
    }

    private static long mappedBytes(Path session) throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.exists(maps)) {
            return 0;
        }
        long bytes = 0;
        for (String line : Files.readAllLines(maps)) {
            if (line.contains(session.toString())) {
                String[] ends = line.substring(0, line.indexOf(' ')).split("-");
                bytes += Long.parseUnsignedLong(ends[1], 16) - Long.parseUnsignedLong(ends[0], 16);
            }
        }
        return bytes;
    }

    /** Waits until everything is back, but for a little heap and what maps the slabs. */
    public void awaitBack(int heapAllowance, int mappedAllowance) throws Exception {
        Resources[] last = new Resources[1];
        boolean isBack = Eventually.holdsWithin(Eventually.LIMIT, () -> {
            last[0] = now();
            return last[0].heapMebibytes <= heapMebibytes + heapAllowance
                    && last[0].mappedMebibytes <= mappedMebibytes + mappedAllowance
                    && last[0].descriptors <= descriptors
                    && last[0].threads <= threads
                    && last[0].files <= files
                    && last[0].cells <= cells;
        });
        if (!isBack) {
            throw new AssertionError("before: " + this + ", after: " + last[0]);
        }
    }
}
