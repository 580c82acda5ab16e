package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ConformanceReport.Behaviour;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConformanceListTest {
    private static final Pattern RANGE = Pattern.compile("([A-Z]+)-(\\d+)(?:\\.\\.(\\d+))?");

    private static ConformanceReport report;

    @BeforeAll
    static void readAndPrint() throws Exception {
        report = ConformanceReport.read();
        System.out.println(report.table());
    }

    @Test
    void theListHasEachIdOnce() {
        List<String> ids = report.behaviours().stream().map(Behaviour::id).toList();
        assertEquals(new TreeSet<>(ids).size(), ids.size());
        assertTrue(ids.size() > 70, "the list was read");
        report.behaviours().forEach(each -> assertTrue(Set.of("P", "A", "N").contains(each.verdict()), each::toString));
    }

    @Test
    void theListIsThatOfCPythonsTests() throws Exception {
        Set<String> behaviours;
        try (InputStream in = ConformanceListTest.class.getResourceAsStream("cpython-behaviours.txt")) {
            behaviours = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> listed = report.behaviours().stream()
                .map(each -> each.id() + " " + each.verdict())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(String.join("\n", behaviours), String.join("\n", listed));
    }

    @Test
    void whatDoesNotApplySaysWhy() {
        assertEquals(
                List.of(),
                report.behaviours().stream()
                        .filter(each -> !each.applies() && each.reason().isEmpty())
                        .toList());
    }

    @Test
    void everyIdThatATestCarriesIsInTheListAndApplies() {
        Set<String> unknown = new TreeSet<>(report.testsById().keySet());
        report.behaviours().stream()
                .filter(Behaviour::applies)
                .map(Behaviour::id)
                .forEach(unknown::remove);
        assertEquals(Set.of(), unknown, "add them, with all of their class, to docs/conformance.md");
    }

    @Test
    void everyBehaviourThatAppliesIsCoveredOrSaysWhyNot() {
        assertEquals(
                List.of(),
                report.behaviours().stream()
                        .filter(each -> !report.isCovered(each) && each.reason().isEmpty())
                        .toList());
    }

    @Test
    void whatIsCoveredGivesNoReasonWhyItWereNot() {
        assertEquals(
                List.of(),
                report.behaviours().stream()
                        .filter(each -> report.isCovered(each) && !each.reason().isEmpty())
                        .map(each -> each + " by " + report.testsById().get(each.id()))
                        .collect(Collectors.toList()));
    }

    /** The introduction names the groups that hold for threads, and below, as a list, what of them does not. */
    @Test
    void whatHoldsForProcessesInThreadsIsWhatTheListSays() throws Exception {
        List<String> lines = ConformanceReport.introduction();
        int end = lines.indexOf("but for these, most of which CPython skips there as well:");
        assertTrue(end > 0, "the sentence that introduces the exceptions");
        int begin = end;
        while (!lines.get(begin - 1).isEmpty()) {
            begin--;
        }
        Set<String> groups = find("(?<=`)\\w*Test\\w*(?=`)|(?<=`)\\w+Mixin(?=`)", lines.subList(begin, end));
        List<String> exceptions = lines.subList(end + 2, lines.size()).stream()
                .takeWhile(line -> !line.isEmpty())
                .toList();
        Set<String> saidNot = find("[A-Z]+-\\d+", exceptions);
        Set<String> areNot = report.behaviours().stream()
                .filter(each -> groups.contains(each.group()) && report.isCovered(each))
                .map(Behaviour::id)
                .filter(id -> !report.idsWithThreads().contains(id))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(areNot, saidNot, "groups " + groups);
    }

    /** The introduction names what is shown with a manager's proxies too, single ids and ranges of them. */
    @Test
    void whatHoldsForProxiesIsWhatTheListSays() throws Exception {
        List<String> lines = ConformanceReport.introduction();
        int begin = lines.indexOf("shows the same ids with proxies:") + 1;
        assertTrue(begin > 0, "the sentence that introduces them");
        Set<String> said = new TreeSet<>();
        for (String each : String.join(" ", lines.subList(begin, begin + 2)).split("[,. ] *(?=[A-Z]|$)")) {
            Matcher range = RANGE.matcher(each);
            assertTrue(range.matches(), each);
            int first = Integer.parseInt(range.group(2));
            int last = range.group(3) == null ? first : Integer.parseInt(range.group(3));
            for (int i = first; i <= last; i++) {
                said.add("%s-%02d".formatted(range.group(1), i));
            }
        }
        Set<String> shown = report.testsById().entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(test -> test.contains("ManagerVariantsTest")))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(shown, said);
    }

    private static Set<String> find(String regex, List<String> lines) {
        return Pattern.compile(regex)
                .matcher(String.join("\n", lines))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
