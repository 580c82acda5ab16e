package io.github.procession.multiprocessing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.RootMethod;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options with characters that the locale lacks: children get question marks for them, as from a {@code ProcessBuilder}. */
class OptionsOutsideTheLocaleTest {
    /** The command line as bytes of UTF-8, whatever the locale of the tests. */
    private static final String START =
            "export LC_ALL=C; exec \"$0\" \"-Dof.the.root=$(printf '\\303\\274')mlaut\" \"$@\"";

    /** Options are read from the command line, from the bean of the JVM, and from the command line again where there is no bean. */
    @ParameterizedTest
    @ValueSource(strings = {"jdk.jlink", "java.management", "java.base"})
    void childrenStartAndAWarningNamesTheOption(String modules) throws Exception {
        var result = RootMethod.of(OptionsOutsideTheLocaleTest.class, "program")
                .options("--limit-modules=" + modules)
                .wrappedIn(List.of("sh", "-c", START))
                .run()
                .succeeded();
        assertEquals("??mlaut\n??mlaut\n", result.out());
        assertEquals(
                "WARN io.github.procession.ipc.jvm.ArgumentText - children get question marks for characters of"
                    + " -Dof.the.root that the charset US-ASCII of this locale lacks; in a locale with UTF-8, such as"
                    + " LC_ALL=C.UTF-8, they get all of it\n",
                result.err());
    }

    static void program() throws Exception {
        for (int i = 0; i < 2; i++) {
            Process child = new Process(OptionsOutsideTheLocaleTest::tell);
            child.start();
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    private static void tell() {
        System.out.println(System.getProperty("of.the.root"));
    }
}
