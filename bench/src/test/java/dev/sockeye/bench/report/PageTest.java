package dev.sockeye.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {

  private static final String TEXT =
      "before\n<!-- a -->\nold\n<!-- /a -->\nbetween\n<!-- b -->\n<!-- /b -->\nbehind\n";

  @TempDir private Path folder;

  private Path page(String text) throws IOException {
    return Files.writeString(folder.resolve("page.md"), text);
  }

  @Test
  void replacesWhatStandsBetweenTheMarkersAndNothingElse() throws IOException {
    Path file = page(TEXT);
    Page.open(file).replace("a", "new\n").replace("b", "$1 \\ first\n").save();
    assertEquals(
        """
        before
        <!-- a -->

        new

        <!-- /a -->
        between
        <!-- b -->

        $1 \\ first

        <!-- /b -->
        behind
        """,
        Files.readString(file));
  }

  @Test
  void publishingAgainChangesNothing() throws IOException {
    Path file = page(TEXT);
    Page.open(file).replace("a", "new").save();
    String once = Files.readString(file);
    Page.open(file).replace("a", "new").save();
    assertEquals(once, Files.readString(file));
  }

  @Test
  void theFileIsUntouchedUntilItIsSaved() throws IOException {
    Path file = page(TEXT);
    Page.open(file).replace("a", "new");
    assertEquals(TEXT, Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no marker",
        "<!-- a -->\nno closing one",
        "no opening one\n<!-- /a -->\n",
        "<!-- /a -->\nthe wrong way round\n<!-- a -->\n",
        "<!-- ab -->\nanother part\n<!-- /ab -->\n"
      })
  void saysWhichMarkerIsMissing(String text) throws IOException {
    Path file = page(text);
    Page page = Page.open(file);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> page.replace("a", "new"));
    assertEquals(file + " has no part a", e.getMessage());
    page.save();
    assertEquals(text, Files.readString(file));
  }
}
