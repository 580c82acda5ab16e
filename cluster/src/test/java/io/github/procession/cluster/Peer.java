package io.github.procession.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;

/** Another program of a test, a JVM of its own, which holds something of each kind until it is killed. */
final class Peer implements AutoCloseable {
    private final java.lang.Process process;
    private final BufferedReader output;

    private Peer(java.lang.Process process) {
        this.process = process;
        output = new BufferedReader(new InputStreamReader(process.getInputStream()));
    }

    /** Starts it and waits until it holds all. */
    static Peer holding(String url, Duration lease) throws IOException {
        Peer peer = new Peer(new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        Peer.class.getName(),
                        url,
                        Long.toString(lease.toMillis()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        peer.expect("holding");
        return peer;
    }

    /** Reads lines until this one comes. */
    String expect(String begin) throws IOException {
        for (String line; (line = output.readLine()) != null; ) {
            if (line.startsWith(begin)) {
                return line;
            }
        }
        throw new AssertionError("the other program ended before it said: " + begin);
    }

    /** Has it go on. */
    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes());
        process.getOutputStream().flush();
    }

    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    long pid() {
        return process.pid();
    }

    int waitFor() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in));
        Cluster cluster = Cluster.builder()
                .address(args[0])
                .lease(Duration.ofMillis(Long.parseLong(args[1])))
                .connect();
        ClusterLock lock = cluster.lock("lock");
        lock.acquire();
        cluster.boundedSemaphore("permits", 1).acquire();
        ClusterQueue<String> queue = cluster.joinableQueue("items");
        List<String> items = List.of(queue.get(), queue.get());
        System.out.println("holding " + items);
        switch (in.readLine()) {
            case "write" -> {
                try {
                    cluster.counter("late").add(1);
                    System.out.println("written");
                } catch (SessionLostException e) {
                    System.out.println("told " + e.getMessage());
                }
            }
            case "exit" -> {
                ClusterQueue<String> other = cluster.queue("plain");
                other.get();
                System.exit(3);
            }
            default -> throw new IllegalStateException();
        }
        in.readLine();
    }
}
