package dev.sockeye.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What figures depend on: the machine and the versions of what ran. */
final class Environment {

  private static final Pattern JAR =
      Pattern.compile(
          "/(netty-transport|junixsocket-common|jnr-unixsocket|jmh-core)-(\\d[^/:]*)\\.jar");

  private Environment() {}

  static Map<String, String> describe(Host host, List<JavaHome> javas)
      throws IOException, InterruptedException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("machine", host.machine());
    facts.put("kernel", host.kernel());
    facts.put("pinned", pinned(host));
    for (JavaHome java : javas) {
      facts.put("Java " + java.label(), firstLine(List.of(java.executable(), "--version")));
      facts.put("flags on Java " + java.label(), String.join(" ", java.flags()));
    }
    facts.put("C compiler", firstLine(List.of("cc", "--version")));
    Matcher jar = JAR.matcher(System.getProperty("java.class.path"));
    while (jar.find()) {
      facts.put(jar.group(1), jar.group(2));
    }
    facts.put("source", firstLine(List.of("git", "describe", "--always", "--dirty")));
    return facts;
  }

  private static String pinned(Host host) {
    return host.taskset()
        ? "round trips and servers to CPU %d, their load to CPU %d"
            .formatted(host.cpu(), host.loadCpu())
        : "nothing: there is no taskset here";
  }

  private static String firstLine(List<String> command) throws InterruptedException {
    try {
      return Programs.run(Duration.ofSeconds(10), command).lines().stream()
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "none";
    }
  }
}
