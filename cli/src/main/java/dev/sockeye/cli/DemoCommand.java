package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          + " before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye demo",
      "  sockeye demo --size 64m",
      "  sockeye demo --file /usr/bin/python3"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:Every scheme that this host can run was verified.",
      "1:One was not, or there is none, or the file cannot be read.",
      ExitStatus.USAGE_TEXT,
      ExitStatus.SIGNAL_TEXT
    })
final class DemoCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Complaints complaints;

  @ArgGroup private Data data = new Data();

  /** What is sent: the one or the other. */
  static final class Data {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Send this file.")
    private Path file;

    @Option(
        names = {"-s", "--size"},
        paramLabel = "SIZE",
        description = "Send this much generated data, the same every time (default: 8m).")
    private Long size;

    Payload payload() throws IOException {
      return file != null ? Payload.ofFile(file) : Payload.generated(size == null ? 8 << 20 : size);
    }
  }

  DemoCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    Payload payload = data.payload();
    surroundings.text().println("sending " + payload + " over each scheme and back");
    surroundings.text().println();
    surroundings.text().flush();
    List<Outcome> outcomes = new ArrayList<>();
    ClosedOnExit.use(
        new TrialAddresses(),
        addresses -> {
          for (SchemeInfo scheme : surroundings.network().schemes()) {
            outcomes.add(outcome(scheme, addresses, payload));
          }
        });
    print(outcomes);
    return outcomes.stream().allMatch(Outcome::isGood)
            && outcomes.stream().anyMatch(Outcome::isVerified)
        ? ExitStatus.OK
        : ExitStatus.FAILED;
  }

  private Outcome outcome(SchemeInfo scheme, TrialAddresses addresses, Payload payload) {
    if (scheme.unavailable().isPresent()) {
      return Outcome.unavailable(scheme, scheme.unavailable().get());
    }
    Outcome[] outcome = new Outcome[1];
    try {
      ClosedOnExit.use(
          Progress.of(surroundings, scheme.scheme()),
          progress ->
              outcome[0] =
                  new Trial(surroundings.network(), scheme, addresses, payload, progress).run());
      return outcome[0];
    } catch (IOException | RuntimeException e) {
      if (addresses.isMissing(scheme, e)) {
        return Outcome.unavailable(scheme, Complaints.sentence(e));
      }
      complaints.trace(e);
      return Outcome.failed(scheme, Complaints.sentence(e));
    }
  }

  private void print(List<Outcome> outcomes) {
    Table table = new Table("SCHEME", "SOCKET", "ADDRESS", "ROUND TRIP", "THROUGHPUT", "VERDICT");
    outcomes.forEach(outcome -> outcome.addTo(table));
    table.print(surroundings.text());
    long usable = outcomes.stream().filter(Outcome::isUsable).count();
    long verified = outcomes.stream().filter(Outcome::isVerified).count();
    surroundings.text().println();
    surroundings.text().println(verified + " of " + usable + " usable schemes verified");
    surroundings.text().flush();
  }
}
