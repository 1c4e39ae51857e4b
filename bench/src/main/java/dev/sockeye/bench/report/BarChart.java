package dev.sockeye.bench.report;

import dev.sockeye.bench.Spread;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.HashMap;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRendererState;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/** Medians as bars with the quartiles as whiskers, in groups; and what a bar is to reach. */
final class BarChart {

  private final DefaultCategoryDataset medians = new DefaultCategoryDataset();
  private final Map<String, Spread> spreads = new HashMap<>();
  private final Map<String, Double> marks = new HashMap<>();

  void add(String group, String contender, Spread spread) {
    medians.addValue(spread.median(), contender, group);
    spreads.put(key(group, contender), spread);
  }

  /** Marks what a contender's bar in a group is to reach. */
  void mark(String group, String contender, double value) {
    marks.put(key(group, contender), value);
  }

  private static String key(Comparable<?> group, Comparable<?> contender) {
    return group + "\t" + contender;
  }

  boolean isEmpty() {
    return medians.getRowCount() == 0;
  }

  JFreeChart draw(String title, String subtitle, String groups, String axis) {
    CategoryAxis across = new CategoryAxis(groups);
    across.setLabelFont(Style.PLAIN);
    across.setTickLabelFont(Style.PLAIN);
    across.setCategoryMargin(0.15);
    NumberAxis up = new NumberAxis(axis);
    up.setLabelFont(Style.PLAIN);
    up.setTickLabelFont(Style.SMALL);
    up.setRange(0, 1.06 * most());
    CategoryPlot plot = new CategoryPlot(medians, across, up, renderer());
    plot.setRangeGridlinePaint(Style.GRID);
    return Style.chart(title, subtitle, plot);
  }

  private double most() {
    double most = 0;
    for (Spread spread : spreads.values()) {
      most = Math.max(most, spread.high());
    }
    for (double mark : marks.values()) {
      most = Math.max(most, mark);
    }
    return most;
  }

  private BarRenderer renderer() {
    BarRenderer renderer = new Whiskers();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    renderer.setItemMargin(0.06);
    for (int i = 0; i < medians.getRowCount(); i++) {
      renderer.setSeriesPaint(i, Style.colour(medians.getRowKey(i).toString()));
    }
    return renderer;
  }

  @SuppressWarnings("serial") // never is
  private final class Whiskers extends BarRenderer {

    @Override
    public void drawItem(
        Graphics2D graphics,
        CategoryItemRendererState state,
        Rectangle2D area,
        CategoryPlot plot,
        CategoryAxis across,
        ValueAxis up,
        CategoryDataset data,
        int row,
        int column,
        int pass) {
      super.drawItem(graphics, state, area, plot, across, up, data, row, column, pass);
      String key = key(data.getColumnKey(column), data.getRowKey(row));
      Spread spread = spreads.get(key);
      if (spread == null) {
        return;
      }
      double left = calculateBarW0(plot, plot.getOrientation(), area, across, state, row, column);
      double width = state.getBarWidth();
      double middle = left + width / 2;
      double low = up.valueToJava2D(spread.low(), area, plot.getRangeAxisEdge());
      double high = up.valueToJava2D(spread.high(), area, plot.getRangeAxisEdge());
      graphics.setPaint(Style.INK);
      graphics.setStroke(Style.THIN);
      graphics.draw(new Line2D.Double(middle, low, middle, high));
      graphics.draw(new Line2D.Double(middle - 3, low, middle + 3, low));
      graphics.draw(new Line2D.Double(middle - 3, high, middle + 3, high));
      if (marks.containsKey(key)) {
        double mark = up.valueToJava2D(marks.get(key), area, plot.getRangeAxisEdge());
        graphics.setPaint(Style.BAR);
        graphics.setStroke(Style.BAR_STROKE);
        graphics.draw(new Line2D.Double(left - 2, mark, left + width + 2, mark));
      }
    }
  }
}
