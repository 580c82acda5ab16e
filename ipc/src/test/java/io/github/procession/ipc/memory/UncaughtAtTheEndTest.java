package io.github.procession.ipc.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The report of an exception that ends a thread. */
class UncaughtAtTheEndTest {
    @Test
    void anExceptionWhoseTextNeverComesKeepsNobodyFromTheErrorOutput() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RuntimeException slow = new RuntimeException("slow") {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
                asked.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.toString();
            }
        };
        Thread.UncaughtExceptionHandler ofOthers = Thread.getDefaultUncaughtExceptionHandler();
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Thread.setDefaultUncaughtExceptionHandler(null);
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            UncaughtAtTheEnd.silence();
            Thread failing = Thread.ofPlatform().daemon().name("failing").start(() -> {
                throw slow;
            });
            asked.await();
            System.err.println("printed by another");
            release.countDown();
            failing.join();
        } finally {
            release.countDown();
            System.setErr(before);
            Thread.setDefaultUncaughtExceptionHandler(ofOthers);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("printed by another"), text);
        assertTrue(text.contains("Exception in thread \"failing\" "), text);
        assertTrue(text.contains("slow"), text);
    }
}
