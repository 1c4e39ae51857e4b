package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sockeye echo}. */
@Command(
    name = "echo",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    description = {
      "Send back whatever comes, at any number of URIs.",
      "",
      "A stream is sent back until its end, a message to its sender, and all that until a signal"
          + " ends the command: what has come by then is still sent back. Standard error tells 'listening on URI' for each URI, with the"
          + " real port, and what goes wrong with a connection: the others go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye echo tcp://127.0.0.1:5000",
      "  sockeye echo tcp4://:5000 tcp6://[::1]:5001"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {ExitStatus.FAILED_TEXT, ExitStatus.USAGE_TEXT, ExitStatus.SIGNAL_TEXT})
final class EchoCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Complaints complaints;

  @Parameters(paramLabel = "URI", arity = "1..*", description = "Where to listen.")
  private List<EndpointUri> uris;

  @Mixin private ServerOptions options;

  EchoCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    Network network = surroundings.network();
    ServerBuilder server = options.server(network, ServerOptions.failures(complaints));
    ClosedOnExit.use(EchoServer.start(network, uris, server), this::serve);
    return ExitStatus.OK;
  }

  private void serve(EchoServer server) {
    server.where().forEach(where -> complaints.tell("listening on " + where));
    try {
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
