package dev.sockeye.cli;

import dev.sockeye.Network;
import dev.sockeye.server.Failure;
import dev.sockeye.server.LimitedFailures;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options of the commands that serve many connections. */
final class ServerOptions {

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "Have at most so many open; further ones wait in the backlog (default: 100000).")
  private int connections = 100_000;

  @Option(
      names = "--idle-timeout",
      paramLabel = "TIME",
      description = "Close a connection on which nothing has moved for so long, such as 30s.")
  private Duration idle = Duration.ZERO;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description = "After a signal finish what is under way, for at most so long (default: 5s).")
  private Duration grace = Duration.ofSeconds(5);

  int connections() {
    return connections;
  }

  /** Tells what goes wrong with a connection, and of many that fail alike their number. */
  static Consumer<Failure> failures(Complaints complaints) {
    Complaints.prepare();
    return new LimitedFailures(
        failure -> complaints.tell(failure.cause()),
        (last, count) -> complaints.tell(count, last.cause()));
  }

  /** A server so limited. */
  ServerBuilder server(Network network, Consumer<Failure> failures) {
    return Server.builder(network)
        .connectionLimit(connections)
        .idleTimeout(idle)
        .gracePeriod(grace)
        .onFailure(failures);
  }
}
