package io.github.procession.examples;

import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Copy of a folder with all that is in it: a pool of five processes copies the files, a progress bar shows how far they
 * are, and the checksums are compared afterwards. Without an argument it copies a folder of its own making.
 */
class CopyFolder {
    private static final int PROCESSES = 5;
    private static final int BAR_MILLIS = 50;

    /** A file that a worker has copied. */
    record Copied(String file, long bytes) {}

    static Copied copy(Path from, Path to, String file) throws IOException {
        Path source = from.resolve(file);
        Files.copy(source, to.resolve(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        return new Copied(file, Files.size(source));
    }

    static List<Copied> copyAll(Path from, Path to) throws IOException, InterruptedException, ExecutionException {
        List<String> files = new ArrayList<>();
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(from.relativize(file).toString());
                return FileVisitResult.CONTINUE;
            }
        });
        var bar = new ProgressBarBuilder()
                .setTaskName("copying")
                .setInitialMax(files.size())
                .setUpdateIntervalMillis(BAR_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.out, 80));
        String source = from.toString();
        String target = to.toString();
        try (var pool = new Pool(PROCESSES);
                var progress = bar.build()) {
            var copied = pool.progress(state -> progress.stepTo(state.finished()))
                    .map(file -> copy(Path.of(source), Path.of(target), file), files);
            progress.stepTo(files.size());
            return copied;
        }
    }

    static Map<String, String> checksums(Path folder) throws IOException {
        Map<String, String> checksums = new TreeMap<>();
        try (var files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> checksums.put(folder.relativize(file).toString(), checksum(file)));
        }
        return checksums;
    }

    private static String checksum(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Path makeFolder() throws IOException {
        Path folder = Files.createTempDirectory("copy-folder").resolve("pictures");
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            Path file = folder.resolve("album-" + i % 8).resolve("picture-" + i + ".raw");
            Files.createDirectories(file.getParent());
            var bytes = new byte[random.nextInt(200_000)];
            random.nextBytes(bytes);
            Files.write(file, bytes);
        }
        return folder;
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void main(String[] args) throws Exception {
        Path from = args.length > 0 ? Path.of(args[0]) : makeFolder();
        Path to = from.resolveSibling(from.getFileName() + " copy");
        var copied = copyAll(from, to);
        long bytes = copied.stream().mapToLong(Copied::bytes).sum();
        IO.println("\n%d files with %,d bytes copied to %s".formatted(copied.size(), bytes, to));
        IO.println(checksums(from).equals(checksums(to)) ? "The checksums are equal." : "The checksums DIFFER.");
        if (args.length == 0) {
            delete(from.getParent());
        }
    }
}
