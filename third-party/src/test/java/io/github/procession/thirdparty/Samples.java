package io.github.procession.thirdparty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Collects the values of one library. */
final class Samples {
    private final String library;
    private final List<Sample> all = new ArrayList<>();

    Samples(String library) {
        this.library = library;
    }

    /** Those of all libraries. */
    static List<Sample> all() {
        List<Sample> all = new ArrayList<>();
        all.addAll(GuavaCollections.samples());
        all.addAll(GuavaValues.samples());
        all.addAll(JsonValues.samples());
        all.addAll(CommonsValues.samples());
        all.addAll(FunctionalCollections.samples());
        all.addAll(PrimitiveCollections.samples());
        all.addAll(RecordFormats.samples());
        all.addAll(Languages.samples());
        all.addAll(Mathematics.samples());
        all.addAll(Frameworks.samples());
        return all;
    }

    /** A value that must arrive equal. */
    Samples add(String name, Callable<?> make) {
        return add(name, make, Function.identity());
    }

    /** A value without a useful equals: what the view gives must arrive equal. */
    Samples add(String name, Callable<?> make, Function<Object, Object> view) {
        all.add(new Sample(library, name, make, view, null));
        return this;
    }

    /** A value whose text must arrive equal. */
    Samples text(String name, Callable<?> make) {
        return add(name, make, String::valueOf);
    }

    /** A value that must be refused where it is sent. */
    Samples refused(String name, Callable<?> make, String message) {
        all.add(new Sample(library, name, make, Function.identity(), message));
        return this;
    }

    List<Sample> list() {
        return all;
    }
}
