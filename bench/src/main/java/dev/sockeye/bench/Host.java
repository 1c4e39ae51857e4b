package dev.sockeye.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * This machine.
 *
 * @param cpu where round trips and servers run
 * @param loadCpu where the load of servers runs
 * @param taskset whether programs can be pinned to a CPU
 */
public record Host(int cpu, int loadCpu, boolean taskset) {

  static Host find() {
    int cpu = number("BENCH_CPU", 0);
    return new Host(cpu, number("BENCH_LOAD_CPU", cpu == 0 ? 1 : 0), isOnPath("taskset"));
  }

  private static int number(String variable, int otherwise) {
    String text = System.getenv(variable);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  /** Whether there is such a program. */
  static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  List<String> pin(int onto, List<String> command) {
    if (!taskset) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "" + onto));
    pinned.addAll(command);
    return pinned;
  }

  /** Those that programs are pinned to. */
  Set<Integer> pinnable() {
    return cpus() < 2 ? Set.of(cpu) : Set.copyOf(List.of(cpu, loadCpu));
  }

  int cpus() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Such as {@code AMD EPYC, 2 CPUs, 23 GiB}. */
  public String machine() throws IOException {
    long kibibytes = Long.parseLong(value("/proc/meminfo", "MemTotal").replace(" kB", ""));
    return String.format(
        Locale.ROOT,
        "%s, %d CPUs%s, %d GiB",
        value("/proc/cpuinfo", "model name"),
        cpus(),
        value("/proc/cpuinfo", "flags").contains("hypervisor") ? " (a virtual machine)" : "",
        kibibytes >> 20);
  }

  public String kernel() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  /** Of a file of {@code name: value} lines, the first with the name. */
  static String value(String file, String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    }
  }
}
