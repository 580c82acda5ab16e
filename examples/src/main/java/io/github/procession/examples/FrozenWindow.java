package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.threading.Event;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.swing.SwingUtilities;

/**
 * The window of {@link DownloadWindow} without a thread: the download runs in Swing's own thread, and until it has ended the
 * window neither answers nor draws itself.
 */
class FrozenWindow extends ButtonPanel {
    FrozenWindow() {
        this(() -> Thread.sleep(Duration.ofSeconds(10)));
    }

    FrozenWindow(Action0 work) {
        download.addActionListener(_ -> {
            try {
                work.run();
                status.setText("Download complete!");
            } catch (Exception e) {
                status.setText("The download failed: " + e.getMessage());
            }
        });
    }

    /** What a person would do, without a person and without a display: About is clicked during the download. */
    static void clickThrough() throws InterruptedException, InvocationTargetException {
        var downloaded = new Event();
        var ended = new AtomicBoolean();
        var window = new FrozenWindow(() -> {
            downloaded.await();
            ended.set(true);
        });
        SwingUtilities.invokeAndWait(window::panel);
        SwingUtilities.invokeLater(() -> window.download.doClick(0));
        IO.println("clicked Download");
        SwingUtilities.invokeLater(() -> window.about.doClick(0));
        IO.println("clicked About, the download has ended: " + ended.get());
        downloaded.set();
        SwingUtilities.invokeAndWait(() -> IO.println("the window answers, the download has ended: " + ended.get()
                + ", it shows: " + window.status.getText()));
    }

    void main() throws InterruptedException, InvocationTargetException {
        if (GraphicsEnvironment.isHeadless()) {
            IO.println("There is no display, so the program clicks the buttons itself.");
            clickThrough();
        } else {
            SwingUtilities.invokeLater(() -> open("A single thread"));
        }
    }
}
