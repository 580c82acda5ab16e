package io.github.procession.thirdparty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.multiprocessing.Process;
import io.github.procession.multiprocessing.Queue;
import io.github.procession.serialization.DecodeException;
import io.github.procession.serialization.NotSendableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Values of other libraries either arrive equal in a child process, or are refused where they are sent. None is accepted
 * and cannot be read, and none arrives as something else.
 */
class ThirdPartyValuesTest {
    private static final String EQUAL = "equal";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void eachArrivesEqualOrIsRefused() throws Exception {
        List<Sample> samples = Samples.all();
        Map<Sample, String> outcomes = send(samples);
        List<String> wrong = new ArrayList<>();
        outcomes.forEach((sample, outcome) -> {
            boolean right = sample.refusal() == null
                    ? outcome.equals(EQUAL)
                    : outcome.startsWith("refused: ") && outcome.contains(sample.refusal());
            if (!right) {
                wrong.add(sample.library() + ", " + sample.name() + ": " + outcome);
            }
        });
        assertEquals("", String.join("\n", wrong));
        assertTheTableIsTrue(outcomes);
    }

    private static Map<Sample, String> send(List<Sample> samples) throws Exception {
        Map<Sample, String> outcomes = new LinkedHashMap<>();
        try (var values = new Queue<Object>();
                var answers = new Queue<String>()) {
            var child = new Process(ThirdPartyValuesTest::compare, values, answers);
            child.start();
            for (int i = 0; i < samples.size(); i++) {
                Object value = samples.get(i).make().call();
                String outcome;
                values.put(i);
                try {
                    values.put(value);
                    outcome = null;
                } catch (NotSendableException e) {
                    outcome = "refused: " + e.getMessage();
                    values.put(null);
                }
                String answer = answers.get(LIMIT);
                outcomes.put(samples.get(i), outcome == null ? answer : outcome);
            }
            values.put(-1);
            child.join();
        }
        return outcomes;
    }

    static void compare(Queue<Object> values, Queue<String> answers) throws Exception {
        List<Sample> samples = Samples.all();
        for (int i = (Integer) values.get(); i >= 0; i = (Integer) values.get()) {
            answers.put(verdict(samples.get(i), values));
        }
    }

    private static String verdict(Sample sample, Queue<Object> values) throws InterruptedException {
        Object value;
        try {
            value = values.get();
        } catch (DecodeException e) {
            return "accepted, but not readable: " + e.getMessage();
        }
        try {
            Object expected = sample.view().apply(sample.make().call());
            Object actual = sample.view().apply(value);
            return expected.equals(actual) ? EQUAL : "not equal: " + actual + " instead of " + expected;
        } catch (Exception | LinkageError e) {
            return "not usable: " + e;
        }
    }

    /** The numbers in the documentation are those of this run. */
    private static void assertTheTableIsTrue(Map<Sample, String> outcomes) throws IOException {
        Map<String, List<Sample>> byLibrary = outcomes.keySet().stream()
                .collect(Collectors.groupingBy(Sample::library, LinkedHashMap::new, Collectors.toList()));
        String text = Files.readString(Path.of("..", "docs", "what-travels.md"));
        byLibrary.forEach((library, samples) -> {
            String refused = samples.stream()
                    .filter(sample -> sample.refusal() != null)
                    .map(Sample::name)
                    .collect(Collectors.joining(", "));
            long arrived =
                    samples.stream().filter(sample -> sample.refusal() == null).count();
            String row = "| " + library + " | " + arrived + " | " + (refused.isEmpty() ? "none" : refused) + " |";
            assertTrue(text.contains(row), "docs/what-travels.md needs the row\n" + row);
        });
    }
}
