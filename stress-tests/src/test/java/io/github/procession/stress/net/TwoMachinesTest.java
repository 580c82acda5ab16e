package io.github.procession.stress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A manager's queue between two machines. With {@code procession.soak} they are two network namespaces, which takes root, and
 * the link between them is cut for half a minute and restored; else both programs talk over loopback.
 */
class TwoMachinesTest {
    private static final boolean SOAK = Boolean.getBoolean("procession.soak");
    private static final String SERVER = "procession-server";
    private static final String CLIENT = "procession-client";
    private static final Pattern STATE = Pattern.compile("acknowledged (\\d+) received (\\d+) errors (\\d+)");
    private static final long LIMIT_NANOS = 120_000_000_000L;

    @Test
    void noAcknowledgedItemIsLost() throws Exception {
        try {
            if (SOAK) {
                makeMachines();
            }
            run();
        } finally {
            if (SOAK) {
                new ProcessBuilder("ip", "netns", "del", SERVER).start().waitFor();
                new ProcessBuilder("ip", "netns", "del", CLIENT).start().waitFor();
            }
        }
    }

    private static void run() throws Exception {
        Process server = start(SERVER, "server", SOAK ? "10.77.0.1" : "localhost");
        try (BufferedReader serverOut = server.inputReader()) {
            String port = serverOut.readLine().substring("port ".length());
            Process client = start(CLIENT, "client", SOAK ? "10.77.0.1" : "localhost", port);
            try (Writer in = client.outputWriter();
                    BufferedReader out = client.inputReader()) {
                awaitState(in, out, 1, 50);
                if (SOAK) {
                    command("ip", "netns", "exec", SERVER, "ip", "link", "set", "proc-s", "down");
                    awaitState(in, out, 3, 1); // errors come while the link is cut
                    command("ip", "netns", "exec", SERVER, "ip", "link", "set", "proc-s", "up");
                    int before = state(in, out, 2);
                    awaitState(in, out, 2, before + 50);
                }
                ask(in, "stop");
                String last = out.readLine();
                assertTrue(last.endsWith(" lost 0"), last);
                assertEquals(0, client.waitFor());
            } finally {
                client.destroyForcibly().waitFor();
            }
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static void makeMachines() throws Exception {
        command("ip", "netns", "add", SERVER);
        command("ip", "netns", "add", CLIENT);
        command("ip", "-n", SERVER, "link", "add", "proc-s", "type", "veth", "peer", "name", "proc-c", "netns", CLIENT);
        command("ip", "-n", SERVER, "addr", "add", "10.77.0.1/24", "dev", "proc-s");
        command("ip", "-n", CLIENT, "addr", "add", "10.77.0.2/24", "dev", "proc-c");
        command("ip", "-n", SERVER, "link", "set", "proc-s", "up");
        command("ip", "-n", CLIENT, "link", "set", "proc-c", "up");
    }

    private static void command(String... words) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(words).inheritIO().start().waitFor(), String.join(" ", words));
    }

    private static Process start(String machine, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (SOAK) {
            command.addAll(List.of("ip", "netns", "exec", machine));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TwoMachines.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void ask(Writer in, String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    private static int state(Writer in, BufferedReader out, int group) throws IOException {
        ask(in, "state");
        String line = out.readLine();
        Matcher state = STATE.matcher(String.valueOf(line));
        assertTrue(state.matches(), line);
        return Integer.parseInt(state.group(group));
    }

    private static void awaitState(Writer in, BufferedReader out, int group, int least) throws Exception {
        long begin = System.nanoTime();
        while (state(in, out, group) < least) {
            assertTrue(System.nanoTime() - begin < LIMIT_NANOS, "nothing goes on");
            Thread.sleep(100);
        }
    }
}
