package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A JDK that programs are started with.
 *
 * @param path its folder
 * @param version such as 17.0.15
 * @param libc what Sockeye is told to call the C library by; empty if it chooses itself
 */
public record JavaHome(Path path, String version, Optional<String> libc) {

  /** For every contender that runs on Java. */
  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "--enable-native-access=ALL-UNNAMED");

  /** As Netty's users would set them for speed. */
  private static final List<String> NETTY_FLAGS =
      List.of(
          "-Dio.netty.leakDetection.level=disabled",
          "-Dio.netty.tryReflectionSetAccessible=true",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

  /** What Sockeye calls the C library by, where it is chosen. */
  static final String LIBC = "dev.sockeye.libc";

  private static final String FOREIGN = "foreign";
  private static final String JNR = "jnr";

  static JavaHome of(Path path, Optional<String> libc) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newInputStream(path.resolve("release"))) {
      release.load(in);
    }
    return new JavaHome(path, release.getProperty("JAVA_VERSION").replace("\"", ""), libc);
  }

  /** Such as 17; or 25 jnr, where Sockeye is told to call the C library otherwise than usual. */
  String label() {
    return isUsual() ? major() : major() + " " + libc.orElseThrow();
  }

  private String major() {
    return version.replaceFirst("[.+-].*", "");
  }

  /** Whether Sockeye calls the C library as it does where nothing is chosen. */
  boolean isUsual() {
    return libc.isEmpty() || libc.get().equals(hasForeign() ? FOREIGN : JNR);
  }

  /** Whether a row says something here that it does not say on this Java as usual. */
  boolean tells(Row row) {
    return isUsual() || row.isNative();
  }

  /** Whether Sockeye can call the C library in that way. */
  boolean has(String way) {
    return hasForeign() || !way.equals(FOREIGN);
  }

  /** Whether Sockeye calls it by {@code java.lang.foreign}, and so needs none of jnr's jars. */
  boolean isForeign() {
    return hasForeign() && isUsual();
  }

  private boolean hasForeign() {
    return feature() >= 22;
  }

  int feature() {
    return Integer.parseInt(major());
  }

  List<String> flags() {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(NETTY_FLAGS);
    if (feature() >= 23) {
      flags.add("--sun-misc-unsafe-memory-access=allow"); // else Netty and jnr draw a warning
    }
    flags.addAll(libcFlags());
    return flags;
  }

  /** What Sockeye is told of the C library. */
  List<String> libcFlags() {
    return libc.map(way -> List.of("-D" + LIBC + "=" + way)).orElse(List.of());
  }

  String executable() {
    return path.resolve("bin/java").toString();
  }

  /** The command that runs a class of this module. */
  List<String> command(Class<?> main, List<String> arguments, Map<String, String> properties) {
    return command(main, arguments, properties, System.getProperty("java.class.path"));
  }

  /** The command that runs a class of this module with a class path of its own. */
  List<String> command(
      Class<?> main, List<String> arguments, Map<String, String> properties, String classPath) {
    List<String> command = new ArrayList<>(List.of(executable()));
    command.addAll(flags());
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return command;
  }
}
