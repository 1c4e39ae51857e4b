package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.spi.AdoptingTransport;
import dev.sockeye.spi.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of all kinds of sockets, docs/kinds.md, says what the transports do. */
class KindsTableTest {

  private static final String HEADING =
      "| scheme | `socket(2)` | shape | meaning | taken over | module | where |";

  private static final int TOLD_BY_TRANSPORTS = 5; // all but where

  @Test
  void eachSchemeHasItsRow() throws IOException {
    Map<String, List<String>> expected = new TreeMap<>();
    for (Transport transport : ServiceLoader.load(Transport.class)) {
      transport
          .schemes()
          .forEach((scheme, spec) -> expected.put("`" + scheme + "`", cells(transport, spec)));
    }
    Map<String, List<String>> told = new TreeMap<>();
    rows().forEach((scheme, cells) -> told.put(scheme, cells.subList(0, TOLD_BY_TRANSPORTS)));
    assertEquals(lines(expected), lines(told));
  }

  @Test
  void eachRowSaysWhere() throws IOException {
    rows().forEach((scheme, cells) -> assertFalse(cells.get(TOLD_BY_TRANSPORTS).isBlank(), scheme));
  }

  private static List<String> cells(Transport transport, SocketSpec<?> spec) {
    String module = transport.getClass().getPackageName().replaceFirst(".*\\.", "");
    boolean any = spec.type().name().equals("any");
    return List.of(
        any ? "any" : "`" + spec.toString().replaceAll("[(),]", "") + "`",
        any ? "as the socket's" : hasMessages(spec) ? "messages" : "stream",
        any ? "as the socket's" : "`" + spec.semantics() + "`",
        transport instanceof AdoptingTransport || any ? "yes" : "no",
        "`sockeye-" + module + "`");
  }

  /** Of one whose protocol is the URI's the type tells it. */
  private static boolean hasMessages(SocketSpec<?> spec) {
    return spec.keepsBoundaries()
        || (spec.shape() == Endpoint.class && !spec.type().equals(SocketType.SOCK_STREAM));
  }

  /** One below the other, so that a failure shows which differ. */
  private static String lines(Map<String, List<String>> rows) {
    List<String> lines = new ArrayList<>();
    rows.forEach((scheme, cells) -> lines.add(scheme + " | " + String.join(" | ", cells)));
    return String.join("\n", lines);
  }

  private static Map<String, List<String>> rows() throws IOException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    Files.readString(Path.of("..", "docs", "kinds.md"))
        .lines()
        .dropWhile(line -> !line.equals(HEADING))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.asList(line.substring(2, line.length() - 2).split(" \\| ")))
        .forEach(cells -> rows.put(cells.get(0), cells.subList(1, cells.size())));
    return rows;
  }
}
