package dev.sockeye.bench.report;

import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Spread;
import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jfree.chart.JFreeChart;

/** Every bar that has a peer, with what Sockeye has of its speed. */
final class SpeedChart {

  private static final List<Color> JAVAS =
      List.of(new Color(0x00, 0x72, 0xB2), new Color(0xE6, 0x9F, 0x00), Style.INK);

  /** Rows that are shown together. */
  enum Kind {
    SOCKETS("speed-sockets", "sockets", "(round-trip|throughput|framed|batch|jdbc)/"),
    SERVERS("speed-servers", "servers", "(server|server-\\w+|pipelined|churn|rate)/"),
    PROGRAMS("speed-programs", "files, relays, starts and memory", "");

    private final String file;
    private final String title;
    private final Pattern rows;

    Kind(String file, String title, String rows) {
      this.file = file;
      this.title = title;
      this.rows = Pattern.compile(rows);
    }

    String file() {
      return file;
    }

    /** The first that has a row. */
    private static Kind of(Judgement judgement) {
      for (Kind kind : values()) {
        if (kind.rows.matcher(judgement.row().id()).lookingAt()) {
          return kind;
        }
      }
      throw new AssertionError("the last one has all");
    }
  }

  private final Kind kind;
  private final List<String> javas;
  private final List<Judgement> shown;
  private final List<String> lines;

  SpeedChart(Kind kind, List<String> javas, List<Judgement> judgements) {
    this.kind = kind;
    this.javas = javas;
    shown =
        judgements.stream()
            .filter(judgement -> judgement.speed().isPresent() && !judgement.peer().isEmpty())
            .filter(judgement -> Kind.of(judgement) == kind)
            .toList();
    Set<String> names = new LinkedHashSet<>();
    shown.forEach(judgement -> names.add(name(judgement)));
    lines = new ArrayList<>(names);
  }

  private static String name(Judgement judgement) {
    return judgement.row().title() + " · " + judgement.peer();
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  int height() {
    return 140 + 26 * lines.size();
  }

  JFreeChart draw(String spread) {
    DotChart chart = new DotChart(lines, javas.size());
    for (String java : javas) {
      if (shown.stream().anyMatch(judgement -> judgement.java().equals(java))) {
        addDots(chart, java);
      }
    }
    addBars(chart);
    if (shown.stream().anyMatch(judgement -> judgement.attainable().isPresent())) {
      addAttainable(chart);
    }
    return chart.drawFactors(
        "Sockeye's speed beside its peers': " + kind.title,
        "1 is the peer's own; where it is red, Sockeye is the slower one. " + spread,
        "times the peer's speed",
        least(),
        most());
  }

  private void addDots(DotChart chart, String java) {
    Color colour = JAVAS.get(javas.indexOf(java) % JAVAS.size());
    DotChart.Dots dots = chart.series("Java " + java, colour);
    for (Judgement judgement : shown) {
      if (judgement.java().equals(java)) {
        dots.add(lines.indexOf(name(judgement)), judgement.speed().orElseThrow());
      }
    }
  }

  private void addBars(DotChart chart) {
    DotChart.Dots bars = chart.bars("the bar", Style.BAR);
    for (Judgement judgement : shown) {
      bars.add(lines.indexOf(name(judgement)), judgement.leastSpeed());
    }
  }

  private void addAttainable(DotChart chart) {
    DotChart.Dots dots = chart.bars("must hold where the bar is out of reach", Style.LESSER);
    for (Judgement judgement : shown) {
      int line = lines.indexOf(name(judgement));
      judgement.attainable().ifPresent(instead -> dots.add(line, instead.least()));
    }
  }

  private double least() {
    double least = 0.7;
    for (Judgement judgement : shown) {
      Spread speed = judgement.speed().orElseThrow();
      least = Math.min(least, Math.min(speed.low(), judgement.leastSpeed()));
    }
    return 0.95 * least;
  }

  private double most() {
    double most = 1.5;
    for (Judgement judgement : shown) {
      Spread speed = judgement.speed().orElseThrow();
      most = Math.max(most, Math.max(speed.high(), judgement.leastSpeed()));
    }
    return 1.05 * most;
  }
}
