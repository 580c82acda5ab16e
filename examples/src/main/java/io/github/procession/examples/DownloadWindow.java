package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.threading.Event;
import io.github.procession.threading.Thread;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import javax.swing.SwingUtilities;

/**
 * A window with the buttons Download and About. A daemon thread downloads, so the window answers meanwhile, and closing
 * it ends the program in the middle of a download.
 */
class DownloadWindow extends ButtonPanel {
    private final Action0 work;

    DownloadWindow() {
        this(() -> Thread.sleep(Duration.ofSeconds(10)));
    }

    DownloadWindow(Action0 work) {
        this.work = work;
        download.addActionListener(_ -> startDownload());
    }

    private void startDownload() {
        download.setEnabled(false);
        status.setText("Downloading...");
        Thread.target(this::downloadInBackground)
                .name("download")
                .daemon(true)
                .build()
                .start();
    }

    private void downloadInBackground() throws Exception {
        work.run();
        SwingUtilities.invokeLater(
                () -> { // only Swing's own thread may touch the window
                    status.setText("Download complete!");
                    download.setEnabled(true);
                });
    }

    /** What a person would do, without a person and without a display. */
    static void clickThrough() throws InterruptedException, InvocationTargetException {
        var downloaded = new Event();
        var window = new DownloadWindow(() -> downloaded.await());
        SwingUtilities.invokeAndWait(window::panel);
        SwingUtilities.invokeAndWait(window.download::doClick);
        window.say("clicked Download");
        SwingUtilities.invokeAndWait(window.about::doClick);
        window.say("clicked About");
        downloaded.set();
        while (!"Download complete!".equals(window.status.getText())) {
            SwingUtilities.invokeAndWait(() -> {}); // Swing's thread has come by
        }
        window.say("waited");
    }

    private void say(String what) throws InterruptedException, InvocationTargetException {
        SwingUtilities.invokeAndWait(() ->
                IO.println(what + ": " + status.getText() + (download.isEnabled() ? "" : " (Download is disabled)")));
    }

    void main() throws InterruptedException, InvocationTargetException {
        if (GraphicsEnvironment.isHeadless()) {
            IO.println("There is no display, so the program clicks the buttons itself.");
            clickThrough();
        } else {
            SwingUtilities.invokeLater(() -> open("Several threads"));
        }
    }
}
