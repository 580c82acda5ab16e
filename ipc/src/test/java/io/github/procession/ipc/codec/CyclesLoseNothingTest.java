package io.github.procession.ipc.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.serialization.DecodeException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** A set or map with elements that lead back to its holder loses nothing in silence, and nothing that the holder's own code changed. */
class CyclesLoseNothingTest {
    /** Has the fields of its map and its set in front of the one from which the words take their hash code. */
    static final class Book {
        final boolean isPatient;
        Map<Word, String> a = Map.of();
        Set<Word> b = Set.of();
        List<String> words = new ArrayList<>(List.of("one", "two"));

        Book(boolean isPatient) {
            this.isPatient = isPatient;
        }

        Word word(int index) {
            return new Word(this, index);
        }

        Map<Word, String> map() {
            return Map.of(word(0), "1", word(1), "2");
        }
    }

    static final class Word {
        final Book book;
        final int index;

        Word(Book book, int index) {
            this.book = book;
            this.index = index;
        }

        /** As long as the book is not complete, a patient one has words that are all equal; another one fails. */
        private String text() {
            return book.isPatient && book.words == null ? "not yet" : book.words.get(index);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Word word && text().equals(word.text());
        }

        @Override
        public int hashCode() {
            return text().hashCode();
        }
    }

    /** Looks after its set and its maps when it is read. */
    static final class Session implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        final Set<Entry> entries = new HashSet<>();

        @SuppressWarnings("serial")
        final Map<Entry, String> notes = new HashMap<>();

        @SuppressWarnings("serial")
        final Map<Entry, String> ordered = new TreeMap<>();

        void add(Entry entry) {
            entries.add(entry);
            notes.put(entry, "sent");
            ordered.put(entry, "sent");
        }

        private void readObject(ObjectInputStream input) throws IOException, ClassNotFoundException {
            input.defaultReadObject();
            entries.removeIf(entry -> entry.name.equals("expired"));
            notes.keySet().removeIf(entry -> entry.name.equals("expired"));
            ordered.keySet().removeIf(entry -> entry.name.equals("expired"));
            add(new Entry(this, "added"));
            notes.replaceAll((entry, note) -> note + " and read");
        }
    }

    record Entry(Session session, String name) implements Serializable, Comparable<Entry> {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && name.equals(entry.name);
        }

        @Override
        public int hashCode() {
            return Objects.hash(name);
        }

        @Override
        public int compareTo(Entry other) {
            return name.compareTo(other.name);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) {
        try (Message message = Codec.encode(value)) {
            return (T) Codec.decode(message.toByteArray());
        }
    }

    @Test
    void keysOfAnImmutableMapThatHaveNoHashCodeYetAreRefused() {
        Book book = new Book(false);
        book.a = book.map();
        assertThrows(DecodeException.class, () -> copy(book));
        Book other = new Book(false);
        other.b = Set.of(other.word(0), other.word(1));
        assertThrows(DecodeException.class, () -> copy(other));
    }

    @Test
    void keysOfAnImmutableMapThatAreEqualWhileIncompleteAreRefused() {
        Book book = new Book(true);
        book.a = book.map();
        DecodeException e = assertThrows(DecodeException.class, () -> copy(book));
        assertTrue(e.getMessage().contains("of the 2 elements of a java.util.Map only 1"), e::getMessage);
    }

    /** Its filling does not fail, since the sender may change it meanwhile. */
    @Test
    void keysOfAConcurrentMapThatAreEqualWhileIncompleteArrive() {
        Book book = new Book(true);
        book.a = new ConcurrentHashMap<>(book.map());
        Book read = copy(book);
        assertEquals(read.map(), read.a);
    }

    @Test
    void whatTheHoldersOwnCodeChangesStays() {
        Session session = new Session();
        session.add(new Entry(session, "expired"));
        session.add(new Entry(session, "kept"));
        Session read = copy(session);
        Entry kept = new Entry(read, "kept");
        Entry added = new Entry(read, "added");
        assertEquals(Set.of(kept, added), read.entries);
        assertEquals(Map.of(kept, "sent and read", added, "sent and read"), read.notes);
        assertEquals(Map.of(kept, "sent", added, "sent"), read.ordered);
    }
}
