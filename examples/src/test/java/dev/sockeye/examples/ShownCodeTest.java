package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java code that the pages show is that of this module, or of the tests of SCTP, of UNIX
 * sockets, of the network in memory, of the view as {@code java.net.Socket} and of the drivers over
 * it, line by line, indentation aside: what a reader copies is what was compiled and run.
 */
class ShownCodeTest {

  private static final List<String> SOURCES =
      List.of(
          "examples/src",
          "sctp/src/test",
          "unix/src/test",
          "memory/src/test",
          "socket/src/test",
          "drivers/src/test");
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern FENCED =
      Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void isFromTheseSources(Path page) throws IOException {
    List<String> sources = sources();
    for (String code : javaBlocks(page)) {
      String shown = flat(code);
      assertTrue(
          sources.stream().anyMatch(source -> source.contains(shown)),
          () -> page + " shows code that no source of examples has:\n" + code);
    }
  }

  @Test
  void readmeShowsSome() throws IOException {
    assertFalse(javaBlocks(ROOT.resolve("README.md")).isEmpty());
  }

  @Test
  void readmeHasTheVersionOfTheBuild() throws IOException {
    String version = version(ROOT.resolve("pom.xml"));
    assertEquals(version, version(ROOT.resolve("README.md")));
  }

  private static String version(Path file) throws IOException {
    Matcher matcher = Pattern.compile("<version>(.*)</version>").matcher(Files.readString(file));
    assertTrue(matcher.find(), () -> file + " tells no version");
    return matcher.group(1);
  }

  private static List<String> javaBlocks(Path page) throws IOException {
    return FENCED.matcher(Files.readString(page)).results().map(block -> block.group(1)).toList();
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String folder : SOURCES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> sources.add(flat(read(file))));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every line from its first character on that is no blank, and whole lines only. */
  private static String flat(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
