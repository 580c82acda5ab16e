package io.github.procession.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One wait of this session: its number is queued at the server, its grant comes through the inbox. */
final class Ticket {
    private final long number;
    private final CompletableFuture<Map<String, byte[]>> future = new CompletableFuture<>();

    Ticket(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    CompletableFuture<Map<String, byte[]>> future() {
        return future;
    }

    void grant(Map<String, byte[]> fields) {
        future.complete(fields);
    }

    void fail(EngineException e) {
        future.completeExceptionally(e);
    }

    /** As the server knows it. */
    @Override
    public String toString() {
        return Long.toString(number);
    }
}
