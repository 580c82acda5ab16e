package io.github.procession.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A web server with an index and a given number of pages, none of which is served before all of them have been asked
 * for.
 */
final class SlowServer implements AutoCloseable {
    /** After that the server gives up; a guard against waiting for ever. */
    private static final int PATIENCE_SECONDS = 60;

    private final int pages;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch missing;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    SlowServer(int pages) throws IOException {
        this.pages = pages;
        this.missing = new CountDownLatch(pages);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 200, index()));
        server.createContext("/page/", this::page);
        server.start();
    }

    /** Where the index is. */
    URI start() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + "/");
    }

    /** How many requests waited at the same time, at most. */
    int mostAtATime() {
        return most.get();
    }

    private String index() {
        return IntStream.rangeClosed(1, pages)
                .mapToObj("<a href=\"/page/%d\">more</a>\n"::formatted)
                .collect(Collectors.joining());
    }

    private void page(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
        missing.countDown();
        try {
            boolean all = missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var path = exchange.getRequestURI().getPath();
            var title = "<title>page " + path.substring(path.lastIndexOf('/') + 1) + "</title>";
            answer(exchange, all ? 200 : 503, title);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
        }
    }

    private static void answer(HttpExchange exchange, int status, String page) throws IOException {
        try (exchange) {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
