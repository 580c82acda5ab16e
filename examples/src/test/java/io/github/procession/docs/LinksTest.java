package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each link of a document to a file of this project, or to a heading, leads there. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            var found = LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""));
            while (found.find()) {
                String link = found.group(1);
                if (!link.contains("://")) {
                    links++;
                    if (!leadsSomewhere(document, link)) {
                        broken.add(Markdown.root().relativize(document) + ": " + link);
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 100, "only " + links + " links were found");
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(Markdown.root(), Markdown.root().resolve("docs"))) {
            try (var files = Files.walk(folder, folder.equals(Markdown.root()) ? 1 : Integer.MAX_VALUE)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        return Files.exists(target) && (hash < 0 || headings(target).contains(link.substring(hash + 1)));
    }

    /** As a hosting site makes anchors of them. */
    private static Set<String> headings(Path document) throws IOException {
        String text = Pattern.compile("(?s)```.*?```")
                .matcher(Files.readString(document))
                .replaceAll("");
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
                        .strip()
                        .replace(' ', '-'))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
