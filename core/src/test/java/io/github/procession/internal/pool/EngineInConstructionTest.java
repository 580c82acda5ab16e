package io.github.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.RootJvm;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code Multiprocessing.shutdown()} may come while another thread makes a pool: it meets no engine that is not whole. */
class EngineInConstructionTest {
    static final class Program {
        public static void main(String[] args) {
            // the engine asks for its threads in its constructor
            Surroundings surroundings = (Surroundings) Proxy.newProxyInstance(
                    Surroundings.class.getClassLoader(),
                    new Class<?>[] {Surroundings.class},
                    (_, method, arguments) -> {
                        if (method.getName().equals("background")) {
                            PoolEngine.terminateAll();
                            System.out.println("all terminated");
                        }
                        return method.invoke(Surroundings.JVM, arguments);
                    });
            var settings = new WorkerSettings(1, 0, null, Duration.ofSeconds(1), true, false, null);
            new ProcessPoolEngine("pool", settings, null, null, surroundings);
        }
    }

    @Test
    void itIsNotTerminated() throws Exception {
        assertEquals(
                "all terminated\n", new RootJvm(Program.class).run().succeeded().out());
    }
}
