package io.github.procession.stress.crash;

/**
 * The root of one scenario's session, in a JVM of its own: visits the crash points up to the first that the operation
 * completes before, or up to a last one, and prints how many there were.
 */
final class CrashRoot {
    private CrashRoot() {}

    static void main(String[] args) throws Exception {
        Scenario scenario =
                (Scenario) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        int first = Integer.parseInt(args[1]);
        int last = Integer.parseInt(args[2]);
        IO.println(CrashRun.visit(scenario, first, last));
    }
}
