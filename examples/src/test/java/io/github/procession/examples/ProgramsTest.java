package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of the programs is complete, and the tour prints it. */
class ProgramsTest {
    private static boolean hasMain(String name) {
        try {
            var type =
                    Class.forName(Programs.class.getPackageName() + "." + name, false, Programs.class.getClassLoader());
            return Stream.of(type.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("main"));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachProgramIsListedByItsName() throws Exception {
        Path classes = Path.of(Programs.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(Programs.class.getPackageName().replace('.', '/'));
        Set<String> programs;
        try (var files = Files.list(classes)) {
            programs = files.map(file -> file.getFileName().toString().replace(".class", ""))
                    .filter(name -> !name.contains("$") && hasMain(name))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        var run = Run.ofHealthy(Tour.class, "--list");
        assertEquals(
                programs,
                run.out().stream().map(line -> line.split(" ")[0]).collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(programs.size(), run.count("\\w+ +\\w.{7,}"), run::toString);
    }
}
