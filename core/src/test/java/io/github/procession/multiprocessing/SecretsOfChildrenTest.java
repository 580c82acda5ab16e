package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.RootJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Children have the options that their parent got privately, and no other user can read them. */
class SecretsOfChildrenTest {
    /** Starts a child that starts a child. */
    public static final class Root {
        private Root() {}

        public static void main(String[] args) throws Exception {
            start(2);
        }

        static void start(int depth) throws Exception {
            Process child = new Process(Root::look, depth);
            child.start();
            child.join();
        }

        static void look(int depth) throws Exception {
            List<String> line =
                    List.of(Files.readString(Path.of("/proc/self/cmdline")).split("\0"));
            System.out.println(System.getProperty("password")
                    + ", on the command line: " + line.stream().anyMatch(argument -> argument.contains("hunter2"))
                    + ", files left: "
                    + line.stream().filter(Root::isFileThatIsThere).count()
                    + ", told by the library: " + System.getProperty("procession.argumentFile"));
            if (depth > 1) {
                start(depth - 1);
            }
        }

        private static boolean isFileThatIsThere(String argument) {
            return argument.startsWith("@") && Files.exists(Path.of(argument.substring(1)));
        }
    }

    @Test
    void optionsFromTheEnvironmentAreNotOnCommandLines() throws IOException, InterruptedException {
        RootJvm.Result result = new RootJvm(Root.class)
                .wrappedIn(List.of("env", "JAVA_TOOL_OPTIONS=-Dpassword=hunter2"))
                .run()
                .succeeded();
        String expected = "hunter2, on the command line: false, files left: 0, told by the library: null\n";
        assertEquals(expected.repeat(2), result.out());
    }
}
