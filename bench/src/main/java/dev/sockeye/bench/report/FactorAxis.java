package dev.sockeye.bench.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** How many times: half as fast is as far from 1 as twice as fast. */
@SuppressWarnings("serial") // never is
final class FactorAxis extends LogAxis {

  private static final double[] FACTORS = {
    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3, 4, 6, 10, 20, 50
  };

  FactorAxis(String label, double from, double to) {
    super(label);
    setLabelFont(Style.PLAIN);
    setTickLabelFont(Style.SMALL);
    setRange(from, to);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    List<NumberTick> ticks = new ArrayList<>();
    for (double factor : FACTORS) {
      if (getRange().contains(factor)) {
        String text = factor == Math.rint(factor) ? "" + (int) factor : "" + factor;
        ticks.add(new NumberTick(factor, text, TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0));
      }
    }
    return ticks;
  }
}
