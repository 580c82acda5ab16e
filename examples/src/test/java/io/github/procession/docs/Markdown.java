package io.github.procession.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The fenced code blocks of a document of this project. */
final class Markdown {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();

    /** One block: where it is, its language, its text, and the output that the document shows directly after it. */
    record Block(String document, int line, String language, String text, String output) {
        @Override
        public String toString() {
            return document + ":" + line;
        }
    }

    private Markdown() {}

    static Path root() {
        return ROOT;
    }

    static List<Block> blocks(String document) throws IOException {
        var lines = Files.readAllLines(ROOT.resolve(document));
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            int start = i;
            var text = new StringBuilder();
            while (!lines.get(++i).equals("```")) {
                text.append(lines.get(i)).append('\n');
            }
            var language = lines.get(start).substring(3);
            if (language.equals("text") && lines.get(start - 1).equals("```")) {
                var shown = blocks.removeLast();
                blocks.add(new Block(document, shown.line, shown.language, shown.text, text.toString()));
            } else {
                blocks.add(new Block(document, start + 1, language, text.toString(), null));
            }
        }
        return blocks;
    }
}
