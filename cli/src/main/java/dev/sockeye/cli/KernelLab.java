package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Linux kernel that has what those of hosts lack, as an ordinary process: {@code
 * tools/kernel-lab} of the source tree. The launcher says where the tree is; a sockeye from
 * elsewhere has no lab.
 */
final class KernelLab {

  /** The launcher's path, which the launcher sets. */
  static final String LAUNCHER = "sockeye.launcher";

  /** The lab's exit status if its time was over. */
  static final int TIME_OVER = 124;

  /** What it has and a host may lack, by the names of domains and protocols. */
  private static final List<String> FAMILIES = List.of("SCTP", "TIPC", "CAN", "VSOCK");

  private static final String SECONDS = "900";

  /** What the guest has afresh, so that nothing of the host's is to be seen there. */
  private static final List<Path> FRESH =
      List.of(Path.of("/tmp"), Path.of("/var/tmp"), Path.of("/dev/shm"));

  /**
   * The loopback interface's packets of 64 KiB fill SCTP's receive window one or two at a time, and
   * then it waits, 200 ms for an acknowledgement or a second for a timeout.
   */
  private static final String ETHERNET = "ip link set lo mtu 1500; ";

  private final Path launcher;
  private final Path lab;

  private KernelLab(Path launcher) {
    this.launcher = launcher;
    lab = launcher.resolveSibling(Path.of("tools", "kernel-lab", "run"));
  }

  /** The lab, if there is one here. */
  static Optional<KernelLab> here() {
    return Optional.ofNullable(System.getProperty(LAUNCHER))
        .map(path -> new KernelLab(Path.of(path).toAbsolutePath()))
        .filter(found -> Files.isExecutable(found.lab));
  }

  /** What to tell of schemes that do not work here, if the lab would show some of them. */
  static Optional<String> hint(Stream<SchemeInfo> missing) {
    String families =
        missing
            .flatMap(scheme -> family(scheme).stream())
            .distinct()
            .collect(Collectors.joining(", "));
    return !families.isEmpty() && here().isPresent()
        ? Optional.of("To see " + families + " work all the same: sockeye demo --kernel-lab")
        : Optional.empty();
  }

  /** Which of the lab's families it is of. */
  private static Optional<String> family(SchemeInfo scheme) {
    return FAMILIES.stream()
        .filter(
            family ->
                scheme.spec().domain().name().equals("AF_" + family)
                    || scheme.spec().protocol().name().equals("IPPROTO_" + family))
        .findFirst();
  }

  /**
   * Runs a sockeye there; what it prints goes to the writers.
   *
   * @param needed what it reads, wherever that lies
   * @return its exit status; 2 if the lab cannot be used, which is then explained, 124 if its time
   *     was over
   */
  int run(List<String> arguments, List<Path> needed, PrintWriter text, PrintWriter err)
      throws IOException {
    Process process = new ProcessBuilder(command(arguments, needed)).start();
    process.getOutputStream().close();
    Thread errors = Threads.start("kernel-lab", () -> copy(process.getErrorStream(), err));
    ClosedOnExit.use(
        (Closeable) process::destroy,
        running -> {
          copy(process.getInputStream(), text);
          join(errors); // before its end closes what is not read yet
          process.onExit().join();
        });
    return process.exitValue();
  }

  private List<String> command(List<String> arguments, List<Path> needed) {
    List<String> command = new ArrayList<>(List.of(lab.toString(), "-t", SECONDS));
    List<Path> seen = new ArrayList<>(needed);
    seen.add(launcher);
    for (Path path : seen) {
      Path absolute = path.toAbsolutePath().normalize();
      if (FRESH.stream().anyMatch(absolute::startsWith)) {
        command.add("-w");
        command.add(absolute.getParent().toString());
      }
    }
    command.addAll(List.of("--", "sh", "-c", ETHERNET + "exec \"$0\" \"$@\"", launcher.toString()));
    command.addAll(arguments);
    return command;
  }

  private static void copy(InputStream from, PrintWriter to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, Charset.defaultCharset()))) {
      lines.lines().forEach(to::println);
    } catch (IOException e) {
      return; // It ended: its exit status tells how.
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
