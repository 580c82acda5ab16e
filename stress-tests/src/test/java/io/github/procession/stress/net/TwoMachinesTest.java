package io.github.procession.stress.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A manager's queue between two machines: two programs that talk over loopback, and, in the profiles {@code full} and {@code soak},
 * two network namespaces whose link is cut and restored.
 */
class TwoMachinesTest {
    private static final String SERVER =
            "procession-server-" + ProcessHandle.current().pid();
    private static final String CLIENT =
            "procession-client-" + ProcessHandle.current().pid();
    private static final Pattern STATE = Pattern.compile("acknowledged (\\d+) received (\\d+) errors (\\d+)");
    private static final long LIMIT_NANOS = 120_000_000_000L;

    /** What happens between the programs after their first items. */
    private interface Course {
        void run(Writer in, BufferedReader out) throws Exception;
    }

    @Test
    void overLoopbackNoAcknowledgedItemIsLost() throws Exception {
        run(List.of(), List.of(), "localhost", (_, _) -> {});
    }

    @Test
    @Tag("full")
    void noAcknowledgedItemIsLostWhenTheLinkIsCutAndRestored() throws Exception {
        try {
            assumeTrue(succeeds("ip", "netns", "add", SERVER), "network namespaces take root and the command ip");
            makeMachines();
            run(inside(SERVER), inside(CLIENT), "10.77.0.1", TwoMachinesTest::cutAndRestore);
        } finally {
            succeeds("ip", "netns", "del", SERVER);
            succeeds("ip", "netns", "del", CLIENT);
        }
    }

    private static void cutAndRestore(Writer in, BufferedReader out) throws Exception {
        int errors = state(in, out, 3);
        command("ip", "-n", SERVER, "link", "set", "proc-s", "down");
        awaitState(in, out, 3, errors + 1); // callers learn it
        command("ip", "-n", SERVER, "link", "set", "proc-s", "up");
        int received = state(in, out, 2);
        awaitState(in, out, 2, received + 50);
    }

    private static List<String> inside(String machine) {
        return List.of("ip", "netns", "exec", machine);
    }

    private static void run(List<String> inServer, List<String> inClient, String host, Course course) throws Exception {
        Process server = start(inServer, "server", host);
        try (BufferedReader serverOut = server.inputReader()) {
            String port = serverOut.readLine().substring("port ".length());
            Process client = start(inClient, "client", host, port);
            try (Writer in = client.outputWriter();
                    BufferedReader out = client.inputReader()) {
                awaitState(in, out, 1, 50);
                course.run(in, out);
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
        command("ip", "netns", "add", CLIENT);
        command("ip", "-n", SERVER, "link", "add", "proc-s", "type", "veth", "peer", "name", "proc-c", "netns", CLIENT);
        command("ip", "-n", SERVER, "addr", "add", "10.77.0.1/24", "dev", "proc-s");
        command("ip", "-n", CLIENT, "addr", "add", "10.77.0.2/24", "dev", "proc-c");
        command("ip", "-n", SERVER, "link", "set", "proc-s", "up");
        command("ip", "-n", CLIENT, "link", "set", "proc-c", "up");
    }

    private static void command(String... words) throws InterruptedException {
        assertTrue(succeeds(words), String.join(" ", words));
    }

    private static boolean succeeds(String... words) throws InterruptedException {
        try {
            return new ProcessBuilder(words).inheritIO().start().waitFor() == 0;
        } catch (IOException e) { // there is no such command
            return false;
        }
    }

    private static Process start(List<String> inside, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(inside);
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
