package dev.sockeye.examples.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of README.md that says what each call gives on each scheme. */
final class SwapTable {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern NOTE =
      Pattern.compile("^\\* ([a-z]): .*?`([^`]+)`", Pattern.MULTILINE);

  private static final String WITHOUT = "Without a row";

  private final String page;

  private SwapTable(String page) {
    this.page = page;
  }

  /** Tests run in their module's folder, in the kernel lab in the project's. */
  static SwapTable ofReadme() throws IOException {
    Path pages =
        Stream.of(Path.of("docs"), Path.of("..", "docs"))
            .filter(Files::isDirectory)
            .findFirst()
            .orElseThrow();
    return new SwapTable(Files.readString(pages.resolveSibling("README.md")));
  }

  /** A scheme with its colon, and an @ for abstract names, to its cells in the calls' order. */
  Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    page.lines()
        .dropWhile(line -> !line.equals(heading()))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.asList(line.substring(2, line.length() - 2).split(" \\| ")))
        .forEach(
            cells ->
                schemes(cells.get(0)).forEach(scheme -> rows.put(scheme, cells.subList(1, 6))));
    return rows;
  }

  /**
   * The schemes, with their colons, of which the text below the table says why they have no row.
   */
  List<String> without() {
    return page.lines()
        .dropWhile(line -> !line.startsWith(WITHOUT))
        .takeWhile(line -> !line.isBlank())
        .flatMap(line -> schemes(line).stream())
        .toList();
  }

  private static List<String> schemes(String cell) {
    return CODE.matcher(cell).results().map(code -> code.group(1)).toList();
  }

  private static String heading() {
    return Arrays.stream(Call.values())
        .map(call -> "`" + call.method() + "`")
        .collect(Collectors.joining(" | ", "| scheme | ", " |"));
  }

  /** What a cell says of what a trial gave; of a refusal, which note has the reason. */
  String cell(String outcome) {
    return NOTE.matcher(page)
        .results()
        .filter(note -> outcome.contains(note.group(2)))
        .map(note -> "no (" + note.group(1) + ")")
        .findFirst()
        .orElse(outcome);
  }
}
