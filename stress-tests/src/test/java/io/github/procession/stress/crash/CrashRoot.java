package io.github.procession.stress.crash;

/** The root of one scenario's session, in a JVM of its own: visits the crash points and prints how many there were. */
final class CrashRoot {
    private CrashRoot() {}

    static void main(String[] args) throws Exception {
        Scenario scenario =
                (Scenario) Class.forName(args[0]).getDeclaredConstructor().newInstance();
        IO.println(CrashRun.visit(scenario));
    }
}
