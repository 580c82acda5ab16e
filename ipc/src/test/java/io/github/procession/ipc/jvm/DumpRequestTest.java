package io.github.procession.ipc.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers to a request for dumps stay in the session folder only while a tool waits for them. */
class DumpRequestTest {
    @TempDir
    Path folder;

    private List<String> answers() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(DumpRequest.FILE))
                    .sorted()
                    .toList();
        }
    }

    private void answer(String word) throws IOException {
        Path answer = DumpRequest.answer(folder, word, 7);
        Path part = Files.writeString(folder.resolve("dump-" + word + "-7.part"), "threads");
        DumpRequest.deliver(folder, word, part, answer);
    }

    @Test
    void answerWaitsForTheTool() throws IOException {
        Files.writeString(folder.resolve(DumpRequest.FILE), "word");
        answer("word");
        assertEquals(List.of("dump-word-7"), answers());
    }

    @Test
    void answerThatComesTooLateDoesNotStay() throws IOException {
        answer("word"); // the tool has gone
        assertEquals(List.of(), answers());
        Files.writeString(folder.resolve(DumpRequest.FILE), "another");
        answer("word"); // and another one asks
        assertEquals(List.of(), answers());
    }

    @Test
    void answersToAToolThatWasKilledAreRemovedByTheNext() throws IOException {
        Files.writeString(folder.resolve(DumpRequest.FILE), "word");
        answer("word");
        Files.writeString(folder.resolve(DumpRequest.FILE), "next");
        answer("next");
        DumpRequest.removeOldAnswers(folder, "next");
        assertEquals(List.of("dump-next-7"), answers());
    }
}
