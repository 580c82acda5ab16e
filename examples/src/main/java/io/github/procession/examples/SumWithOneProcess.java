package io.github.procession.examples;

/** The sum of 1 to 100,000,000 by a loop, as {@link SumWithEightProcesses} does it with eight processes. */
class SumWithOneProcess {
    void main() {
        SumWithEightProcesses.withOneProcess(100_000_000);
    }
}
