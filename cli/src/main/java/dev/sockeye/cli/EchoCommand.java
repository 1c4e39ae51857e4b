package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine.Command;
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
          + " ends the command. Standard error tells 'listening on URI' for each URI, with the"
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

  EchoCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    ClosedOnExit.use(new Servers(), this::serve);
    return ExitStatus.OK;
  }

  private void serve(Servers servers) throws IOException {
    for (EndpointUri uri : uris) {
      EchoServer server = EchoServer.start(surroundings.network(), uri, complaints::tell);
      servers.add(server);
      complaints.tell("listening on " + server.passive().where());
    }
    servers.await();
  }

  /** All that were started so far. */
  private static final class Servers implements Closeable {
    private final List<EchoServer> started = new CopyOnWriteArrayList<>();

    void add(EchoServer server) {
      started.add(server);
    }

    void await() {
      try {
        for (EchoServer server : started) {
          server.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() throws IOException {
      for (EchoServer server : started) {
        server.close();
      }
    }
  }
}
