package dev.sockeye.bench.report;

import dev.sockeye.bench.Bar;
import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Names;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Row;
import dev.sockeye.bench.Series;
import dev.sockeye.bench.Spread;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The charts of a run; those for which it has no figures are left out. */
public final class Charts {

  private static final String SPREAD = "Medians; whiskers are the quartiles of the rounds.";
  private static final List<Color> JAVAS =
      List.of(new Color(0x00, 0x72, 0xB2), new Color(0xE6, 0x9F, 0x00), Style.INK);

  private final Results results;
  private final List<Row> rows;
  private final Path folder;
  private final Map<String, String> drawn = new LinkedHashMap<>();

  private Charts(Results results, List<Row> rows, Path folder) {
    this.results = results;
    this.rows = rows;
    this.folder = folder;
  }

  /**
   * Draws all charts.
   *
   * @return what each file, without its ending, shows
   * @throws IOException if a file cannot be written
   */
  public static Map<String, String> draw(
      Results results, List<Row> rows, List<Judgement> judgements, Path folder) throws IOException {
    Charts charts = new Charts(results, rows, folder);
    charts.speeds(judgements);
    for (String java : results.javas()) {
      charts.servers(java);
      charts.rates(java, "cpu", "What a server takes of a CPU", "CPUs");
      charts.rates(java, "p50", "Median time to the answer", "microseconds");
      charts.roundTrips(java);
    }
    charts.bars("throughput/", "Throughput of a stream, writes of 64 KiB", "throughput");
    charts.bars("memory/resident", "Memory of a server with 10,000 idle connections", "memory");
    charts.bars("start-up/connect", "From the start of the program to its first byte", "start-up");
    return charts.drawn;
  }

  private void write(org.jfree.chart.JFreeChart chart, int height, String name) throws IOException {
    ChartFile.write(chart, height, folder, name);
    drawn.put(name, chart.getTitle().getText());
  }

  /** Every bar that has a peer, or is a part of a whole: all that has no unit. */
  private void speeds(List<Judgement> judgements) throws IOException {
    List<Judgement> shown =
        judgements.stream()
            .filter(judgement -> judgement.speed().isPresent())
            .filter(judgement -> !(judgement.bar() instanceof Bar.AtMost))
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    Set<String> lines = new LinkedHashSet<>();
    shown.forEach(judgement -> lines.add(name(judgement)));
    List<String> names = new ArrayList<>(lines);
    List<String> javas = List.copyOf(results.javas());
    DotChart chart = new DotChart(names, javas.size());
    for (String java : javas) {
      DotChart.Dots dots = chart.series("Java " + java, JAVAS.get(javas.indexOf(java)));
      for (Judgement judgement : shown) {
        if (judgement.java().equals(java)) {
          dots.add(names.indexOf(name(judgement)), judgement.speed().orElseThrow());
        }
      }
    }
    DotChart.Dots bars = chart.bars("the least it must be");
    double most = 1;
    for (Judgement judgement : shown) {
      bars.add(names.indexOf(name(judgement)), Double.parseDouble(judgement.barText()));
      most = Math.max(most, judgement.speed().orElseThrow().high());
    }
    write(
        chart.draw(
            "Sockeye's speed beside its peers'",
            "1 is the peer's own. " + SPREAD,
            "times the peer's speed",
            0.5,
            Math.ceil(most * 2) / 2),
        120 + 24 * names.size(),
        "speed");
  }

  private static String name(Judgement judgement) {
    String peer = judgement.peer();
    return judgement.row().title() + (peer.isEmpty() ? "" : " · " + peer);
  }

  private void servers(String java) throws IOException {
    BarChart chart = new BarChart();
    for (Row row : rows) {
      if (row.id().matches("server/\\d+")) {
        String group = String.format(Locale.ROOT, "%,d", Integer.parseInt(row.id().substring(7)));
        addAll(chart, row, java, group);
        mark(chart, row, java, group);
      }
    }
    if (!chart.isEmpty()) {
      write(
          chart.draw(
              "Echo server on one CPU, 64 B, Java " + java,
              SPREAD + " Red: the most that one of its bars asks of Sockeye.",
              "connections",
              "requests a second"),
          440,
          "server-java" + java);
    }
  }

  private void rates(String java, String what, String title, String unit) throws IOException {
    BarChart chart = new BarChart();
    for (Row row : rows) {
      if (row.id().matches("rate/\\d+/" + what)) {
        int rate = Integer.parseInt(row.id().split("/", -1)[1]);
        addAll(chart, row, java, String.format(Locale.ROOT, "%,d", rate));
      }
    }
    if (!chart.isEmpty()) {
      write(
          chart.draw(
              title + " at fixed rates, 64 B, Java " + java,
              "Less is better. " + SPREAD,
              "requests a second",
              unit),
          380,
          "rate-" + what + "-java" + java);
    }
  }

  private void addAll(BarChart chart, Row row, String java, String group) {
    for (String name : results.contenders(java, row.id())) {
      spread(java, row, name).ifPresent(spread -> chart.add(group, name, spread));
    }
  }

  private Optional<Spread> spread(String java, Row row, String name) {
    return results.spread(new Series(java, row.id(), name));
  }

  private void mark(BarChart chart, Row row, String java, String group) {
    double most = 0;
    for (Bar bar : row.bars()) {
      if (bar instanceof Bar.Beside beside) {
        double peer = spread(java, row, beside.peer()).map(Spread::median).orElse(0.0);
        most = Math.max(most, beside.least() * peer);
      }
    }
    if (most > 0) {
      chart.mark(group, Names.SOCKEYE, most);
    }
  }

  private void roundTrips(String java) throws IOException {
    List<Row> trips = rows.stream().filter(row -> row.id().startsWith("round-trip/")).toList();
    Set<String> names = new LinkedHashSet<>();
    List<Row> measured = new ArrayList<>();
    for (Row row : trips) {
      Set<String> some = results.contenders(java, row.id());
      // In the kernel lab all is slower, and beside the others it would say nothing.
      if (!some.isEmpty() && !row.id().endsWith("sctp")) {
        measured.add(row);
        names.addAll(some);
      }
    }
    if (measured.isEmpty()) {
      return;
    }
    List<String> lines =
        measured.stream().map(row -> row.id().substring("round-trip/".length())).toList();
    DotChart chart = new DotChart(lines, names.size());
    double most = 0;
    for (String name : names) {
      DotChart.Dots dots = chart.series(name, Style.colour(name));
      for (int i = 0; i < lines.size(); i++) {
        Optional<Spread> spread = spread(java, measured.get(i), name);
        if (spread.isPresent()) {
          dots.add(i, spread.get());
          most = Math.max(most, spread.get().high());
        }
      }
    }
    write(
        chart.draw(
            "Round trip of 64 B on one CPU, Java " + java,
            "Less is better. " + SPREAD,
            "microseconds",
            0,
            Math.ceil(most / 5) * 5),
        140 + 70 * lines.size(),
        "round-trip-java" + java);
  }

  /** Rows of a kind as groups, for each Java. */
  private void bars(String prefix, String title, String name) throws IOException {
    BarChart chart = new BarChart();
    String unit = "";
    for (Row row : rows) {
      if (row.id().startsWith(prefix)) {
        unit = row.unit().symbol();
        for (String java : results.javas()) {
          int slash = prefix.endsWith("/") ? prefix.length() : row.id().length();
          String group = (row.id().substring(slash) + " Java " + java).strip();
          addAll(chart, row, java, group);
        }
      }
    }
    if (!chart.isEmpty()) {
      write(chart.draw(title, SPREAD, null, unit), 380, name);
    }
  }
}
