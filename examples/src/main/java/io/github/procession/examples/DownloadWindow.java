package io.github.procession.examples;

import io.github.procession.function.Action0;
import io.github.procession.threading.Event;
import io.github.procession.threading.Thread;
import java.awt.BorderLayout;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;

/**
 * A window with the buttons Download and About. A daemon thread downloads, so the window answers meanwhile, and closing
 * it ends the program in the middle of a download.
 */
class DownloadWindow {
    final JButton download = new JButton("Download");
    final JButton about = new JButton("About");
    final JLabel status = new JLabel("Ready");
    private final Action0 work;

    DownloadWindow() {
        this(() -> Thread.sleep(Duration.ofSeconds(10)));
    }

    DownloadWindow(Action0 work) {
        this.work = work;
        download.addActionListener(_ -> startDownload());
        about.addActionListener(_ -> status.setText("A window of Procession, v1.0"));
    }

    JPanel panel() {
        var buttons = new JPanel();
        buttons.add(download);
        buttons.add(about);
        var panel = new JPanel(new BorderLayout(10, 10));
        panel.setBorder(BorderFactory.createEmptyBorder(20, 20, 10, 20));
        panel.add(status, BorderLayout.CENTER);
        panel.add(buttons, BorderLayout.SOUTH);
        return panel;
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

    private void open() {
        var frame = new JFrame("Several threads");
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.add(panel());
        frame.setSize(320, 160);
        frame.setLocationRelativeTo(null);
        frame.setVisible(true);
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
            SwingUtilities.invokeLater(this::open);
        }
    }
}
