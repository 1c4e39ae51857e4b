package dev.sockeye.examples.swap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each cell of the README's table holds, by real bytes and messages or by the reason against it.
 */
@Timeout(60)
class SwapTableTest {

  @TempDir private Path folder;

  static Stream<Arguments> rows() throws IOException {
    return SwapTable.ofReadme().rows().entrySet().stream()
        .flatMap(
            row ->
                Stream.of(Place.values())
                    .filter(place -> place.isOf(row.getKey()))
                    .map(place -> Arguments.of(place, row.getKey(), row.getValue())));
  }

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("rows")
  void holds(Place place, String row, List<String> cells) throws Exception {
    place.unavailable(row, folder).ifPresent(why -> abort(row + " " + place + ": " + why));
    SwapTable table = SwapTable.ofReadme();
    List<String> outcomes = new ArrayList<>();
    for (Call call : Call.values()) {
      outcomes.add(outcome(place, row, call));
    }
    assertEquals(cells, outcomes.stream().map(table::cell).toList(), () -> "in the README");
  }

  private String outcome(Place place, String row, Call call) throws Exception {
    Network network = place.network();
    try {
      return new Trial(network, Place.address(network, row, folder.resolve("socket")))
          .outcome(call);
    } finally {
      if (network instanceof AutoCloseable ours) {
        ours.close();
      }
    }
  }

  @Test
  void hasEveryScheme() throws IOException {
    assertEquals(present(this::hasLoopback), names(SwapTable.ofReadme().rows().keySet()));
  }

  /** But of what is open already, and of the example of a transport. */
  @Test
  void tellsWhyTheOthersHaveNoRow() throws IOException {
    Set<String> others =
        present((network, scheme) -> !Set.of("inherited", "pipe").contains(scheme.transport()));
    others.removeAll(present(this::hasLoopback)); // here or in memory
    assertEquals(others, names(SwapTable.ofReadme().without()));
  }

  private static Set<String> present(BiPredicate<Network, SchemeInfo> wanted) {
    return Stream.of(Place.values())
        .map(Place::network)
        .flatMap(network -> network.schemes().stream().filter(s -> wanted.test(network, s)))
        .map(SchemeInfo::scheme)
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Collection<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.indexOf(':'))).collect(Collectors.toSet());
  }

  private boolean hasLoopback(Network network, SchemeInfo scheme) {
    return network.loopback(scheme.scheme(), folder.resolve("socket")).isPresent();
  }
}
