package dev.sockeye.bench.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A run in tables and charts. */
public final class Report {

  private final Results results;
  private final List<Row> rows;
  private final Map<String, String> environment;
  private final Map<String, String> extras;
  private final List<Judgement> judgements = new ArrayList<>();

  /**
   * Of a run.
   *
   * @param results what was measured
   * @param rows the rows that were wanted
   * @param environment on what
   * @param extras further tables, by the names of their parts of a page
   */
  public Report(
      Results results,
      List<Row> rows,
      Map<String, String> environment,
      Map<String, String> extras) {
    this.results = results;
    this.rows = rows;
    this.environment = environment;
    this.extras = extras;
    for (String java : results.javas()) {
      judgements.addAll(Judgement.all(rows, results, java));
    }
  }

  /** Whether a bar was missed by more than the spread, or a row failed. */
  public boolean missed() {
    return judgements.stream().anyMatch(judgement -> judgement.verdict().isMissed());
  }

  /** Prints the tables. */
  public void print(PrintStream out) {
    out.println(Markdown.environment(environment));
    for (String java : results.javas()) {
      out.println("## Java " + java + "\n");
      String table = table(java);
      if (!table.isEmpty()) {
        out.println(table);
      }
      out.println(figures(java, row -> row.bars().isEmpty()));
    }
    extras.forEach((name, table) -> out.println("## " + name + "\n\n" + table));
    String absences = Markdown.absences(results);
    if (!absences.isEmpty()) {
      out.println("Not measured:\n\n" + absences);
    }
  }

  private String table(String java) {
    return Markdown.judgements(
        judgements.stream().filter(judgement -> judgement.java().equals(java)).toList());
  }

  /** A table for each kind of row, since each has contenders of its own. */
  private String figures(String java, Predicate<Row> selection) {
    Map<String, List<Row>> kinds =
        rows.stream()
            .filter(selection)
            .collect(groupingBy(Report::kind, LinkedHashMap::new, toList()));
    return kinds.values().stream()
        .map(kind -> Markdown.figures(kind, results, java))
        .filter(table -> !table.isEmpty())
        .collect(joining("\n"));
  }

  private static String kind(Row row) {
    return row.id().substring(0, row.id().indexOf('/'));
  }

  /** Writes all figures, the tables and the charts into a folder. */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Csv.write(folder, results, environment);
    Csv.writeTable(folder, judgements);
    Charts.draw(results, rows, judgements, folder);
    try (PrintStream out = new PrintStream(Files.newOutputStream(folder.resolve("tables.md")))) {
      print(out);
    }
  }

  /** Puts the tables and charts into a page, whose folder of its own name takes the charts. */
  public void publish(Path page) throws IOException {
    String name = page.getFileName().toString().replaceFirst("\\.md$", "");
    Path folder = page.resolveSibling(name);
    Map<String, String> charts = Charts.draw(results, rows, judgements, folder);
    ChartFile.deleteOthers(folder, charts.keySet());
    StringBuilder tables = new StringBuilder();
    for (String java : results.javas()) {
      tables.append("### Java ").append(java).append("\n\n").append(table(java)).append('\n');
    }
    StringBuilder figures = new StringBuilder();
    for (String java : results.javas()) {
      figures.append("### Java ").append(java).append("\n\n");
      figures.append(figures(java, row -> !row.id().startsWith("allocation/"))).append('\n');
    }
    StringBuilder pictures = new StringBuilder();
    charts.forEach(
        (file, title) -> pictures.append("![%s](%s/%s.svg)\n\n".formatted(title, name, file)));
    Page published =
        Page.open(page)
            .replace("environment", Markdown.environment(environment))
            .replace("charts", pictures.toString().stripTrailing() + "\n")
            .replace("table", tables.toString().stripTrailing() + "\n")
            .replace("figures", figures.toString().stripTrailing() + "\n")
            .replace("not won", Markdown.notWon(judgements))
            .replace("not measured", absences());
    extras.forEach(published::replace);
    published.save();
  }

  private String absences() {
    String absences = Markdown.absences(results);
    return absences.isEmpty() ? "Everything was measured.\n" : absences;
  }
}
