package io.github.procession.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * Crawler that fetches all pages which a first page links to, each in a virtual thread of its own: what {@code asyncio}
 * and {@code aiohttp} do in Python, with blocking calls. The server is this program's own; it answers when all fetches
 * are under way, so that the program ends only if they really wait side by side.
 */
class Crawler {
    private static final int PAGES = 1000;
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");
    private static final Pattern TITLE = Pattern.compile("<title>page (\\d+)</title>");

    private final HttpClient client = HttpClient.newHttpClient();

    private String fetch(URI page) throws IOException, InterruptedException {
        var response = client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(page + " answered " + response.statusCode());
        }
        return response.body();
    }

    private List<URI> links(URI page) throws IOException, InterruptedException {
        return LINK.matcher(fetch(page))
                .results()
                .map(link -> page.resolve(link.group(1)))
                .toList();
    }

    private static int number(String page) {
        var title = TITLE.matcher(page);
        if (!title.find()) {
            throw new IllegalArgumentException("a page without title: " + page);
        }
        return Integer.parseInt(title.group(1));
    }

    void main() throws IOException, InterruptedException, ExecutionException {
        try (var server = new SlowServer(PAGES);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var links = links(server.start());
            long start = System.nanoTime();
            var fetches = new ArrayList<Future<String>>();
            for (var link : links) {
                fetches.add(threads.submit(() -> fetch(link)));
            }
            long sum = 0;
            for (var fetch : fetches) {
                sum += number(fetch.get());
            }
            IO.println("%d pages, numbers add up to %d, %d fetches at a time, %.2f s"
                    .formatted(links.size(), sum, server.mostAtATime(), (System.nanoTime() - start) / 1e9));
        } finally {
            client.close();
        }
    }
}
