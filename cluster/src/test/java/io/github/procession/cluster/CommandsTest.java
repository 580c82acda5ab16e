package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The command line of the jar: what it does, and what it says of what it cannot do. */
class CommandsTest {
    private record Outcome(int status, String text) {}

    private static Outcome run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        java.lang.Process process =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes());
        return new Outcome(process.waitFor(), text);
    }

    @Test
    void installLoadsTheFunctionsForThoseWhoMayNot() throws Exception {
        try (TestServer server = TestServer.with("--save", "")) {
            try (Jedis jedis = new Jedis(server.connect())) {
                jedis.aclSetUser(
                        "worker",
                        "on",
                        ">pass",
                        "~procession:{shop#*",
                        "+@all",
                        "-@dangerous",
                        "-@admin",
                        "+info",
                        "-function");
            }
            ClusterBuilder worker =
                    Leases.builder(server.url("shop")).user("worker").password("pass");
            EngineException refusal = assertThrows(EngineException.class, worker::connect);
            assertTrue(refusal.getMessage().contains("does not have the functions"), refusal::getMessage);
            Outcome installed = run("install", server.url("shop"));
            assertEquals(0, installed.status, installed.text);
            assertTrue(installed.text.contains("the functions are there"), installed.text);
            try (Cluster cluster = worker.connect()) {
                assertEquals(1, cluster.counter("n").add(1));
            }
        }
    }

    @Test
    void mistakesAreNamed() throws Exception {
        for (String[] mistake : new String[][] {
            {"statu", "there is no command statu"},
            {"status", "the address of the server is missing"},
            {"status --watch", "the value of --watch is missing"},
            {"status --watch 0 redis://localhost/a", "--watch 0 is no number from 1 on"},
            {"worker --slots many redis://localhost/a", "--slots many is no number from 1 on"},
            {"status --all redis://localhost/a", "there is no option"}
        }) {
            Outcome outcome = run(mistake[0].split(" "));
            assertEquals(2, outcome.status, outcome.text);
            assertTrue(outcome.text.startsWith(mistake[1]), outcome.text);
            assertTrue(outcome.text.contains("usage: "), outcome.text);
        }
        Outcome nobody = run("status", "redis://127.0.0.1:1/a");
        assertEquals(1, nobody.status, nobody.text);
        assertTrue(nobody.text.startsWith("no server answers at redis://127.0.0.1:1/a"), nobody.text);
    }
}
