package io.github.procession.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A plot of both sides as an SVG file.
 *
 * @param title what is measured
 * @param x title of the x axis
 * @param y title of the y axis
 */
record Plot(String title, String x, String y) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;

    /** The rate by the time since the start. */
    static void save(String title, Windows windows, Path folder) throws IOException {
        String name = "rate-" + title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        new Plot(title, "seconds since the start of the program", "operations a second")
                .save(folder, name, false, Windows.middles(), windows.pythonRates(), windows.hereRates());
    }

    /** Lines over a logarithmic y axis. */
    void save(Path folder, String name, boolean logarithmicX, double[] at, double[] python, double[] here)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setXAxisLogarithmic(logarithmicX);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setPlotGridLinesVisible(false); // dashes, each of them an element of the file
        chart.addSeries("here", at, positive(here));
        chart.addSeries("CPython", at, positive(python));
        save(chart, folder, name);
    }

    /** Bars, with a name below each pair. */
    void save(Path folder, String name, List<String> names, double[] python, double[] here) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setPlotGridLinesVisible(false);
        chart.getStyler().setLabelsVisible(true);
        chart.getStyler().setDecimalPattern("#,##0.#");
        chart.addSeries("here", names, DoubleStream.of(here).boxed().toList());
        chart.addSeries("CPython", names, DoubleStream.of(python).boxed().toList());
        save(chart, folder, name);
    }

    private static void save(Chart<?, ?> chart, Path folder, String name) throws IOException {
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        Files.createDirectories(folder);
        VectorGraphicsEncoder.saveVectorGraphic(
                chart, folder.resolve(name + ".svg").toString(), VectorGraphicsFormat.SVG);
    }

    /** Figures for a logarithmic axis, which has no 0: a window without a result counts as one operation a second. */
    private static double[] positive(double[] figures) {
        return DoubleStream.of(figures).map(figure -> figure == 0 ? 1 : figure).toArray();
    }
}
