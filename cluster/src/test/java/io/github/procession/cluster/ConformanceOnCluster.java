package io.github.procession.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Tests of the module core that show a behaviour of CPython's, run by a program that lives on a cluster: JUnit's own, started with
 * {@code -Dprocession.cluster} beside one server and one worker. {@code conformance-on-cluster.txt} says which classes are run
 * and which of their tests fail, and why; each line of it must be true.
 *
 * <p>It runs in the profile {@code full}, and alone in the profile {@code conformance-on-cluster}.
 */
class ConformanceOnCluster {
    private static final String PACKAGES = "io.github.procession.";
    private static final String CONFORMANCE = PACKAGES + "Conformance";

    /** Of one test; what fails on a cluster must not take a quarter of an hour. */
    private static final String TIMEOUT = "150 s";

    /** Slots of the worker: more than the largest pool of a test has workers. */
    private static final String SLOTS = "16";

    private static final Path TESTS =
            Path.of(System.getProperty("procession.coreTests")).toAbsolutePath();
    private static final Lists LISTS = Lists.read();

    /** Of the log of the tests, and their report. */
    private static final Path DIRECTORY =
            Path.of("target", "conformance-on-cluster").toAbsolutePath();

    /** Lines of the file, by their section: the name of a class or test, and the reason. */
    private record Lists(Map<String, Map<String, String>> sections) {
        static Lists read() {
            Map<String, Map<String, String>> sections = new TreeMap<>();
            Map<String, String> section = null;
            try (var file = ConformanceOnCluster.class.getResourceAsStream("conformance-on-cluster.txt")) {
                for (String line : new String(file.readAllBytes()).lines().toList()) {
                    if (line.startsWith("[")) {
                        section = new TreeMap<>();
                        sections.put(line.substring(1, line.indexOf(']')), section);
                    } else if (!line.isBlank() && !line.startsWith("#")) {
                        String[] words = line.split(" +", 2);
                        String before = section.put(words[0], words.length == 1 ? "" : words[1]);
                        assertEquals(null, before, () -> words[0] + " stands twice in one section");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Lists(sections);
        }

        Set<String> of(String section) {
            return sections.get(section).keySet();
        }

        /** Tests that fail. */
        Set<String> failing() {
            Set<String> all = new TreeSet<>(of("differs"));
            all.addAll(of("faults"));
            return all;
        }
    }

    /** Classes of core that have tests with an id, without the beginning of their name. */
    private static Set<String> classesWithIds() throws Exception {
        Set<String> found = new TreeSet<>();
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {TESTS.toUri().toURL()}, ConformanceOnCluster.class.getClassLoader());
                Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith("Test.class")).toList()) {
                String path = TESTS.relativize(file).toString();
                String name =
                        path.substring(0, path.length() - ".class".length()).replace(File.separatorChar, '.');
                if (Arrays.stream(Class.forName(name, false, loader).getDeclaredMethods())
                        .flatMap(method -> Arrays.stream(method.getAnnotations()))
                        .anyMatch(each -> each.annotationType().getName().equals(CONFORMANCE))) {
                    found.add(name.substring(PACKAGES.length()));
                }
            }
        }
        return found;
    }

    @Test
    void eachClassStandsInOneSection() throws Exception {
        List<String> listed = new ArrayList<>();
        for (String section : List.of("run", "other", "refused")) {
            listed.addAll(LISTS.of(section));
        }
        assertEquals(
                String.join("\n", classesWithIds()),
                listed.stream().sorted().collect(Collectors.joining("\n")),
                "classes with ids, and the classes in the file");
    }

    @Test
    void eachExceptionHasAReason() {
        List<String> without = new ArrayList<>();
        for (String section : List.of("other", "refused", "left out", "differs", "faults")) {
            LISTS.sections().get(section).forEach((name, reason) -> {
                if (reason.isEmpty()) {
                    without.add(name);
                }
            });
        }
        assertEquals(List.of(), without);
    }

    /** The first failure of each test, of all its invocations together; empty for a test that passes. */
    private static Map<String, String> outcomes(Path report) throws Exception {
        Map<String, String> outcomes = new TreeMap<>();
        NodeList cases = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
            Element test = (Element) cases.item(i);
            String name = test.getAttribute("classname").substring(PACKAGES.length()) + "."
                    + test.getAttribute("name").replaceFirst("\\(.*", "");
            Stream.of("failure", "error")
                    .flatMap(kind -> Stream.ofNullable(
                            (Element) test.getElementsByTagName(kind).item(0)))
                    .map(Element::getTextContent)
                    .findFirst()
                    .ifPresentOrElse(
                            text -> outcomes.merge(name, text, (a, _) -> a), () -> outcomes.putIfAbsent(name, ""));
        }
        return outcomes;
    }

    /** Runs the tests, and gives what they did. */
    private static Map<String, String> run(String url) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dprocession.cluster=" + url,
                "-cp",
                TESTS + File.pathSeparator + System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=testfeed",
                "--include-tag=conformance",
                "--reports-dir=" + DIRECTORY,
                "--config=junit.jupiter.execution.timeout.default=" + TIMEOUT));
        LISTS.of("run").forEach(name -> command.add("--select-class=" + PACKAGES + name));
        LISTS.of("left out")
                .forEach(name -> command.add(
                        "--exclude-methodname=" + Pattern.quote(PACKAGES + name.replaceFirst("\\.(?=[^.]*$)", "#"))));
        Files.createDirectories(DIRECTORY);
        Path report = DIRECTORY.resolve("TEST-junit-jupiter.xml");
        Files.deleteIfExists(report);
        Path log = DIRECTORY.resolve("log");
        java.lang.Process tests = new ProcessBuilder(command)
                .directory(TESTS.getParent().getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            tests.waitFor();
        } finally {
            tests.destroyForcibly();
        }
        assertTrue(Files.exists(report), () -> "the tests ended with " + tests.exitValue() + ", see " + log);
        return outcomes(report);
    }

    @Test
    void testsDoOnAClusterWhatTheFileSays() throws Exception {
        String url = TestServer.shared().url("conformance");
        Map<String, String> outcomes;
        try (WorkerProcess worker = WorkerProcess.start(url, null, "--slots", SLOTS)) {
            outcomes = run(url);
            worker.terminate();
        }
        Set<String> failed = new TreeSet<>();
        outcomes.forEach((name, text) -> {
            if (!text.isEmpty()) {
                failed.add(name);
                if (!LISTS.failing().contains(name)) {
                    System.out.println(name + ": " + text);
                }
            }
        });
        System.out.printf(
                "%d of %d conformance tests pass on a cluster%n", outcomes.size() - failed.size(), outcomes.size());
        assertEquals(
                String.join("\n", LISTS.failing()),
                String.join("\n", failed),
                "the tests that the file says fail, and those that do");
    }
}
