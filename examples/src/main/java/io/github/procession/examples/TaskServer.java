package io.github.procession.examples;

import io.github.procession.multiprocessing.BaseManager;
import io.github.procession.multiprocessing.JoinableQueue;
import io.github.procession.multiprocessing.QueueProxy;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Serves two queues, of tasks and of results. {@link TaskProducer} and any number of {@link TaskWorker}s connect to them: the
 * example of Python's {@code multiprocessing.managers}.
 *
 * <p>Without an argument the place is a UNIX-domain socket in a new folder that only this user may enter. For other machines
 * the argument is {@code host:port}, and the environment variable {@code PROCESSION_KEY} holds the key, for all three
 * programs.
 */
class TaskServer {
    /** The manager of a place, which is {@code host:port} or the path of a socket. */
    static BaseManager manager(String place) {
        String key = System.getenv("PROCESSION_KEY");
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
        Path folder = args.length > 0 ? null : Files.createTempDirectory("tasks-");
        String place = folder == null ? args[0] : folder.resolve("socket").toString();
        var tasks = new JoinableQueue<Integer>();
        var results = new JoinableQueue<String>();
        var manager = manager(place);
        manager.register("tasks", () -> tasks, QueueProxy.class);
        manager.register("results", () -> results, QueueProxy.class);
        try (var server = manager.getServer()) {
            var address = server.address();
            IO.println("serving at "
                    + (address instanceof InetSocketAddress inet
                            ? inet.getHostString() + ":" + inet.getPort()
                            : place));
            server.serveForever();
        } finally {
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        }
    }
}
