package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The text of a result that cannot be sent, whatever its own methods do. */
class MaybeEncodingErrorTest {
    private static final class Nameless {
        @Override
        public String toString() {
            return null;
        }
    }

    @Test
    void aResultWithoutATextFormIsNamedByItsClass() {
        var error = MaybeEncodingError.of(new IllegalArgumentException("why"), new Nameless());
        assertEquals(Nameless.class.getName() + " (its toString() gives null)", error.value());
    }
}
