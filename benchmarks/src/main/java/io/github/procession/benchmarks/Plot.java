package io.github.procession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** A plot of the rate against the time since the start, for both sides, as an SVG file. */
final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;

    private Plot() {}

    static void save(String title, Windows windows, Path folder) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("seconds since the start of the program")
                .yAxisTitle("operations a second")
                .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setPlotGridLinesVisible(false); // dashes, each of them an element of the file
        chart.addSeries("here", Windows.middles(), positive(windows.hereRates()));
        chart.addSeries("CPython", Windows.middles(), positive(windows.pythonRates()));
        Files.createDirectories(folder);
        String name = title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        VectorGraphicsEncoder.saveVectorGraphic(
                chart, folder.resolve("rate-" + name + ".svg").toString(), VectorGraphicsFormat.SVG);
    }

    /** Rates for a logarithmic axis, which has no 0: a window without a result counts as one operation a second. */
    private static double[] positive(double[] rates) {
        double[] result = rates.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.max(1, result[i]);
        }
        return result;
    }
}
