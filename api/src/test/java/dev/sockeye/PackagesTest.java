package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

/** Packages need one another in one direction only, and what users write against needs none. */
class PackagesTest {

  private static final Pattern NEED =
      Pattern.compile("^ +(dev\\.sockeye\\S*) +-> (dev\\.sockeye\\S*)", Pattern.MULTILINE);

  private final Map<String, Set<String>> needs = new TreeMap<>();

  PackagesTest() throws Exception {
    Path classes =
        Path.of(Network.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    assertEquals(
        0, jdeps.run(writer, writer, "-verbose:package", classes.toString()), out::toString);
    for (Matcher need = NEED.matcher(out.toString()); need.find(); ) {
      needs.computeIfAbsent(need.group(1), k -> new TreeSet<>()).add(need.group(2));
    }
  }

  @Test
  void whatUsersWriteAgainstNeedsNoOther() {
    assertFalse(needs.containsKey("dev.sockeye"), () -> "it needs " + needs.get("dev.sockeye"));
  }

  @Test
  void noneNeedsOneThatNeedsIt() {
    assertTrue(needs.get("dev.sockeye.spi").contains("dev.sockeye"), needs::toString);
    for (String one : needs.keySet()) {
      assertFalse(
          reach(one, new HashSet<>()).contains(one), () -> one + " is in a circle: " + needs);
    }
  }

  private Set<String> reach(String one, Set<String> found) {
    for (String next : needs.getOrDefault(one, Set.of())) {
      if (found.add(next)) {
        reach(next, found);
      }
    }
    return found;
  }
}
