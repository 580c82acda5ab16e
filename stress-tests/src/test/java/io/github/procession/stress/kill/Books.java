package io.github.procession.stress.kill;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Every item that was sent or received by anybody, dead or alive. */
final class Books {
    /** What a producer says it sent through a wire: certainly up to {@code done}, perhaps up to {@code tried}. */
    private record Sent(long tried, long done) {}

    /** A producer is a worker's number; for each wire. */
    private final Map<Integer, Map<Integer, Sent>> sent = new HashMap<>();

    private final Map<Integer, Map<Integer, BitSet>> received = new HashMap<>();
    private final int[] diedReceiving = new int[Wire.COUNT];
    private long sections;
    private int deaths;
    private long items;
    private long lost;

    /** Takes over what a dead worker wrote down. */
    void enter(int worker, Ledger ledger) {
        deaths++;
        sections += ledger.sectionsDone();
        for (int wire = 0; wire < Wire.COUNT; wire++) {
            sent.computeIfAbsent(wire, _ -> new HashMap<>())
                    .put(worker, new Sent(ledger.tried(wire), ledger.done(wire)));
            Map<Integer, Long> last = new HashMap<>();
            for (int i = 0; i < ledger.received(wire); i++) {
                long number = ledger.received(wire, i);
                received(wire, number);
                Long before = last.put(producer(number), number);
                if (before != null && before > number) {
                    throw new AssertionError(
                            "wire %d: %x came after %x of the same producer".formatted(wire, number, before));
                }
            }
            if (ledger.isReceiving(wire)) {
                diedReceiving[wire]++;
            }
        }
    }

    private static int producer(long number) {
        return (int) (number >>> 32);
    }

    /** Notes that somebody received a number. */
    void received(int wire, long number) {
        BitSet seen = received.computeIfAbsent(wire, _ -> new HashMap<>())
                .computeIfAbsent(producer(number), _ -> new BitSet());
        int sequence = (int) number;
        if (seen.get(sequence)) {
            throw new AssertionError("wire %d: %x was received twice".formatted(wire, number));
        }
        seen.set(sequence);
        items++;
    }

    /** All that was sent was received once, except at most one item for each consumer that died with it in hand. */
    void balance(long counted) {
        for (int wire = 0; wire < Wire.COUNT; wire++) {
            long missing = 0;
            Map<Integer, BitSet> seen = received.getOrDefault(wire, Map.of());
            for (Map.Entry<Integer, Sent> entry :
                    sent.getOrDefault(wire, Map.of()).entrySet()) {
                BitSet got = seen.getOrDefault(entry.getKey(), new BitSet());
                Sent promised = entry.getValue();
                if (got.length() - 1 > promised.tried) {
                    throw new AssertionError("wire " + wire + ": item " + (got.length() - 1) + " of worker "
                            + entry.getKey() + " was never sent, only " + promised);
                }
                missing += promised.done - got.get(0, (int) promised.done + 1).cardinality();
            }
            if (missing > diedReceiving[wire]) {
                throw new AssertionError("wire " + wire + ": " + missing + " items are lost, though only "
                        + diedReceiving[wire] + " consumers died receiving");
            }
            lost += missing;
        }
        if (counted < sections || counted > sections + deaths) {
            throw new AssertionError(
                    sections + " critical sections and " + deaths + " deaths made a count of " + counted);
        }
    }

    @Override
    public String toString() {
        return items + " items received once, " + lost + " lost with their consumer, none twice, none torn | "
                + sections + " critical sections";
    }
}
