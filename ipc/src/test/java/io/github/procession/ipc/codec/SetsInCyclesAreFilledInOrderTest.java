package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Sets and maps in a cycle whose elements take their hash codes from each other's size: those that lack elements are made whole before
 * the elements of others get their places, and before those that cannot be filled again are looked at.
 */
class SetsInCyclesAreFilledInOrderTest {
    private static final int NONE_YET = 0;
    private static final int LACKING = 1;
    private static final int WHOLE = 2;

    /** Its items are equal to each other until it has the field that is read behind them: the set then lacks one. */
    static final class Library {
        final Object items = new HashSet<Item>();
        final Object late;

        Library(Object late) {
            this.late = late;
        }

        int itemCount() {
            return items == null ? NONE_YET : ((Set<?>) items).size();
        }
    }

    /** Holds what is read before the set of items is filled for the first time. */
    static final class Item {
        final int number;
        final Library library;
        final Object keys;

        Item(Library library, int number, Object keys) {
            this.library = library;
            this.number = number;
            this.keys = keys;
        }

        private int known() {
            return library.late == null ? -1 : number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Item item && known() == item.known();
        }

        @Override
        public int hashCode() {
            return known();
        }
    }

    /** Has a hash code and an equality that depend on how many items there are. */
    static final class Key {
        final int id;
        final Rule rule;
        final Library library;

        Key(Library library, int id, Rule rule) {
            this.library = library;
            this.id = id;
            this.rule = rule;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && hashCode() == key.hashCode();
        }

        @Override
        public int hashCode() {
            return rule.hash(id, library.itemCount());
        }
    }

    enum Rule {
        OTHER_WHILE_LACKING(count -> count == LACKING ? 1 : 0),
        OTHER_WHEN_WHOLE(count -> count == WHOLE ? 1 : 0),
        EQUAL_WHILE_LACKING(count -> count == LACKING ? 2 : 0);

        private final IntUnaryOperator kind;

        Rule(IntUnaryOperator kind) {
            this.kind = kind;
        }

        int hash(int id, int count) {
            int which = kind.applyAsInt(count);
            return which == 2 ? 0 : id + 1000 * which;
        }
    }

    private static Key[] keys(Library library, Rule rule) {
        return new Key[] {new Key(library, 0, rule), new Key(library, 1, rule), new Key(library, 2, rule)};
    }

    private static Library fill(Library library, Object keys) {
        @SuppressWarnings("unchecked")
        Set<Item> items = (Set<Item>) library.items;
        items.add(new Item(library, 1, keys));
        items.add(new Item(library, 2, null));
        return library;
    }

    private static Library copy(Library library) {
        try (Message message = Codec.encode(library)) {
            return (Library) Codec.decode(message.toByteArray());
        }
    }

    private static Object readKeys(Library library) {
        Library read = copy(library);
        assertEquals(WHOLE, read.itemCount());
        for (Object item : (Set<?>) read.items) {
            if (((Item) item).keys != null) {
                return ((Item) item).keys;
            }
        }
        throw new AssertionError("no item with keys in " + read.items);
    }

    @Test
    void anImmutableSetIsLookedAtWhenTheOthersAreWhole() {
        Library library = new Library("late");
        Set<Key> keys = Set.of(keys(library, Rule.OTHER_WHILE_LACKING));
        Set<?> read = (Set<?>) readKeys(fill(library, keys));
        assertEquals(3, read.stream().filter(read::contains).count());
    }

    @Test
    void anImmutableSetThatIsWrongOnceTheOthersAreWholeIsRefused() {
        Library library = new Library("late");
        Set<Key> keys = Set.of(keys(library, Rule.OTHER_WHEN_WHOLE));
        fill(library, keys);
        DecodeException e = assertThrows(DecodeException.class, () -> copy(library));
        assertTrue(e.getMessage().contains("is not found in the immutable set"), e::getMessage);
    }

    @Test
    void elementsGetTheirPlacesWhenTheOthersAreWhole() {
        for (Rule rule : Rule.values()) {
            Library sent = new Library("late");
            Set<Key> keys = new HashSet<>();
            fill(sent, keys);
            keys.addAll(Set.of(keys(sent, rule)));
            Set<?> read = (Set<?>) readKeys(sent);
            assertEquals(3, read.stream().filter(read::contains).count(), rule::name);
        }
    }

    @Test
    void keysGetTheirPlacesWhenTheOthersAreWhole() {
        for (Rule rule : Rule.values()) {
            Library sent = new Library("late");
            Map<Key, String> keys = new HashMap<>();
            fill(sent, keys);
            for (Key key : keys(sent, rule)) {
                keys.put(key, "value");
            }
            Map<?, ?> read = (Map<?, ?>) readKeys(sent);
            assertEquals(3, read.keySet().stream().filter(read::containsKey).count(), rule::name);
        }
    }
}
