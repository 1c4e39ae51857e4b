package dev.sockeye.bench.report;

import dev.sockeye.bench.Spread;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** Medians as dots with the quartiles as whiskers, in named lines one below the other. */
final class DotChart {

  private static final double DOT = 7;

  private final List<String> lines;
  private final XYIntervalSeriesCollection series = new XYIntervalSeriesCollection();
  private final XYErrorRenderer renderer = new XYErrorRenderer();
  private final int dotsOfALine;

  /**
   * An empty chart.
   *
   * @param lines their names, from above
   * @param dotsOfALine how many series have room beside each other in a line
   */
  DotChart(List<String> lines, int dotsOfALine) {
    this.lines = lines;
    this.dotsOfALine = dotsOfALine;
    renderer.setDrawYError(false);
    renderer.setCapLength(4);
    renderer.setErrorStroke(Style.THIN);
  }

  /** Begins a series of dots. */
  Dots series(String name, Paint paint) {
    int number = series.getSeriesCount();
    XYIntervalSeries dots = new XYIntervalSeries(name);
    series.addSeries(dots);
    renderer.setSeriesPaint(number, paint);
    renderer.setSeriesShape(number, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
    return new Dots(dots, offset(number));
  }

  /** Begins the series of the bars that are to be reached: a stroke across the line. */
  Dots bars(String name, Paint paint) {
    int number = series.getSeriesCount();
    XYIntervalSeries dots = new XYIntervalSeries(name);
    series.addSeries(dots);
    Shape stroke = new Rectangle2D.Double(-1, -8, 2, 16);
    renderer.setSeriesPaint(number, paint);
    renderer.setSeriesShape(number, stroke);
    return new Dots(dots, 0);
  }

  private double offset(int number) {
    return (number - (dotsOfALine - 1) / 2.0) * 0.7 / dotsOfALine;
  }

  /** Adds dots to a series. */
  record Dots(XYIntervalSeries series, double offset) {

    void add(int line, Spread spread) {
      double y = line + offset;
      series.add(spread.median(), spread.low(), spread.high(), y, y, y);
    }

    void add(int line, double value) {
      series.add(value, value, value, line, line, line);
    }
  }

  /** The least round distance that leaves the labels room. */
  private static double tick(double range) {
    double[] distances = {0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50};
    for (double distance : distances) {
      if (range / distance <= 20) {
        return distance;
      }
    }
    return 100;
  }

  JFreeChart draw(String title, String subtitle, String axis, double from, double to) {
    NumberAxis across = new NumberAxis(axis);
    across.setLabelFont(Style.PLAIN);
    across.setTickLabelFont(Style.SMALL);
    across.setRange(from, to);
    across.setTickUnit(new NumberTickUnit(tick(to - from)));
    return Style.chart(title, subtitle, plot(across));
  }

  /** By how many times, with what is less than 1 on a ground of its own. */
  JFreeChart drawFactors(String title, String subtitle, String axis, double from, double to) {
    XYPlot plot = plot(new FactorAxis(axis, from, to));
    IntervalMarker slower = new IntervalMarker(from, 1, Style.SLOWER);
    slower.setAlpha(1);
    plot.addDomainMarker(slower, Layer.BACKGROUND);
    plot.addDomainMarker(new ValueMarker(1, Style.INK, Style.THIN), Layer.BACKGROUND);
    return Style.chart(title, subtitle, plot);
  }

  private XYPlot plot(ValueAxis across) {
    SymbolAxis down = new SymbolAxis(null, lines.toArray(String[]::new));
    down.setInverted(true);
    down.setRange(-0.6, lines.size() - 0.4);
    down.setTickLabelFont(Style.SMALL);
    down.setGridBandsVisible(false);
    XYPlot plot = new XYPlot(series, across, down, renderer);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    return plot;
  }
}
