package io.github.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.procession.threading.Event;
import io.github.procession.threading.Threading;
import java.awt.Container;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JInternalFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The window answers while a daemon thread downloads. It is drawn into an image: the test needs no display. */
class DownloadWindowTest {
    private static final long LIMIT_SECONDS = 60;

    @BeforeAll
    static void withoutADisplay() {
        System.setProperty("java.awt.headless", "true");
    }

    /** What Swing's thread says: it must answer, whatever the download does. */
    private static <T> T inWindow(Callable<T> question) throws Exception {
        var task = new FutureTask<>(question);
        SwingUtilities.invokeLater(task);
        return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** The panel in a window that Swing draws itself, with its title: no display, no window of the desktop. */
    private static JInternalFrame window(JPanel panel) {
        var frame = new JInternalFrame("Several threads", false, true, false, true);
        frame.setContentPane(panel);
        frame.setSize(320, 160);
        frame.setVisible(true);
        return frame;
    }

    private static BufferedImage draw(JInternalFrame frame) throws Exception {
        return inWindow(() -> {
            layOut(frame);
            var image = new BufferedImage(frame.getWidth(), frame.getHeight(), BufferedImage.TYPE_INT_RGB);
            var graphics = image.createGraphics();
            frame.printAll(graphics);
            graphics.dispose();
            return image;
        });
    }

    private static void layOut(Container container) {
        container.doLayout();
        for (var child : container.getComponents()) {
            if (child instanceof Container inner) {
                layOut(inner);
            }
        }
    }

    private static int differentPixels(BufferedImage first, BufferedImage second) {
        int different = 0;
        for (int y = 0; y < first.getHeight(); y++) {
            for (int x = 0; x < first.getWidth(); x++) {
                different += first.getRGB(x, y) == second.getRGB(x, y) ? 0 : 1;
            }
        }
        return different;
    }

    private static Object click(JButton button) throws Exception {
        return inWindow(() -> {
            button.doClick(0);
            return null;
        });
    }

    @Test
    void theWindowAnswersWhileADaemonThreadDownloads() throws Exception {
        var begun = new Event();
        var end = new Event();
        var downloader = new AtomicReference<Thread>();
        var window = inWindow(() -> new DownloadWindow(() -> {
            downloader.set(Threading.currentThread());
            begun.set();
            end.await();
        }));
        var frame = inWindow(() -> window(window.panel()));
        var ready = draw(frame);

        click(window.download);
        assertTrue(begun.await(Duration.ofSeconds(LIMIT_SECONDS)), "the download begins");
        assertTrue(downloader.get().isDaemon());
        assertEquals("download", downloader.get().getName());
        assertFalse(inWindow(window.download::isEnabled));
        assertEquals("Downloading...", inWindow(window.status::getText));
        var downloading = draw(frame);
        assertTrue(differentPixels(ready, downloading) > 100, "one sees that it downloads");

        click(window.about);
        assertEquals("A window of Procession, v1.0", inWindow(window.status::getText));
        assertTrue(downloader.get().isAlive(), "and all that during the download");

        end.set();
        assertTrue(downloader.get().join(Duration.ofSeconds(LIMIT_SECONDS)));
        assertEquals("Download complete!", inWindow(window.status::getText));
        assertTrue(inWindow(window.download::isEnabled));

        var folder = Files.createDirectories(Path.of(System.getProperty("basedir"), "target", "screenshots"));
        ImageIO.write(downloading, "png", folder.resolve("download-window.png").toFile());
    }

    @Test
    void withoutADisplayTheProgramClicksItself() throws Exception {
        var run = Run.ofHealthy(DownloadWindow.class);
        run.assertPrintedInOrder(
                "There is no display, so the program clicks the buttons itself.",
                "clicked Download: Downloading... (Download is disabled)",
                "clicked About: A window of Procession, v1.0 (Download is disabled)",
                "waited: Download complete!");
    }

    @Test
    void withoutAThreadTheWindowIsFrozenUntilTheDownloadHasEnded() throws Exception {
        var run = Run.ofHealthy(FrozenWindow.class);
        run.assertPrintedInOrder(
                "clicked Download",
                "clicked About, the download has ended: false",
                "the window answers, the download has ended: true, it shows: A window of Procession, v1.0");
    }
}
