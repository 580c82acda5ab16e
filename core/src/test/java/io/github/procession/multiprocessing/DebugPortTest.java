package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.support.Children;
import io.github.procession.support.Eventually;
import io.github.procession.support.RootJvm;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Children with debug ports, below a program that is being debugged itself. */
class DebugPortTest {
    private static final Pattern PORT =
            Pattern.compile("(Process-\\d) \\(pid (\\d+)\\) listens for a debugger at 127\\.0\\.0\\.1:(\\d+)");

    /** Starts two children at once, and talks to the debug port of each. */
    static final class Root {
        private static final int RESUME_BYTES = 11;

        public static void main(String[] args) throws Exception {
            PrintStream err = System.err;
            var printed = new ByteArrayOutputStream();
            System.setErr(new PrintStream(printed, true));
            List<Process> processes = new ArrayList<>();
            try (Queue<String> queue = new Queue<>()) {
                for (int i = 0; i < 2; i++) {
                    processes.add(Children.start(
                            Multiprocessing.getContext("forkserver").process(Root::echo, queue)));
                }
                Eventually.await("two ports in " + printed, () -> ports(printed).size() == 2);
                for (String port : ports(printed)) {
                    System.out.println("handshake " + handshake(Integer.parseInt(port)));
                }
                for (int i = 0; i < processes.size(); i++) {
                    queue.put("go on");
                }
                Children.join(processes);
                for (Process process : processes) {
                    // once or more: a JVM listens again, and says so, when its debugger has left
                    System.out.println(PORT.matcher(printed.toString())
                            .results()
                            .filter(result -> result.group(1).equals(process.getName()))
                            .map(result -> result.group(2))
                            .distinct()
                            .toList()
                            .equals(List.of(Long.toString(process.pid()))));
                }
            } catch (Exception | AssertionError e) {
                processes.forEach(Process::kill); // else this JVM waits for them
                throw new AssertionError(printed + " of " + processes, e);
            } finally {
                System.setErr(err);
            }
        }

        private static List<String> ports(ByteArrayOutputStream printed) {
            return PORT.matcher(printed.toString())
                    .results()
                    .map(result -> result.group(3))
                    .toList();
        }

        /** What a debugger does at first: shakes hands, and lets a JVM go on that waits for it. */
        private static boolean handshake(int port) throws IOException {
            byte[] hello = "JDWP-Handshake".getBytes(StandardCharsets.US_ASCII);
            try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(socket.getOutputStream());
                out.write(hello);
                boolean shaken = Arrays.equals(hello, in.readNBytes(hello.length));
                if (System.getProperty("procession.debug").equals("suspend")) {
                    readPacket(in); // the event that it has started, after which it is suspended
                    out.writeInt(RESUME_BYTES);
                    out.writeInt(1); // number of this packet
                    out.write(new byte[] {0, 1, 9}); // no flags, VirtualMachine, Resume
                    readPacket(in);
                }
                return shaken;
            }
        }

        private static void readPacket(DataInputStream in) throws IOException {
            in.skipNBytes(in.readInt() - Integer.BYTES);
        }

        static void echo(Queue<String> queue) throws Exception {
            System.out.println(queue.get());
        }
    }

    /** A port that is free, below those that the system gives to each program that asks for any. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try {
                new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
                return port;
            } catch (BindException _) {
                // another one then
            }
        }
    }

    @Tag("full")
    @Test
    void eachChildHasAPortOfItsOwnBesideThatOfTheParent() throws Exception {
        int port = freePort();
        for (String mode : List.of("true", "suspend")) {
            RootJvm.Result result = new RootJvm(Root.class)
                    .options("-Dprocession.debug=" + mode)
                    .options("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port)
                    .run()
                    .succeeded();
            List<String> lines = new ArrayList<>(result.out().lines().toList());
            assertTrue(lines.remove("Listening for transport dt_socket at address: " + port), result.out());
            assertEquals(2, lines.stream().filter("handshake true"::equals).count(), result.out());
            assertEquals(2, lines.stream().filter("go on"::equals).count(), result.out());
            assertEquals(2, lines.stream().filter("true"::equals).count(), result.out());
            assertEquals(6, lines.size(), "what the JVMs of the children say is not among it: " + result.out());
            assertEquals("", result.err());
        }
    }

    /** Starts a child while being debugged. */
    static final class Quiet {
        public static void main(String[] args) throws Exception {
            Children.join(Children.start(new Process(() -> System.out.println("child"))));
        }
    }

    @Test
    void withoutTheSwitchAChildOfADebuggedProgramListensNowhere() throws Exception {
        RootJvm.Result result = new RootJvm(Quiet.class)
                .options("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:0")
                .run()
                .succeeded();
        assertEquals("child\n", result.out());
        assertEquals("", result.err());
    }
}
