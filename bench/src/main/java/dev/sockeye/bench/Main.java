package dev.sockeye.bench;

import dev.sockeye.bench.report.Csv;
import dev.sockeye.bench.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
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
      "Without options everything is measured, in about 16 minutes for each Java.",
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
          new LibraryStartSuite());

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
      names = "--libc",
      paramLabel = "WAY",
      description =
          "What Sockeye calls the C library by, foreign or jnr; may be repeated. Where it is"
              + " another way than usual on a Java, only the rows are measured that call it.")
  private List<String> ways = List.of();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where figures, tables and charts go (${DEFAULT-VALUE}).")
  private Path out = Path.of("bench/target/results");

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description =
          "Measure nothing; take the figures of an earlier run. May be repeated: a row on a Java is"
              + " taken from the last run that has it.")
  private List<Path> earlier = List.of();

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
    Report report = earlier.isEmpty() ? measured() : read();
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
    boolean none = selection == null && (systemCalls || jmh) && earlier.isEmpty();
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
    Map<String, String> environment = new LinkedHashMap<>();
    for (Path folder : earlier) {
      results.replaceBy(Csv.read(folder));
      Csv.readEnvironment(folder).forEach((k, fact) -> environment.merge(k, fact, Main::both));
      Extra.read(folder).forEach((title, table) -> extras.merge(title, table, Extra::join));
    }
    return new Report(results, wanted(SUITES), environment, extras);
  }

  private static String both(String fact, String other) {
    return List.of(fact.split("; ", -1)).contains(other) ? fact : fact + "; " + other;
  }

  private Report measured() throws IOException, InterruptedException {
    Host host = Host.find();
    Optional<Path> natives = Optional.of(Path.of("bench/target/native")).filter(Files::isDirectory);
    List<JavaHome> javas = javas();
    Map<String, String> environment = Environment.describe(host, javas);
    for (JavaHome java : javas) {
      Effort effort = quick ? Effort.QUICK : Effort.FULL;
      measure(new Lab(java, effort, host, natives, results));
    }
    return new Report(results, wanted(SUITES), environment, extras);
  }

  /** Each with every way to call the C library that is named and that it has. */
  private List<JavaHome> javas() throws IOException {
    List<Optional<String>> named =
        ways.isEmpty()
            ? List.of(Optional.ofNullable(System.getProperty(JavaHome.LIBC)))
            : ways.stream().map(Optional::of).toList();
    List<JavaHome> javas = new ArrayList<>();
    for (Path home : homes) {
      for (Optional<String> way : named) {
        JavaHome java = JavaHome.of(home, way);
        if (way.map(java::has).orElse(true)) {
          javas.add(java);
        }
      }
    }
    if (javas.isEmpty()) {
      throw new IllegalArgumentException("none of these Javas calls the C library by " + named);
    }
    return javas;
  }

  private void measure(Lab lab) throws IOException, InterruptedException {
    for (Suite suite : SUITES) {
      List<Row> rows = wanted(List.of(suite)).stream().filter(lab.java()::tells).toList();
      if (!rows.isEmpty()) {
        long start = System.nanoTime();
        measure(suite, rows, lab);
        tell(lab, suite.getClass().getSimpleName(), start);
      }
    }
    for (Extra extra : lab.java().isUsual() ? extras() : Set.<Extra>of()) {
      long start = System.nanoTime();
      extra.add(extras, lab);
      tell(lab, extra.toString(), start);
    }
  }

  /** One that fails does not keep the others from being measured. */
  private static void measure(Suite suite, List<Row> rows, Lab lab) throws InterruptedException {
    try {
      suite.run(rows, lab);
    } catch (IOException e) {
      rows.forEach(row -> lab.failed(row, Names.SOCKEYE, e.toString()));
    }
    rows.stream()
        .filter(row -> !row.bars().isEmpty() && !lab.results().has(lab.java().label(), row))
        .forEach(row -> lab.failed(row, Names.SOCKEYE, "nothing was measured"));
  }

  private static void tell(Lab lab, String what, long start) {
    System.err.printf(
        Locale.ROOT,
        "Java %s, %s: %d s%n",
        lab.java().label(),
        what,
        (System.nanoTime() - start) / 1_000_000_000);
  }
}
