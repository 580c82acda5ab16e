package io.github.procession.thirdparty;

import java.io.Serializable;

/** Functions that libraries' views hold. */
final class Mapped {
    /** For Guava, whose interfaces are not Serializable. */
    interface Function<A, R> extends com.google.common.base.Function<A, R>, Serializable {}

    /** Likewise. */
    interface Predicate<A> extends com.google.common.base.Predicate<A>, Serializable {}

    static final Function<Integer, Integer> HALF = x -> x / 2;
    static final Predicate<Integer> EVEN = x -> x % 2 == 0;

    private Mapped() {}
}
