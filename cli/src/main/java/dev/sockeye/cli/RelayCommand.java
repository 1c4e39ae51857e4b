package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sockeye relay}. */
@Command(
    name = "relay",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    description = {
      "Pass each connection to one URI on to another (socat).",
      "",
      "Any stream to any stream, both ways at once; an end is passed on as a half close, and a"
          + " failure closes both connections. Standard error tells 'listening on URI' with the"
          + " real port, and what goes wrong with a connection: the others go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye relay tcp://:8080 tcp://127.0.0.1:5000",
      "  sockeye relay tcp6://[::1]:5432 tcp4://db.example:5432"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {ExitStatus.FAILED_TEXT, ExitStatus.USAGE_TEXT, ExitStatus.SIGNAL_TEXT})
final class RelayCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Complaints complaints;

  @Parameters(index = "0", paramLabel = "FROM", description = "Where to listen.")
  private EndpointUri from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "Where to connect to, for each connection.")
  private EndpointUri to;

  @Mixin private ServerOptions options;

  RelayCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    RelayTarget target = new RelayTarget(surroundings.network(), to);
    target.check();
    ServerBuilder server =
        options.server(surroundings.network(), complaints).serveEvents(from, any -> relay());
    ClosedOnExit.use(server.start(), started -> serve(started, target));
    return ExitStatus.OK;
  }

  private Relay relay() {
    return new Relay(surroundings.network(), to, Threads.pool(), complaints);
  }

  private void serve(Server server, RelayTarget target) throws IOException {
    SocketAddress listening = server.addresses().get(0);
    target.checkIsNot(from, listening);
    complaints.tell("listening on " + Schemes.withAddress(from, listening));
    try {
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
