package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.multiprocessing.AsyncResult;
import io.github.procession.multiprocessing.Multiprocessing;
import io.github.procession.multiprocessing.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children of two workers on one host have names of their own, in what they print as by themselves. */
class NamesOfChildrenTest {
    private static final long LONG_SECONDS = 120;

    @TempDir
    Path folder;

    /** Name of the child that runs this task, given once the other task runs, too: so each has a child of its own. */
    static String name(String own, String other) throws Exception {
        Files.createFile(Path.of(own));
        while (!Files.exists(Path.of(other))) {
            Thread.sleep(10);
        }
        return Multiprocessing.currentProcess().getName();
    }

    @Test
    void childrenOfTwoWorkersHaveTwoNames() throws Exception {
        String url = TestServer.shared().url("names");
        try (WorkerProcess one = WorkerProcess.start(url, null, "--slots", "1");
                WorkerProcess two = WorkerProcess.start(url, null, "--slots", "1");
                Cluster cluster = Leases.connect(url);
                Pool pool = cluster.pool(2)) {
            String first = folder.resolve("first").toString();
            String second = folder.resolve("second").toString();
            AsyncResult<String> a = pool.applyAsync(NamesOfChildrenTest::name, first, second);
            AsyncResult<String> b = pool.applyAsync(NamesOfChildrenTest::name, second, first);
            Set<String> names = new TreeSet<>(
                    List.of(a.get(LONG_SECONDS, TimeUnit.SECONDS), b.get(LONG_SECONDS, TimeUnit.SECONDS)));
            String host = Session.host();
            assertEquals(new TreeSet<>(Set.of(host + "-" + one.pid() + "-1", host + "-" + two.pid() + "-1")), names);
        }
    }
}
