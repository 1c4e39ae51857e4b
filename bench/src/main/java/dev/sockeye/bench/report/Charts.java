package dev.sockeye.bench.report;

import dev.sockeye.bench.Bar;
import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Names;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Row;
import dev.sockeye.bench.Series;
import dev.sockeye.bench.Spread;
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
      charts.throughputs(java);
    }
    charts.bars("memory/resident", "Memory of a server with 10,000 idle connections", "memory");
    charts.bars("start-up/connect", "From the start of the program to its first byte", "start-up");
    charts.bars(
        "start-up/tcp", "From the start of a small program to its first byte", "start-up-tcp");
    charts.bars(
        "start-up/unix+seqpacket",
        "From the start of a program to its first native message",
        "start-up-native");
    return charts.drawn;
  }

  private void write(org.jfree.chart.JFreeChart chart, int height, String name) throws IOException {
    String file = name.replace(' ', '-');
    ChartFile.write(chart, height, folder, file);
    drawn.put(file, chart.getTitle().getText());
  }

  private void speeds(List<Judgement> judgements) throws IOException {
    for (SpeedChart.Kind kind : SpeedChart.Kind.values()) {
      SpeedChart chart = new SpeedChart(kind, List.copyOf(results.javas()), judgements);
      if (!chart.isEmpty()) {
        write(chart.draw(SPREAD), chart.height(), kind.file());
      }
    }
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

  private void throughputs(String java) throws IOException {
    BarChart chart = new BarChart();
    for (Row row : rows) {
      if (row.id().startsWith("throughput/")) {
        addAll(chart, row, java, row.id().substring("throughput/".length()));
      }
    }
    write(
        chart,
        "Throughput of a stream, writes of 64 KiB, Java " + java,
        "GB/s",
        "throughput-java" + java);
  }

  /** A row, with a group for each Java. */
  private void bars(String id, String title, String name) throws IOException {
    BarChart chart = new BarChart();
    String unit = "";
    for (Row row : rows) {
      if (row.id().equals(id)) {
        unit = row.unit().symbol();
        for (String java : results.javas()) {
          addAll(chart, row, java, "Java " + java);
        }
      }
    }
    write(chart, title, unit, name);
  }

  private void write(BarChart chart, String title, String unit, String name) throws IOException {
    if (!chart.isEmpty()) {
      write(chart.draw(title, SPREAD, null, unit), 380, name);
    }
  }
}
