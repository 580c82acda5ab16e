package io.github.procession.benchmarks.jmh;

/** A small object as programs send it. */
record Sample(int id, String name, double price) {
    static final Sample ONE = new Sample(1, "item", 9.5);
}
