package io.github.procession.stress.crash;

import io.github.procession.ipc.memory.CrashPoints;
import java.nio.file.Path;

/** The child of a crash test: joins the session, does the operation of one scenario, and dies on the way or after it. */
final class CrashChild {
    private static final int FAILED = 1;

    private CrashChild() {}

    static void main(String[] args) {
        try {
            Scenario scenario =
                    (Scenario) Class.forName(args[2]).getDeclaredConstructor().newInstance();
            scenario.join(Path.of(args[0]), Integer.parseInt(args[1]));
            long[] numbers = new long[args.length - 4];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(args[4 + i]);
            }
            scenario.open(numbers);
            CrashPoints.arm(Long.parseLong(args[3]));
            scenario.act();
            CrashPoints.disarm();
            Runtime.getRuntime().halt(0);
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
