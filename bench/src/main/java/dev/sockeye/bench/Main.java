package dev.sockeye.bench;

import dev.sockeye.bench.report.Csv;
import dev.sockeye.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the benchmarks. */
@Command(
    name = "bench/run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Sockeye beside what one would use instead: row by row, all contenders of a row in"
          + " turn, and holds each row to its bar.",
      "Without options everything is measured, in about 25 minutes for each Java.",
      "Ends with status 1 if a row misses its bar by more than the spread, or failed."
    })
public final class Main implements Callable<Integer> {

  private static final List<Suite> SUITES =
      List.of(
          new ContestSuite(),
          new SctpSuite(),
          new JdbcSuite(),
          new ServerSuite(),
          new RateSuite(),
          new MemorySuite(),
          new FileSuite(),
          new RelaySuite(),
          new StartUpSuite(),
          new SeqpacketStartSuite());

  @Option(
      names = "--quick",
      description = "Fewer rounds, and only those contenders that bars name; under 5 minutes.")
  private boolean quick;

  @Option(
      names = "--rows",
      paramLabel = "REGEX",
      description = "Only the rows in whose name this is found, such as ^server/100.")
  private Pattern selection;

  @Option(names = "--syscalls", description = "The system calls of each operation, by strace.")
  private boolean systemCalls;

  @Option(names = "--jmh", description = "JMH's view: time and allocation of an operation.")
  private boolean jmh;

  @Option(
      names = "--java",
      paramLabel = "HOME",
      description = "A JDK to measure; may be repeated. Else JAVA_HOME, or the one on the PATH.")
  private List<Path> homes = List.of(Path.of(System.getProperty("java.home")));

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where figures, tables and charts go (${DEFAULT-VALUE}).")
  private Path out = Path.of("bench/target/results");

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description = "Measure nothing; take the figures of an earlier run.")
  private Path from;

  @Option(
      names = "--publish",
      paramLabel = "PAGE",
      description = "Put tables and charts into a page, such as docs/performance.md.")
  private Path page;

  @Option(names = "--list", description = "Only list the rows with their bars.")
  private boolean list;

  private final Results results = new Results();
  private final Map<String, String> extras = new TreeMap<>();

  private Main() {}

  /**
   * Runs the benchmarks.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (list) {
      wanted(SUITES).forEach(Main::print);
      return 0;
    }
    Report report = from == null ? measured() : read();
    report.print(System.out);
    report.write(out);
    Extra.write(extras, out);
    if (page != null) {
      report.publish(page);
    }
    return report.missed() ? 1 : 0;
  }

  /** Extras alone leave no rows, unless those are asked for too. */
  private List<Row> wanted(List<Suite> suites) {
    boolean none = selection == null && (systemCalls || jmh) && from == null;
    return suites.stream()
        .flatMap(suite -> suite.rows().stream().filter(row -> !none && isWanted(suite, row)))
        .toList();
  }

  private boolean isWanted(Suite suite, Row row) {
    return selection == null ? !quick || suite.isQuick(row) : selection.matcher(row.id()).find();
  }

  private Set<Extra> extras() {
    Set<Extra> wanted = EnumSet.noneOf(Extra.class);
    boolean all = !quick && selection == null && !systemCalls && !jmh;
    if (all || systemCalls) {
      wanted.add(Extra.SYSTEM_CALLS);
    }
    if (all || jmh) {
      wanted.add(Extra.JMH);
    }
    return wanted;
  }

  private static void print(Row row) {
    System.out.printf("%-40s %s%n", row.id(), row.title());
    for (Bar bar : row.bars()) {
      System.out.printf("%-40s   %s%n", "", bar);
    }
  }

  private Report read() throws IOException {
    extras.putAll(Extra.read(from));
    return new Report(Csv.read(from), wanted(SUITES), Csv.readEnvironment(from), extras);
  }

  private Report measured() throws IOException, InterruptedException {
    Host host = Host.find();
    Optional<Path> natives = Optional.of(Path.of("bench/target/native")).filter(Files::isDirectory);
    List<JavaHome> javas = new ArrayList<>();
    for (Path home : homes) {
      javas.add(JavaHome.of(home));
    }
    Map<String, String> environment = Environment.describe(host, javas);
    for (JavaHome java : javas) {
      Effort effort = quick ? Effort.QUICK : Effort.FULL;
      measure(new Lab(java, effort, host, natives, results));
    }
    return new Report(results, wanted(SUITES), environment, extras);
  }

  private void measure(Lab lab) throws IOException, InterruptedException {
    for (Suite suite : SUITES) {
      List<Row> rows = wanted(List.of(suite));
      if (!rows.isEmpty()) {
        long start = System.nanoTime();
        measure(suite, rows, lab);
        tell(lab, suite.getClass().getSimpleName(), start);
      }
    }
    for (Extra extra : extras()) {
      long start = System.nanoTime();
      extra.add(extras, lab);
      tell(lab, extra.toString(), start);
    }
  }

  /** One that fails does not keep the others from being measured. */
  private static void measure(Suite suite, List<Row> rows, Lab lab) throws InterruptedException {
    try {
      suite.measure(rows, lab);
    } catch (IOException e) {
      rows.forEach(row -> lab.failed(row, Names.SOCKEYE, e.toString()));
    }
  }

  private static void tell(Lab lab, String what, long start) {
    System.err.printf(
        Locale.ROOT,
        "Java %s, %s: %d s%n",
        lab.java().version(),
        what,
        (System.nanoTime() - start) / 1_000_000_000);
  }
}
