package io.github.procession.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs all jcstress tests and fails unless every one of them ran and passed. jcstress itself fails on a forbidden
 * outcome, but leaves out a test that has more actors than the machine has processors and calls that a success.
 */
final class JcstressGate {
    private JcstressGate() {}

    /** The first argument is the folder of the report; jcstress gets the others. */
    static void main(String[] args) throws Exception {
        var report = Path.of(args[0]);
        deleteReport(report);

        var options = new ArrayList<>(List.of("-r", report.toString()));
        options.addAll(List.of(args).subList(1, args.length));
        Main.main(options.toArray(String[]::new));

        var notRun = TestList.tests().stream()
                .filter(test -> !Files.exists(report.resolve(test + ".html")))
                .sorted()
                .toList();
        if (TestList.tests().isEmpty() || !notRun.isEmpty()) {
            throw new AssertionError("jcstress did not run " + (notRun.isEmpty() ? "any test" : notRun) + "; "
                    + Runtime.getRuntime().availableProcessors()
                    + " processors are here, and a test needs one for each actor");
        }
        IO.println("jcstress: " + TestList.tests().size() + " tests ran and passed");
    }

    /** Deletes what an earlier run has left, or its pages would count as this run's. */
    private static void deleteReport(Path report) throws IOException {
        if (Files.isDirectory(report)) {
            try (var pages = Files.newDirectoryStream(report, "*.html")) {
                for (var page : pages) {
                    Files.delete(page);
                }
            }
        }
    }
}
