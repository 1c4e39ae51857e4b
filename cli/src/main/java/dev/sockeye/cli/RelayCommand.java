package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import picocli.CommandLine.Command;
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

  private static final int BUFFER = 32 * 1024;

  private final Surroundings surroundings;
  private final Complaints complaints;
  private final Buffers buffers = new Buffers(BUFFER);

  @Parameters(index = "0", paramLabel = "FROM", description = "Where to listen.")
  private EndpointUri from;

  @Parameters(
      index = "1",
      paramLabel = "TO",
      description = "Where to connect to, for each connection.")
  private EndpointUri to;

  RelayCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    RelayTarget target = new RelayTarget(surroundings.network(), to);
    target.check();
    ClosedOnExit.use(
        surroundings.network().listenStream(from),
        listener -> {
          target.checkIsNot(from, listener.getLocalAddress());
          serve(listener);
        });
    return ExitStatus.OK;
  }

  private void serve(Listener<StreamEndpoint> listener) throws IOException {
    String where = Schemes.withAddress(from, listener.getLocalAddress());
    complaints.tell("listening on " + where);
    ExecutorService threads = Threads.forConnectionsOf(listener);
    Loop.whileOpen(listener, () -> relayNext(listener, threads), complaints::tell);
  }

  private void relayNext(Listener<StreamEndpoint> listener, ExecutorService threads)
      throws IOException {
    StreamEndpoint client = Loop.patiently(listener::accept);
    try {
      Threads.execute(threads, () -> relay(client, threads));
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private void relay(StreamEndpoint client, ExecutorService threads) {
    try (client;
        StreamEndpoint server = surroundings.network().connectStream(to)) {
      new Duplex(new StreamSide(client), new StreamSide(server), buffers).run(threads);
    } catch (IOException | RuntimeException e) {
      complaints.tell(e);
    }
  }
}
