package dev.sockeye.bench.report;

import static dev.sockeye.bench.Names.JDK;
import static dev.sockeye.bench.Names.SOCAT;
import static dev.sockeye.bench.Names.SOCKEYE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.bench.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYDataset;
import org.junit.jupiter.api.Test;

class SpeedChartTest {

  private final Run run = new Run();

  private SpeedChart chart(SpeedChart.Kind kind) {
    List<Judgement> judgements = run.judge(Run.TRIP, Run.ALLOCATION, Run.RELAY);
    return new SpeedChart(kind, List.of("17", "25 jnr"), judgements);
  }

  private static List<String> series(JFreeChart chart) {
    XYDataset data = ((XYPlot) chart.getPlot()).getDataset();
    return IntStream.range(0, data.getSeriesCount())
        .mapToObj(i -> data.getSeriesKey(i).toString())
        .toList();
  }

  @Test
  void whatHasNoPeerIsNotShown() {
    run.add(Run.ALLOCATION, SOCKEYE, 1);
    for (SpeedChart.Kind kind : SpeedChart.Kind.values()) {
      assertTrue(chart(kind).isEmpty(), kind.file());
    }
  }

  @Test
  void eachRowIsInOnePicture() {
    run.add(Run.TRIP, SOCKEYE, 1).add(Run.TRIP, JDK, 1);
    run.add(Run.RELAY, SOCKEYE, 1).add(Run.RELAY, SOCAT, 1);
    List<SpeedChart.Kind> drawn = new ArrayList<>();
    for (SpeedChart.Kind kind : SpeedChart.Kind.values()) {
      if (!chart(kind).isEmpty()) {
        drawn.add(kind);
      }
    }
    assertEquals(List.of(SpeedChart.Kind.SOCKETS, SpeedChart.Kind.PROGRAMS), drawn);
  }

  @Test
  void aJavaWithoutDotsIsNotInTheLegendAndWhatMustHoldInsteadIs() {
    run.add(Run.TRIP, SOCKEYE, 1).add(Run.TRIP, JDK, 1);
    run.add(Run.RELAY, SOCKEYE, 1).add(Run.RELAY, SOCAT, 1);
    assertEquals(List.of("Java 17", "the bar"), series(chart(SpeedChart.Kind.SOCKETS).draw("")));
    assertEquals(
        List.of("Java 17", "the bar", "must hold where the bar is out of reach"),
        series(chart(SpeedChart.Kind.PROGRAMS).draw("")));
  }

  /** A speed far below its bar was cut off once. */
  @Test
  void theAxisHasAllDots() {
    run.add(Run.RELAY, SOCKEYE, 0.2, 0.3, 0.4).add(Run.RELAY, SOCAT, 1, 1, 1);
    JFreeChart drawn = chart(SpeedChart.Kind.PROGRAMS).draw("");
    XYPlot plot = (XYPlot) drawn.getPlot();
    assertTrue(plot.getDomainAxis().getRange().contains(0.25));
    assertTrue(plot.getDomainAxis().getRange().contains(1.15));
    assertFalse(plot.getDomainAxis().getRange().contains(0.1));
  }
}
