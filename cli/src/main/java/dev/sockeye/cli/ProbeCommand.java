package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;
import dev.sockeye.posix.Bindings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sockeye probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    description = {
      "Show which sockets this host has, and why not the others.",
      "",
      "The table has one line for each scheme of the transports that are present: the arguments of"
          + " socket(2) that it stands for, the transport that brings it, and whether it can be"
          + " opened here, which is found out by trying.",
      "",
      "Below is what the C library is called by, for what Java has no way to do: java.lang.foreign"
          + " or jffi, and why."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {"0:The table was printed.", ExitStatus.USAGE_TEXT})
final class ProbeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  ProbeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    List<SchemeInfo> schemes = surroundings.network().schemes();
    Table table = new Table("SCHEME", "SOCKET", "TRANSPORT", "HERE");
    for (SchemeInfo scheme : schemes) {
      table.row(
          scheme.scheme(),
          scheme.spec().toString(),
          scheme.transport(),
          scheme.unavailable().map(why -> "no: " + why).orElse("available"));
    }
    table.print(surroundings.text());
    if (surroundings.network().scheme("tls+tcp").isPresent()) {
      surroundings.text().println();
      surroundings
          .text()
          .println(
              "tls+SCHEME: TLS over each of these that makes a stream; with VERIFY=false in the URI"
                  + " the peer is not verified");
    }
    surroundings.text().println();
    surroundings.text().println("native calls: " + Bindings.description());
    KernelLab.hint(schemes.stream().filter(scheme -> scheme.unavailable().isPresent()))
        .ifPresent(
            hint -> {
              surroundings.text().println();
              surroundings.text().println(hint);
            });
    return ExitStatus.OK;
  }
}
