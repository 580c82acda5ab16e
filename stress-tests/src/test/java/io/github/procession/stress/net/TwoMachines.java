package io.github.procession.stress.net;

import io.github.procession.multiprocessing.BaseManager;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.ManagerException;
import io.github.procession.multiprocessing.QueueProxy;
import io.github.procession.queue.Empty;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of a queue on one machine, and on the other a producer and a worker that go on after errors until they are told to
 * stop; then they tell what was acknowledged and did not come.
 */
final class TwoMachines {
    private static final byte[] KEY = {1, 2, 3, 4};
    private static final Duration PAUSE = Duration.ofMillis(20);

    private TwoMachines() {}

    static void main(String[] args) throws Exception {
        if (args[0].equals("server")) {
            serve(args[1]);
        } else {
            produceAndWork(new InetSocketAddress(args[1], Integer.parseInt(args[2])));
        }
    }

    private static void serve(String host) throws Exception {
        var queue = new JoinableQueue<Integer>();
        var manager = new BaseManager(new InetSocketAddress(host, 0), KEY);
        manager.register("queue", () -> queue, QueueProxy.class);
        try (var server = manager.getServer()) {
            IO.println("port " + ((InetSocketAddress) server.address()).getPort());
            server.serveForever();
        }
    }

    private static void produceAndWork(InetSocketAddress address) throws Exception {
        Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
        Set<Integer> received = ConcurrentHashMap.newKeySet();
        var errors = new AtomicInteger();
        var stopped = new AtomicBoolean();
        var manager = new BaseManager(address, KEY);
        manager.register("queue", QueueProxy.class);
        manager.connect();
        QueueProxy<Integer> queue = manager.create("queue");
        Thread producer = Thread.ofPlatform().start(() -> {
            for (int item = 0; !stopped.get(); ) {
                try {
                    queue.put(item);
                    acknowledged.add(item++);
                    Thread.sleep(PAUSE);
                } catch (ManagerException e) {
                    error(errors, e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        Thread worker = Thread.ofPlatform().start(() -> {
            while (!stopped.get() || !received.containsAll(acknowledged)) {
                try {
                    received.add(queue.get(Duration.ofSeconds(1)));
                } catch (Empty _) {
                    if (stopped.get()) {
                        break;
                    }
                } catch (ManagerException e) {
                    error(errors, e);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        for (String line; (line = IO.readln()) != null && !line.equals("stop"); ) {
            IO.println("acknowledged " + acknowledged.size() + " received " + received.size() + " errors " + errors);
        }
        stopped.set(true);
        producer.join();
        worker.join();
        int all = acknowledged.size();
        acknowledged.removeAll(received);
        IO.println("of " + all + " lost " + acknowledged.size());
        manager.close();
    }

    private static void error(AtomicInteger errors, ManagerException e) {
        errors.incrementAndGet();
        System.err.println(e.getMessage());
        try {
            Thread.sleep(Duration.ofMillis(200));
        } catch (InterruptedException interrupt) {
            throw new IllegalStateException(interrupt);
        }
    }
}
