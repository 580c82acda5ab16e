package io.github.procession.examples;

import java.awt.BorderLayout;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** The parts that {@link DownloadWindow} and {@link FrozenWindow} have in common: two buttons below a line of text. */
class ButtonPanel {
    final JButton download = new JButton("Download");
    final JButton about = new JButton("About");
    final JLabel status = new JLabel("Ready");

    ButtonPanel() {
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

    void open(String title) {
        var frame = new JFrame(title);
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.add(panel());
        frame.setSize(320, 160);
        frame.setLocationRelativeTo(null);
        frame.setVisible(true);
    }
}
