package io.github.procession.ipc.codec;

import java.util.List;
import java.util.stream.Stream;

/** A value whose way through the codec is tested: made anew in the process that compares it with what arrived. */
record Sample(String name, Make make, Check check) {
    interface Make {
        Object get() throws Exception;
    }

    interface Check {
        void verify(Object expected, Object actual) throws Exception;
    }

    interface Holds {
        boolean test(Object actual) throws Exception;
    }

    static Sample of(String name, Make make) {
        return new Sample(name, make, Equality::verify);
    }

    /** For values without a useful {@code equals}. */
    static Sample of(String name, Make make, Holds holds) {
        return new Sample(name, make, (expected, actual) -> {
            if (!holds.test(actual)) {
                throw new AssertionError("arrived as " + actual);
            }
        });
    }

    static List<Sample> all() {
        return Stream.of(
                        ScalarSamples.LIST,
                        CollectionSamples.LIST,
                        WrapperSamples.LIST,
                        TimeSamples.LIST,
                        JdkSamples.LIST,
                        ThrowableSamples.LIST,
                        LambdaSamples.LIST,
                        ShapeSamples.LIST,
                        CycleSamples.LIST,
                        OwnCollectionSamples.LIST,
                        HookSamples.LIST,
                        MarkSamples.LIST,
                        NaturalSamples.LIST)
                .flatMap(List::stream)
                .toList();
    }
}
