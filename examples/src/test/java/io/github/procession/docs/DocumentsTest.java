package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each Java block of the documents compiles, runs, and prints what the document says that it prints.
 *
 * <p>A block is a whole program, or statements, or declarations (it begins with {@code static}) which the statements of
 * later blocks of the same document may use.
 */
class DocumentsTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> programsOfTheReadme() throws IOException {
        var blocks = javaBlocks("README.md");
        assertEquals(
                3,
                blocks.stream().filter(block -> Snippet.isProgram(block.text())).count(),
                "programs");
        return Stream.concat(
                tests(blocks),
                blocks.stream()
                        .filter(block -> Snippet.isProgram(block.text()))
                        .map(block ->
                                test(" from its source file", block, Snippet.program(block.text())::runFromSource)));
    }

    @TestFactory
    Stream<DynamicTest> snippetsOfThePortingGuide() throws IOException {
        var blocks = javaBlocks("docs/porting.md");
        assertTrue(blocks.size() >= 15, () -> "only " + blocks);
        return tests(blocks);
    }

    @TestFactory
    Stream<DynamicTest> snippetsOfTheGuides() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        try (var files = Files.list(Markdown.root().resolve("docs/guides"))) {
            for (var file : files.sorted().toList()) {
                var blocks = javaBlocks(Markdown.root().relativize(file).toString());
                assertTrue(blocks.size() >= 1, file::toString);
                tests.addAll(tests(blocks).toList());
            }
        }
        return tests.stream();
    }

    @Test
    void noOtherDocumentHasJavaThatIsNotRun() throws IOException {
        try (var files = Files.walk(Markdown.root().resolve("docs"))) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                var document = Markdown.root().relativize(file).toString();
                if (!document.endsWith("porting.md")
                        && !document.endsWith("design.md")
                        && !document.endsWith("cluster.md") // which the tests of that module run, with a server
                        && !document.startsWith("docs/guides/")) {
                    assertEquals(List.of(), javaBlocks(document));
                }
            }
        }
    }

    private static List<Markdown.Block> javaBlocks(String document) throws IOException {
        return Markdown.blocks(document).stream()
                .filter(block -> block.language().equals("java"))
                .toList();
    }

    private Stream<DynamicTest> tests(List<Markdown.Block> blocks) {
        var tests = new ArrayList<DynamicTest>();
        var declarations = new StringBuilder();
        for (var block : blocks) {
            if (Snippet.isProgram(block.text())) {
                tests.add(test("", block, Snippet.program(block.text())::run));
            } else if (block.text().startsWith("static ")) {
                declarations.append(block.text());
            } else {
                tests.add(test("", block, Snippet.statements(declarations.toString(), block.text())::run));
            }
        }
        return tests.stream();
    }

    private interface Run {
        String in(Path folder) throws IOException, InterruptedException;
    }

    private DynamicTest test(String how, Markdown.Block block, Run run) {
        return DynamicTest.dynamicTest(block + how, () -> {
            var printed = run.in(Files.createDirectories(
                    folder.resolve(block.toString().replace("/", "-").replace(":", "-") + how)));
            if (block.output() != null) {
                assertEquals(block.output(), printed, block.text());
            }
        });
    }
}
