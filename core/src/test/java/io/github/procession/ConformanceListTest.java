package io.github.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.ConformanceReport.Behaviour;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ConformanceListTest {
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
}
