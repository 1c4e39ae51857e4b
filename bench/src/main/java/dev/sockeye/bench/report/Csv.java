package dev.sockeye.bench.report;

import dev.sockeye.bench.Absence;
import dev.sockeye.bench.Judgement;
import dev.sockeye.bench.Results;
import dev.sockeye.bench.Series;
import dev.sockeye.bench.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * All figures of a run as tabulated text, to be drawn again or looked into: {@code figures.tsv} has
 * one a line, {@code absences.tsv} who could not run, {@code environment.tsv} on what, and {@code
 * table.csv} the rows held to their bars.
 */
public final class Csv {

  private static final String FIGURES = "figures.tsv";
  private static final String ABSENCES = "absences.tsv";
  private static final String ENVIRONMENT = "environment.tsv";

  private Csv() {}

  /** Writes a run. */
  public static void write(Path folder, Results results, Map<String, String> environment)
      throws IOException {
    List<String> figures = new ArrayList<>();
    for (Map.Entry<Series, NavigableMap<Integer, Double>> entry : results.figures().entrySet()) {
      entry
          .getValue()
          .forEach((round, figure) -> figures.add(line(entry.getKey(), "" + round, "" + figure)));
    }
    Files.write(folder.resolve(FIGURES), figures);
    List<String> absences = new ArrayList<>();
    results
        .absences()
        .forEach(
            (series, absence) ->
                absences.add(line(series, "" + absence.excused(), oneField(absence.reason()))));
    Files.write(folder.resolve(ABSENCES), absences);
    List<String> facts = new ArrayList<>();
    environment.forEach((name, value) -> facts.add(name + "\t" + value));
    Files.write(folder.resolve(ENVIRONMENT), facts);
  }

  private static String line(Series series, String... values) {
    return String.join("\t", series.java(), series.row(), series.contender())
        + "\t"
        + String.join("\t", values);
  }

  /** What programs complain of may have several lines. */
  private static String oneField(String text) {
    return String.valueOf(text).replaceAll("\\s+", " ");
  }

  /** Reads a run again. */
  public static Results read(Path folder) throws IOException {
    Results results = new Results();
    for (String line : Files.readAllLines(folder.resolve(FIGURES))) {
      String[] fields = line.split("\t", -1);
      results.add(series(fields), Integer.parseInt(fields[3]), Double.parseDouble(fields[4]));
    }
    for (String line : Files.readAllLines(folder.resolve(ABSENCES))) {
      String[] fields = line.split("\t", -1);
      Absence absence = new Absence(fields[4], Boolean.parseBoolean(fields[3]));
      results.absent(series(fields), absence);
    }
    return results;
  }

  private static Series series(String[] fields) {
    return new Series(fields[0], fields[1], fields[2]);
  }

  /** Reads what a run was made on. */
  public static Map<String, String> readEnvironment(Path folder) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(folder.resolve(ENVIRONMENT))) {
      int tab = line.indexOf('\t');
      facts.put(line.substring(0, tab), line.substring(tab + 1));
    }
    return facts;
  }

  /** Writes the table for spreadsheets. */
  public static void writeTable(Path folder, List<Judgement> judgements) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("java,row,unit,sockeye,peer,peer_figure,speed,low,high,bar,attainable,verdict");
    for (Judgement judgement : judgements) {
      lines.add(
          String.join(
              ",",
              judgement.java(),
              judgement.row().id(),
              judgement.row().unit().symbol(),
              median(judgement.ours()),
              judgement.peer(),
              median(judgement.theirs()),
              median(judgement.speed()),
              judgement.speed().map(s -> number(s.low())).orElse(""),
              judgement.speed().map(s -> number(s.high())).orElse(""),
              judgement.barText(),
              judgement.attainable().map(shown -> number(shown.least())).orElse(""),
              judgement.verdict().toString()));
    }
    Files.write(folder.resolve("table.csv"), lines);
  }

  private static String median(Optional<Spread> spread) {
    return spread.map(s -> number(s.median())).orElse("");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }
}
