package io.github.procession.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.procession.support.JarFiles;
import io.github.procession.support.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is defined anew in JShell is seen so by children, and by the workers of a pool that was there before; they see what JShell
 * itself sees, which differs: in a JVM of its own it changes classes, in that of the tool it makes new ones.
 */
class JshellRedefinitionTest {
    private static final String SCRIPT = """
        import io.github.procession.multiprocessing.Pool;
        import io.github.procession.multiprocessing.Process;
        import io.github.procession.function.Function1;
        int f(int x) { return x * x; }
        int g(int x) { return f(x) + 1; }
        record Job(String name) {}
        void child() throws Exception { var p = new Process(() -> System.out.println("child " + g(6) + new Job("a"))); p.start(); p.join(); }
        child();
        Function1<Integer, Integer> function = x -> g(x);
        var pool = new Pool(2);
        boolean same() throws Exception { return pool.map(function, List.of(1, 2)).equals(List.of(function.apply(1), function.apply(2))); }
        System.out.println(same());
        int f(int x) { return -x; }
        System.out.println(same());
        System.out.println(pool.map(x -> f(x), List.of(1, 2, 3)));
        child();
        record Job(String name, int number) { Job(String name) { this(name, 7); } }
        System.out.println(pool.map(x -> new Job("b" + f(x)), List.of(1, 2)));
        child();
        int f(int x) { return 100 * x; }
        System.out.println(same() + " " + pool.map(x -> g(x), List.of(1)));
        pool.close();
        pool.join();
        /exit
        """;

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"remote", "local"})
    void childrenAndWorkersSeeTheNewForm(String execution, @TempDir Path folder) throws Exception {
        String option = "--enable-native-access=ALL-UNNAMED";
        List<String> arguments = new ArrayList<>(
                execution.equals("local")
                        ? List.of("--execution", "local", "-J" + option, "-J--add-modules=jdk.unsupported")
                        : List.of("-R" + option));
        arguments.addAll(List.of("--class-path", JarFiles.path(JarFiles.library()), "-s", "-"));
        String printed = new Tools(folder).input(SCRIPT).run("jshell", arguments);
        assertEquals("""
            child 37Job[name=a]
            true
            true
            [-1, -2, -3]
            child -5Job[name=a]
            [Job[name=b-1, number=7], Job[name=b-2, number=7]]
            child -5Job[name=a, number=7]
            true [101]
            """, printed);
    }
}
