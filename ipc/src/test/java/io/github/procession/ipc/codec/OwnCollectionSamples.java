package io.github.procession.ipc.codec;

import static io.github.procession.ipc.codec.Sample.of;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collections that users derive from those of the JDK, or write themselves. */
final class OwnCollectionSamples {
    static final List<Sample> LIST = List.of(
            of(
                    "double-brace ArrayList",
                    OwnCollectionSamples::doubleBraceList,
                    actual -> actual.equals(List.of("a", "b"))),
            of("double-brace HashMap", OwnCollectionSamples::doubleBraceMap, actual -> actual.equals(Map.of("a", 1))),
            of(
                    "subclass of ArrayList with a field",
                    () -> new MyList("tag"),
                    actual -> ((MyList) actual).tag.equals("tag") && actual.equals(List.of("x"))),
            of(
                    "subclass of HashMap with a field",
                    () -> new MyMap("tag"),
                    actual -> ((MyMap) actual).tag.equals("tag") && actual.equals(Map.of("k", "v"))),
            of("LRU map", Lru::new, actual -> {
                Lru map = (Lru) actual;
                map.get("a");
                map.put("c", 3);
                return map.keySet().toString().equals("[a, c]");
            }),
            of("own AbstractList", () -> new Range(3, 6), actual -> actual.equals(List.of(3, 4, 5))),
            of("own Iterable", () -> new Countdown(3), actual -> {
                int sum = 0;
                for (int i : (Countdown) actual) {
                    sum += i;
                }
                return sum == 6;
            }));

    private OwnCollectionSamples() {}

    static final class MyList extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
        final String tag;

        MyList(String tag) {
            this.tag = tag;
            add("x");
        }
    }

    static final class MyMap extends HashMap<String, String> {
        private static final long serialVersionUID = 1L;
        final String tag;

        MyMap(String tag) {
            this.tag = tag;
            put("k", "v");
        }
    }

    static final class Lru extends LinkedHashMap<String, Integer> {
        private static final long serialVersionUID = 1L;

        Lru() {
            super(16, 0.75f, true);
            put("a", 1);
            put("b", 2);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > 2;
        }
    }

    static final class Range extends AbstractList<Integer> {
        private final int from;
        private final int to;

        Range(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Integer get(int index) {
            return from + index;
        }

        @Override
        public int size() {
            return to - from;
        }
    }

    record Countdown(int start) implements Iterable<Integer> {
        @Override
        public Iterator<Integer> iterator() {
            List<Integer> numbers = new ArrayList<>();
            for (int i = start; i > 0; i--) {
                numbers.add(i);
            }
            return numbers.iterator();
        }
    }

    @SuppressWarnings("serial")
    private static List<String> doubleBraceList() {
        return new ArrayList<>() {
            {
                add("a");
                add("b");
            }
        };
    }

    @SuppressWarnings("serial")
    private static Map<String, Integer> doubleBraceMap() {
        return new HashMap<>() {
            {
                put("a", 1);
            }
        };
    }
}
