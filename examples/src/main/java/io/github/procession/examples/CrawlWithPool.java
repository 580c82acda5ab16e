package io.github.procession.examples;

import com.sun.net.httpserver.HttpServer;
import io.github.procession.multiprocessing.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * Crawl by a pool through a little web, which a server of the program offers on the loopback interface: wave after wave
 * of pages that the pages before link to. A page that is missing fails its task only.
 */
class CrawlWithPool {
    private static final int PAGES = 60;
    private static final int DELAY_MILLIS = 20;
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

    /** The links and words that a worker has found on a page. */
    record Page(String path, int words, List<String> links, long pid) {}

    static Page fetch(String server, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(server + path)).build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(path + ": status " + response.statusCode());
            }
            List<String> links = new ArrayList<>();
            var found = LINK.matcher(response.body());
            while (found.find()) {
                links.add(found.group(1));
            }
            int words = response.body().replaceAll("<[^>]*>", " ").strip().split("\\s+").length;
            return new Page(path, words, links, ProcessHandle.current().pid());
        }
    }

    /** Page n links to pages 2n and 2n + 1; page 13 links to one that does not exist, too. */
    private static String page(int number) {
        var text = new StringBuilder("<html><body><p>" + "word ".repeat(number) + "</p>");
        for (int next = 2 * number; next <= Math.min(2 * number + 1, PAGES); next++) {
            text.append("<a href=\"/page/").append(next).append("\">next</a> ");
        }
        if (number == 13) {
            text.append("<a href=\"/missing\">gone</a>");
        }
        return text + "</body></html>";
    }

    private static HttpServer startServer() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                Thread.sleep(DELAY_MILLIS); // a web is slow
                String path = exchange.getRequestURI().getPath();
                boolean known = path.matches("/page/\\d+");
                byte[] body = known
                        ? page(Integer.parseInt(path.substring(6))).getBytes(StandardCharsets.UTF_8)
                        : "no such page".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(known ? 200 : 404, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }

    void main() throws Exception {
        var server = startServer();
        String root = "http://localhost:" + server.getAddress().getPort();
        Set<String> seen = new TreeSet<>();
        Set<Long> pids = new TreeSet<>();
        List<String> failed = new ArrayList<>();
        int pages = 0;
        int words = 0;
        try (var pool = new Pool(4)) {
            for (List<String> wave = List.of("/page/1"); !wave.isEmpty(); ) {
                seen.addAll(wave);
                List<String> next = new ArrayList<>();
                try (var results = pool.imapUnordered(path -> fetch(root, path), wave)) {
                    while (results.hasNext()) {
                        try {
                            Page page = results.next();
                            pages++;
                            words += page.words();
                            pids.add(page.pid());
                            page.links().stream().filter(seen::add).forEach(next::add);
                        } catch (CompletionException e) {
                            failed.add(e.getCause().getMessage());
                        }
                    }
                }
                wave = next;
            }
        } finally {
            server.stop(0);
        }
        IO.println("%d pages with %,d words, fetched by %d processes".formatted(pages, words, pids.size()));
        IO.println("failed: " + failed);
    }
}
