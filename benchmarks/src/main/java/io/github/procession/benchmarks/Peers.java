package io.github.procession.benchmarks;

import java.util.List;

/** What else a JVM offers for the same work, beside it, as a Markdown table. Both sides take turns, round by round. Options as for {@link Ratios}. */
final class Peers {
    /**
     * One row.
     *
     * @param title what is measured
     * @param which the case here
     * @param peer the case of the peer
     * @param goal the ratio that is wanted, 0 for none
     * @param work the number of operations whose processor time is taken
     */
    private record Peer(String title, String which, String peer, double goal, long work) {}

    private static final List<Peer> PEERS = List.of(
            new Peer(
                    "messages of 32 bytes: Pipe, sendBytes / Agrona's ManyToOneRingBuffer in a mapped file",
                    "raw-32",
                    "raw-32-agrona",
                    0.7,
                    10_000_000),
            new Peer("the same, 256 bytes", "raw-256", "raw-256-agrona", 0.7, 10_000_000),
            new Peer(
                    "a record there and back: Pipe / Java serialization over a UNIX-domain socket",
                    "objects",
                    "objects-serialization",
                    10,
                    100_000),
            new Peer(
                    "tasks: Pool.map, chunksize 1 / invokeAll of a thread pool in the same JVM",
                    "tasks",
                    "tasks-threads",
                    0,
                    1_000_000));

    private Peers() {}

    private static Rounds measure(Peer peer, Options options) throws Exception {
        // Agrona wants to be let in
        Side java = Side.here(List.of("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
        var rounds = new Rounds();
        for (int round = 0; round < options.rounds(); round++) {
            String other = "PeerCalls " + peer.peer;
            String mine = "PeerCalls " + peer.which;
            rounds.add(java.run(other, options.warmUp(), options), java.run(mine, options.warmUp(), options));
            rounds.addProcessor(
                    java.processorSeconds(other, peer.work, options), java.processorSeconds(mine, peer.work, options));
        }
        return rounds;
    }

    static void main(String[] args) throws Exception {
        var options = Options.parse(args);
        IO.println(Machine.describe(Python.find().version()) + ", "
                + options.placement().title());
        IO.println("load average before: " + Machine.load() + "\n");
        IO.println(Ratios.tableHead("peer"));
        try (var _ = options.placement().spin()) {
            for (var peer : PEERS) {
                if (options.only().matcher(peer.title).find()) {
                    Ratios.print(peer.title, peer.goal, measure(peer, options));
                }
            }
        }
        IO.println("\nload average after: " + Machine.load());
    }
}
