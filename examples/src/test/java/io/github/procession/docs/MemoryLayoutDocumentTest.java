package io.github.procession.docs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document about memory shows the drawing of each descriptor class as it is there. */
class MemoryLayoutDocumentTest {
    private static final Pattern DRAWING = Pattern.compile("(?s)<pre>\n(.*?)\n *\\* *</pre>");

    @Test
    void showsTheDrawingOfEachDescriptor() throws IOException {
        var drawings = Markdown.blocks("docs/memory-layout.md").stream()
                .map(Markdown.Block::text)
                .toList();
        var descriptors = descriptors();
        assertTrue(descriptors.size() >= 5, descriptors::toString);
        for (var descriptor : descriptors) {
            var drawing = drawing(descriptor);
            assertTrue(drawings.contains(drawing), () -> descriptor.getFileName() + " draws\n" + drawing);
        }
    }

    private static List<Path> descriptors() throws IOException {
        try (var files = Files.walk(Markdown.root().resolve("ipc/src/main/java"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\w+(Layout|Format)\\.java"))
                    .toList();
        }
    }

    private static String drawing(Path descriptor) throws IOException {
        var matcher = DRAWING.matcher(Files.readString(descriptor));
        assertTrue(matcher.find(), () -> "no drawing in " + descriptor);
        return matcher.group(1).replaceAll("(?m)^ \\* ?", "").stripIndent() + "\n";
    }
}
