package io.github.procession.examples;

import io.github.procession.multiprocessing.BaseManager;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.QueueProxy;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Serves two queues on the network, of tasks and of results. {@link TaskProducer} and any number of {@link TaskWorker}s, which
 * may run on other machines, connect to them: the example of Python's {@code multiprocessing.managers}.
 *
 * <p>The argument is a port; without one a free one is taken. The key is that of the environment variable
 * {@code PROCESSION_KEY}, without which only this machine is served.
 */
class TaskServer {
    private static final String DEFAULT_KEY = "only for this machine";

    /** The manager of an address, with the key that all three programs know. */
    static BaseManager manager(InetSocketAddress address) {
        String key = System.getenv().getOrDefault("PROCESSION_KEY", DEFAULT_KEY);
        return new BaseManager(address, key.getBytes(StandardCharsets.UTF_8));
    }

    static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        boolean hasKey = System.getenv("PROCESSION_KEY") != null;
        var tasks = new JoinableQueue<Integer>();
        var results = new JoinableQueue<String>();
        var manager = manager(hasKey ? new InetSocketAddress(port) : new InetSocketAddress("localhost", port));
        manager.register("tasks", () -> tasks, QueueProxy.class);
        manager.register("results", () -> results, QueueProxy.class);
        try (var server = manager.getServer()) {
            IO.println("serving at port " + ((InetSocketAddress) server.address()).getPort());
            server.serveForever();
        }
    }
}
