package io.github.procession.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The interpreter beside which everything is measured.
 *
 * @param version its version
 * @param executable the interpreter itself: a launcher script in front of it would be measured too
 * @param folder the folder of its programs
 */
record Python(String version, String executable, Path folder) {
    private static final String ASK = "import sys, platform; print(platform.python_version(), sys.executable)";

    static Python find() throws Exception {
        String[] found = Side.run(List.of("python3", "-c", ASK), Map.of()).split(" ", 2);
        var folder = Path.of(System.getProperty("benchmarks.python", "benchmarks/src/main/python"));
        return new Python(found[0], found[1], folder);
    }
}
