package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;
import dev.sockeye.SelfTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sockeye demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    description = {
      "Try every scheme on this host with real data.",
      "",
      "For each: listen, connect, send the data to an echo and compare the SHA-256 of what comes"
          + " back; then the median round trip of 64 bytes and the throughput of data that goes"
          + " there and back. Datagrams are sent one at a time, each after the echo of the one"
          + " before.",
      "",
      "Where messages must have a form, or the system answers them (raw, ping, packet, netlink,"
          + " CAN), they are of that form, each has to come back, and there is a round trip alone."
          + " CAN is tried on a virtual interface that is up: ip link add vcan0 type vcan.",
      "",
      "Where the kernel has no SCTP, TIPC, CAN or way by vsock to itself, --kernel-lab runs all of"
          + " it on one that has: user-mode-linux, a Linux that is an ordinary process, which"
          + " tools/kernel-lab of the source tree boots in some seconds. Times are much longer"
          + " there, and say nothing of this host."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye demo",
      "  sockeye demo --size 64m",
      "  sockeye demo --file /usr/bin/python3",
      "  sockeye demo --kernel-lab"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:Every scheme that this host can run was verified.",
      "1:One was not, or there is none, or the file cannot be read, or the lab cannot be used.",
      ExitStatus.USAGE_TEXT,
      ExitStatus.SIGNAL_TEXT
    })
final class DemoCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Complaints complaints;

  @ArgGroup private Data data = new Data();

  @Option(
      names = "--kernel-lab",
      description =
          "Run in a Linux kernel that has SCTP, TIPC, CAN and vsock, as a process (on Linux, with"
              + " the Debian packages user-mode-linux, kmod, iproute2 and libsctp1).")
  private boolean kernelLab;

  /** What is sent: the one or the other. */
  static final class Data {
    private static final long ON_HOST = 8 << 20;
    private static final long IN_KERNEL_LAB = 1 << 20;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Send this file.")
    private Path file;

    @Option(
        names = {"-s", "--size"},
        paramLabel = "SIZE",
        description =
            "Send this much generated data, the same every time (default: 8m; in the kernel lab"
                + " 1m).")
    private Long size;

    Payload payload() throws IOException {
      return file != null ? Payload.ofFile(file) : Payload.generated(size == null ? ON_HOST : size);
    }

    /** The same data, told to another sockeye. */
    List<String> arguments() {
      return file != null
          ? List.of("--file", file.toAbsolutePath().toString())
          : List.of("--size", Long.toString(size == null ? IN_KERNEL_LAB : size));
    }

    List<Path> files() {
      return file == null ? List.of() : List.of(file);
    }
  }

  DemoCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    return kernelLab ? runInKernelLab() : run();
  }

  private int runInKernelLab() throws IOException {
    if (surroundings.networks() instanceof TapOption tap && tap.isOn()) {
      throw new IllegalArgumentException(
          "--tap: the sockets of the kernel lab are not this process's, and cannot be recorded");
    }
    Optional<KernelLab> lab = KernelLab.here();
    if (lab.isEmpty()) {
      throw new IOException(
          "there is no kernel lab here: it is part of the source tree, whose ./sockeye runs it");
    }
    surroundings
        .text()
        .println("booting a Linux kernel that has SCTP, TIPC, CAN and vsock, for this demo ...");
    surroundings.text().flush();
    List<String> arguments = new ArrayList<>(List.of("demo"));
    arguments.addAll(data.arguments());
    int status = lab.get().run(arguments, data.files(), surroundings.text(), surroundings.err());
    if (status == KernelLab.TIME_OVER) {
      throw new IOException("it took too long in the kernel lab: try less data");
    }
    return status == ExitStatus.OK ? ExitStatus.OK : ExitStatus.FAILED;
  }

  private int run() throws IOException {
    Payload payload = data.payload();
    surroundings.text().println("sending " + payload + " over each scheme and back");
    surroundings.text().println();
    surroundings.text().flush();
    List<Outcome> outcomes = new ArrayList<>();
    ClosedOnExit.use(
        new TrialAddresses(surroundings.network()),
        addresses -> {
          for (SchemeInfo scheme : surroundings.network().schemes()) {
            if (!isInherited(scheme)) {
              outcomes.add(outcome(scheme, addresses, payload));
            }
          }
        });
    print(outcomes);
    return outcomes.stream().allMatch(Outcome::isGood)
            && outcomes.stream().anyMatch(Outcome::isVerified)
        ? ExitStatus.OK
        : ExitStatus.FAILED;
  }

  /** Whether it names a socket that is open already, and so nothing that could be tried. */
  private static boolean isInherited(SchemeInfo scheme) {
    return scheme.transport().equals("inherited");
  }

  private Outcome outcome(SchemeInfo scheme, TrialAddresses addresses, Payload payload) {
    if (scheme.unavailable().isPresent()) {
      return Outcome.unavailable(scheme, scheme.unavailable().get());
    }
    try {
      return addresses.find(scheme).isPresent()
          ? withProgress(
              scheme,
              progress ->
                  new Trial(surroundings.network(), scheme, addresses, payload, progress).run())
          : inItsOwnWay(scheme);
    } catch (IOException | RuntimeException e) {
      if (addresses.isMissing(scheme, e)) {
        return Outcome.unavailable(scheme, Complaints.sentence(e));
      }
      complaints.trace(e);
      return Outcome.failed(scheme, Complaints.sentence(e));
    }
  }

  private Outcome inItsOwnWay(SchemeInfo scheme) throws IOException {
    Optional<SelfTest> found;
    try {
      found = surroundings.network().selfTest(scheme.scheme());
    } catch (UnsupportedOperationException e) {
      return Outcome.notTried(scheme, Complaints.sentence(e));
    }
    if (found.isEmpty()) {
      return Outcome.notTried(scheme);
    }
    try (SelfTest test = found.get()) {
      return withProgress(scheme, progress -> new OwnTrial(scheme, test, progress).run());
    }
  }

  /** What a trial does, as it tells how far it is. */
  private interface Tried {
    Outcome run(Progress progress) throws IOException;
  }

  private Outcome withProgress(SchemeInfo scheme, Tried trial) throws IOException {
    Outcome[] outcome = new Outcome[1];
    ClosedOnExit.use(
        Progress.of(surroundings, scheme.scheme()), progress -> outcome[0] = trial.run(progress));
    return outcome[0];
  }

  private void print(List<Outcome> outcomes) {
    Table table = new Table("SCHEME", "SOCKET", "ADDRESS", "ROUND TRIP", "THROUGHPUT", "VERDICT");
    outcomes.forEach(outcome -> outcome.addTo(table));
    table.print(surroundings.text());
    long usable = outcomes.stream().filter(Outcome::isUsable).count();
    long verified = outcomes.stream().filter(Outcome::isVerified).count();
    surroundings.text().println();
    surroundings.text().println(verified + " of " + usable + " usable schemes verified");
    KernelLab.hint(outcomes.stream().filter(outcome -> !outcome.isUsable()).map(Outcome::scheme))
        .ifPresent(surroundings.text()::println);
    surroundings.text().flush();
  }
}
