package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.github.procession.ipc.jvm.ChildOutput;
import io.github.procession.multiprocessing.Pool;
import io.github.procession.multiprocessing.PoolBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

/** What becomes of outcomes that wait for lines on a machine, where marks behind those lines do not come. */
class OutcomesThatWaitTest {
    private static final long LONG_SECONDS = 60;
    private static final WorkerOptions OPTIONS = new WorkerOptions(1, 0, List.of(), List.of(), Duration.ZERO);
    private static final int LONG_LINES = 20;
    private static final int LONG_LINE = 1_000_000;
    private static int namespaces;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private Cluster cluster;
    private Cluster machine;
    private Pool pool;
    private Output output;
    private MachinePool machinePool;
    private volatile boolean endsAreTold;

    /** Of what children print at most that it has ended. */
    private final ChildOutput.Consumer endsAlone = new ChildOutput.Consumer() {
        @Override
        public void line(String child, boolean error, String line) {}

        @Override
        public void ended(String child, boolean error) {
            if (endsAreTold) {
                output.ended(child, error);
            }
        }
    };

    @BeforeEach
    void connect() throws Exception {
        String url = TestServer.shared().url("waits" + ++namespaces);
        cluster = Leases.connect(url);
        machine = Leases.connect(url);
        output = new Output(machine.session(), machine.payloads());
        ChildOutput.setConsumer(endsAlone);
    }

    @AfterEach
    void end() {
        if (machinePool != null) {
            machinePool.end();
        }
        pool.terminate();
        machine.close();
        cluster.close();
        ChildOutput.setConsumer(null);
    }

    static void print(String text) {
        System.out.print(text);
    }

    /** Has two tasks at the server, the first of which prints, and opens their pool as a machine does. */
    private List<byte[]> open(PoolBuilder builder) {
        pool = cluster.pool(builder.processes(1));
        pool.applyAsync(OutcomesThatWaitTest::print, "text");
        pool.applyAsync(OutcomesThatWaitTest::print, "");
        String name = cluster.session().id() + ".1";
        PoolTest.await(() -> (Long) machine.session().read(Command.LLEN, "t:" + name) == 2);
        Payloads payloads = machine.payloads();
        List<?> fields = (List<?>) machine.session().read(Command.HMGET, "p:" + name, "r", "s");
        Object[] settings = (Object[])
                payloads.decode((byte[]) fields.get(1), PoolPayload.settings(name, Request.text(fields.get(0))));
        machinePool = MachinePool.open(
                name,
                settings,
                OPTIONS,
                new MachineClasses(machine.session(), payloads, name, name, JarStore.ofUser()),
                new MachineObjects(machine.session(), payloads, name, name),
                output,
                (_, id, how, _) -> ends.add(id + " " + how));
        List<byte[]> tasks = new ArrayList<>();
        for (Object id : (List<?>) machine.session().read(Command.LRANGE, "t:" + name, 0, -1)) {
            byte[] data = (byte[]) machine.session().read(Command.HGET, "d:" + name, Request.text(id));
            tasks.add(payloads.open(
                    Arrays.copyOfRange(data, 2, data.length), // behind the number of retries
                    PoolPayload.task(name, Request.text(id))));
        }
        return tasks;
    }

    private String takeEnd() throws InterruptedException {
        String end = ends.poll(LONG_SECONDS, TimeUnit.SECONDS);
        assertNotNull(end, "no outcome comes");
        return end;
    }

    @Test
    void theyGoWithTheirPoolWhichIsNotIdleBefore() throws Exception {
        List<byte[]> tasks = open(Pool.builder());
        machinePool.run("prints", tasks.get(0));
        machinePool.run("silent", tasks.get(1));
        assertEquals("silent " + Outcomes.DONE, takeEnd());
        assertFalse(machinePool.isIdleSince(0), "an outcome waits");
        machinePool.end();
        machinePool = null;
        assertEquals("prints " + Outcomes.DONE, takeEnd());
    }

    /** Whose lines go through a server that keeps others waiting for 32 MiB at most. */
    @Test
    void linesThatAreTooLongForOneCallCome() {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            pool = cluster.pool(1);
            String child = cluster.session().id() + ".1" + Output.SEPARATOR + "child";
            for (int i = 0; i < LONG_LINES; i++) {
                output.line(child, false, "\u20ac".repeat(LONG_LINE));
            }
            output.flush();
            output.line(child, false, "the end");
            output.flush();
            PoolTest.await(() -> printed.toString(StandardCharsets.UTF_8).endsWith("the end\n"));
        } finally {
            System.setOut(before);
        }
        assertEquals(
                LONG_LINES + 1, printed.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void theyGoWithTheirChild() throws Exception {
        List<byte[]> tasks = open(Pool.builder().maxTasksPerChild(1));
        endsAreTold = true;
        machinePool.run("prints", tasks.get(0));
        assertEquals("prints " + Outcomes.DONE, takeEnd());
    }
}
