import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Prints what Surefire's XML reports say, by transport and Java version, with the reasons for what
 * was skipped and the cases that failed.
 *
 * <pre>java tools/ReportTable.java [--counts FILE] 17=surefire-reports 25=surefire-reports-java25
 * </pre>
 *
 * <p>Each argument is a Java version and the name of the folder under every module's {@code target}
 * that has its reports. A class whose name ends in {@code ContractTest} counts for the transport it
 * starts with; the others are {@code unit}. {@code --counts} writes "passed failed skipped" to a
 * file. After {@code --some} only some of the test classes have to have been run.
 *
 * <p>The exit status is 1 if a case failed, and also if a test class was not run: if its JVM died,
 * say, there is a source but no report.
 */
public final class ReportTable {
  /** What follows the transport in the name of a contract's class: one or several of these. */
  private static final Pattern CONTRACT =
      Pattern.compile(
          "(.+?)(?:Stream|Listener|Message|Datagram|Endpoint|Network|Socket|Option|Error|Close|Peer"
              + "|Timeout|Interrupt|Blocking|NonBlocking|Concurrency|Connection|Resource|Pair|Uri"
              + "|Event|Thread|Signalling|Multihoming|OneToMany|s(?=[A-Z]))*"
              + "ContractTest");

  private static final String UNIT = "unit";

  private final Map<Row, Tally> table = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> notRun = new ArrayList<>();

  private ReportTable() {}

  private record Row(String group, String java) implements Comparable<Row> {
    private static final Comparator<Row> ORDER =
        Comparator.comparing((Row row) -> row.group.equals(UNIT))
            .thenComparing(Row::group)
            .thenComparing(Row::java);

    @Override
    public int compareTo(Row other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Tally {
    private int passed;
    private int skipped;
    private int failed;
    private final Map<String, Integer> reasons = new TreeMap<>();

    private void add(Tally other) {
      passed += other.passed;
      skipped += other.skipped;
      failed += other.failed;
    }

    private String why() {
      return reasons.entrySet().stream()
          .map(reason -> reason.getValue() + ": " + reason.getKey())
          .collect(Collectors.joining("; "));
    }
  }

  public static void main(String[] args) throws Exception {
    ReportTable reports = new ReportTable();
    Path counts = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--counts")) {
        counts = Path.of(args[++i]);
      } else {
        boolean some = args[i].equals("--some");
        String[] version = args[some ? ++i : i].split("=", 2);
        reports.read(version[0], version[1], some);
      }
    }
    reports.print();
    Tally total = reports.total();
    if (counts != null) {
      int failed = total.failed + reports.notRun.size();
      Files.writeString(counts, total.passed + " " + failed + " " + total.skipped + "\n");
    }
    System.exit(total.failed + reports.notRun.size() == 0 ? 0 : 1);
  }

  private void read(String java, String folder, boolean some) throws Exception {
    int modules = 0;
    for (Path pom : find(Path.of(""), 2, "pom\\.xml")) {
      Path module = pom.toAbsolutePath().getParent();
      List<Path> sources =
          find(module.resolve("src/test/java"), 99, "(Test.*|.*Tests?|.*TestCase)\\.java");
      if (!sources.isEmpty()) {
        Set<String> run = new TreeSet<>();
        for (Path report : find(module.resolve("target").resolve(folder), 1, "TEST-.*\\.xml")) {
          readSuite(java, report, run);
        }
        modules += some && run.isEmpty() ? 0 : 1;
        if (!some) {
          checkAllRun(module.getFileName() + " on Java " + java, sources, run);
        }
      }
    }
    if (modules == 0) {
      notRun.add("Java " + java + ": no module has run tests");
    }
  }

  private void checkAllRun(String where, List<Path> sources, Set<String> run) throws IOException {
    if (run.isEmpty()) {
      notRun.add(where + ": no case was run");
      return;
    }
    for (Path source : sources) {
      String name = source.getFileName().toString().replace(".java", "");
      boolean isClass =
          Files.readString(source)
              .lines()
              .anyMatch(l -> l.matches("((public|final) )*class " + name + "\\b.*"));
      if (isClass && !run.contains(name)) {
        notRun.add(where + ": " + name);
      }
    }
  }

  private static List<Path> find(Path folder, int depth, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(p -> p.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  private void readSuite(String java, Path report, Set<String> run) throws Exception {
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(report.toFile())
            .getDocumentElement();
    NodeList cases = suite.getElementsByTagName("testcase");
    for (int i = 0; i < cases.getLength(); i++) {
      Element testcase = (Element) cases.item(i);
      String type = testcase.getAttribute("classname");
      run.add(topLevel(type));
      readCase(java, type, testcase);
    }
  }

  private void readCase(String java, String type, Element testcase) {
    Row row = new Row(groupOf(topLevel(type)), java);
    Tally tally = table.computeIfAbsent(row, r -> new Tally());
    Element failure = first(testcase, "failure", "error");
    Element skipped = first(testcase, "skipped");
    if (failure != null) {
      tally.failed++;
      failures.add(
          "Java %s %s.%s: %s"
              .formatted(java, type, testcase.getAttribute("name"), headline(failure)));
    } else if (skipped != null) {
      tally.skipped++;
      tally.reasons.merge(headline(skipped), 1, Integer::sum);
    } else {
      tally.passed++;
    }
  }

  /** The simple name of the class that has its own file, also for a class nested in it. */
  private static String topLevel(String type) {
    return type.substring(type.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
  }

  private static String groupOf(String type) {
    Matcher contract = CONTRACT.matcher(type);
    if (!contract.matches()) {
      return UNIT;
    }
    return contract.group(1).replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase();
  }

  private static Element first(Element parent, String... tags) {
    for (String tag : tags) {
      NodeList found = parent.getElementsByTagName(tag);
      if (found.getLength() > 0) {
        return (Element) found.item(0);
      }
    }
    return null;
  }

  /** The first line of the message, without the name of the exception that JUnit skips with. */
  private static String headline(Element problem) {
    String message = problem.getAttribute("message");
    String text = message.isBlank() ? problem.getTextContent() : message;
    String line = text.strip().lines().findFirst().orElse("");
    return line.isBlank()
        ? "no reason given"
        : line.replaceFirst(
            "^(org\\.opentest4j\\.TestAbortedException: )?(Assumption failed: )?", "");
  }

  private Tally total() {
    Tally total = new Tally();
    table.values().forEach(total::add);
    return total;
  }

  private void print() {
    int width = table.keySet().stream().mapToInt(row -> row.group().length()).max().orElse(0);
    String format = "%-" + Math.max(width, "transport".length()) + "s  %6s  %6s  %7s  %6s  %s";
    System.out.println(
        format
            .formatted("transport", "Java", "passed", "skipped", "failed", "why skipped")
            .stripTrailing());
    table.forEach(
        (row, tally) ->
            System.out.println(
                format
                    .formatted(
                        row.group(),
                        row.java(),
                        tally.passed,
                        tally.skipped,
                        tally.failed,
                        tally.why())
                    .stripTrailing()));
    printAll("Failed:", failures);
    printAll("Not run:", notRun);
  }

  private static void printAll(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      System.out.println();
      System.out.println(title);
      lines.forEach(line -> System.out.println("  " + line));
    }
  }
}
