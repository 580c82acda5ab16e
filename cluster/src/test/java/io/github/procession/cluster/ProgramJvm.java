package io.github.procession.cluster;

import java.io.IOException;

/** JVM of a program that the command line gives a cluster. */
final class ProgramJvm {
    private ProgramJvm() {}

    /** Starts a program; its errors appear among those of the tests. */
    static Process start(String url, Class<?> main) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dprocession.cluster=" + url,
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
