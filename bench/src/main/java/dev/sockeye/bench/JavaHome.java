package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A JDK that programs are started with.
 *
 * @param path its folder
 * @param version such as 17.0.15
 */
public record JavaHome(Path path, String version) {

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
  private static final String LIBC = "dev.sockeye.libc";

  static JavaHome of(Path path) throws IOException {
    Properties release = new Properties();
    try (var in = Files.newInputStream(path.resolve("release"))) {
      release.load(in);
    }
    return new JavaHome(path, release.getProperty("JAVA_VERSION").replace("\"", ""));
  }

  /** Such as 17. */
  public String major() {
    return version.replaceFirst("[.+-].*", "");
  }

  int feature() {
    return Integer.parseInt(major());
  }

  List<String> flags() {
    List<String> flags = new ArrayList<>(FLAGS);
    flags.addAll(NETTY_FLAGS);
    if (feature() >= 23) {
      flags.add("--sun-misc-unsafe-memory-access=allow"); // else Netty and jffi draw a warning
    }
    String libc = System.getProperty(LIBC);
    if (libc != null) {
      flags.add("-D" + LIBC + "=" + libc);
    }
    return flags;
  }

  String executable() {
    return path.resolve("bin/java").toString();
  }

  /** The command that runs a class of this module. */
  List<String> command(Class<?> main, List<String> arguments, Map<String, String> properties) {
    List<String> command = new ArrayList<>(List.of(executable()));
    command.addAll(flags());
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
