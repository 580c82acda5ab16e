package io.github.procession.examples;

import io.github.procession.multiprocessing.BaseManager;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.QueueProxy;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Server of two queues, of tasks and of results. {@link TaskProducer} and any number of {@link TaskWorker}s connect to
 * them: the example of Python's {@code multiprocessing.managers}.
 *
 * <p>Without an argument the place is a UNIX-domain socket in the folder of this program's shared memory, which only this user
 * may enter; what a server that was killed leaves there is removed by a later program. For other machines the argument is {@code host:port}, and the environment variable {@code PROCESSION_KEY} holds the key, for all three
 * programs.
 */
class TaskServer {
    /** The manager of a place, which is {@code host:port}, the path of a socket, or null for a socket that is made. */
    static BaseManager manager(String place) {
        String key = System.getenv("PROCESSION_KEY");
        if (place == null) {
            return new BaseManager(null, bytes(key == null ? "" : key));
        }
        int colon = place.lastIndexOf(':');
        if (colon < 0) {
            // who may enter the folder needs no key
            return new BaseManager(UnixDomainSocketAddress.of(place), bytes(key == null ? "" : key));
        }
        if (key == null) {
            throw new IllegalArgumentException("the place " + place
                    + " can be reached by other users: set PROCESSION_KEY to a secret, or give the path of a socket");
        }
        int port = Integer.parseInt(place.substring(colon + 1));
        return new BaseManager(new InetSocketAddress(place.substring(0, colon), port), bytes(key));
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    static void main(String[] args) throws Exception {
        var tasks = new JoinableQueue<Integer>();
        var results = new JoinableQueue<String>();
        var manager = manager(args.length > 0 ? args[0] : null);
        manager.register("tasks", () -> tasks, QueueProxy.class);
        manager.register("results", () -> results, QueueProxy.class);
        try (var server = manager.getServer()) {
            var address = server.address();
            IO.println("serving at "
                    + (address instanceof InetSocketAddress inet
                            ? inet.getHostString() + ":" + inet.getPort()
                            : address));
            server.serveForever();
        }
    }
}
