package io.github.procession.tools;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The parameter that names the tree of processes that a command is for. */
final class OneTree {
    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            description = "A process of the tree, or its session folder; may be left out if there is only one.")
    private @Nullable String which;

    OneTree() {}

    /** The session folder of the tree. */
    Path folder() throws IOException {
        return Sessions.one(which);
    }
}
