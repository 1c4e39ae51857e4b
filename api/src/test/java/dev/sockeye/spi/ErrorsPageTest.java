package dev.sockeye.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Errno;
import dev.sockeye.MessageTruncatedException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/errors.md says is what the code does. */
class ErrorsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "errors.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final List<String> PACKAGES =
      List.of("java.io.", "java.lang.", "java.net.", "java.nio.channels.", "dev.sockeye.");

  record ByErrno(Errno errno, List<String> calls, String exception) {}

  record ByException(String exception, Optional<Errno> errno) {}

  static List<ByErrno> byErrno() throws IOException {
    return rows("errno", "calls", "what it means", "exception")
        .map(
            cells ->
                new ByErrno(
                    Errno.valueOf(code(cells.get(0)).get(0)),
                    code(cells.get(1)),
                    code(cells.get(3)).get(0)))
        .toList();
  }

  static List<ByException> byException() throws IOException {
    return rows("exception", "errno", "when")
        .map(
            cells ->
                new ByException(
                    code(cells.get(0)).get(0),
                    code(cells.get(1)).stream().map(Errno::valueOf).findFirst()))
        .toList();
  }

  @Test
  void listsEveryErrno() throws IOException {
    Set<Errno> listed = byErrno().stream().map(ByErrno::errno).collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(Errno.class), listed);
  }

  @ParameterizedTest
  @MethodSource("byErrno")
  void namesTheExceptionOfANumber(ByErrno row) {
    for (String call : row.calls()) {
      IOException made = SocketFailure.describe(call, "tcp", null, null, row.errno());
      assertEquals(row.exception(), made.getClass().getSimpleName(), call);
      assertEquals(Optional.of(row.errno()), Errno.of(made), call);
    }
  }

  @ParameterizedTest
  @MethodSource("byErrno")
  void namesTheExceptionOfATextOfTheJdks(ByErrno row) {
    for (String call : row.calls()) {
      SocketException thrown = new SocketException(row.errno().text());
      IOException made = SocketFailure.describe(call, "tcp", null, null, thrown);
      assertEquals(row.exception(), made.getClass().getSimpleName(), call);
      assertEquals(Optional.of(row.errno()), Errno.of(made), call);
    }
  }

  @ParameterizedTest
  @MethodSource("byException")
  void namesTheErrnoOfAnException(ByException row) throws ReflectiveOperationException {
    assertEquals(row.errno(), Errno.of(create(row.exception())));
  }

  private static Throwable create(String exception) throws ReflectiveOperationException {
    if (exception.equals("MessageTruncatedException")) {
      return new MessageTruncatedException("receive udp: cut", 9);
    }
    for (String name : PACKAGES) {
      Optional<Class<?>> found = find(name + exception);
      if (found.isPresent()) {
        return found.get().asSubclass(Throwable.class).getConstructor().newInstance();
      }
    }
    throw new ClassNotFoundException(exception);
  }

  private static Optional<Class<?>> find(String name) {
    try {
      return Optional.of(Class.forName(name));
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The rows of the table with these headings, each a list of its cells. */
  private static Stream<List<String>> rows(String... headings) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int head = lines.indexOf("| " + String.join(" | ", headings) + " |");
    return lines.subList(head + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Arrays.asList(line.substring(2, line.length() - 2).split(" \\| ", -1)));
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map(result -> result.group(1)).toList();
  }
}
