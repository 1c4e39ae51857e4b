package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.faults.FaultNetwork;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.server.Failure;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
          + " failure closes both connections. Where that would end the answer too (tipc, sctp), an"
          + " end waits for a second of silence. Between two schemes of messages (udp, sctp,"
          + " unix+seqpacket, ...) each message of up to 1 MiB is passed on as one, with SCTP's"
          + " stream number and payload protocol id; each sender of datagrams has a socket of its"
          + " own to the other side, until it was silent for two minutes. Between two interfaces of"
          + " CAN it is a gateway, both ways from the beginning. Standard error tells"
          + " 'listening on URI' with the real port, and what goes wrong with a connection: the"
          + " others go on."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye relay tcp://:8080 tcp://127.0.0.1:5000",
      "  sockeye relay tcp6://[::1]:5432 tcp4://db.example:5432",
      "  sockeye relay udp://:5353 udp://127.0.0.1:53",
      "  sockeye relay 'can:can0?CAN_RAW_FILTER=100:700' can:can1",
      "  sockeye relay --fault delay=50ms,cut=1m,seed=7 tcp://:8080 tcp://127.0.0.1:5000",
      "  sockeye relay --messages unix+seqpacket:/run/app.sock tcp://127.0.0.1:5000"
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

  @Option(
      names = "--messages",
      description =
          "Pass on messages although a side is a stream, where each has its length before it"
              + " (4 bytes, in network byte order).")
  private boolean messages;

  @Option(
      names = "--fault",
      paramLabel = "FAULTS",
      description =
          "Let things go wrong between both, as between two hosts, by parts with commas between"
              + " them: delay=50ms or delay=10ms..90ms, rate=100k (bytes in a second), loss=1%%,"
              + " duplicate=1%%, reorder=1%% (of datagrams), cut=1m (an end after so many bytes),"
              + " reset=10k, halfopen=10k, slowclose=2s, refuse=2 (the first connects), hang=all,"
              + " direction=sent (to TO alone) or"
              + " received, seed=7 (for the same in every run). Given again, they lie over"
              + " each other.")
  private List<FaultPlan> faults = List.of();

  @Mixin private ServerOptions options;

  RelayCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    RelayTarget target = new RelayTarget(surroundings.network(), to);
    target.checkIsToBeOpened();
    String scheme = Schemes.scheme(surroundings.network(), from);
    boolean asMessages = messages || (hasMessages(from) && hasMessages(to));
    target.check(asMessages);
    if (asMessages) {
      target.checkForm(from);
    }
    ClosedOnExit.use(server(asMessages).start(), started -> serve(started, scheme, target));
    return ExitStatus.OK;
  }

  private boolean hasMessages(EndpointUri uri) throws IOException {
    return surroundings.network().spec(uri).keepsBoundaries();
  }

  private ServerBuilder server(boolean asMessages) {
    Network network = surroundings.network();
    Consumer<Failure> failures = ServerOptions.failures(complaints);
    Network beyond = network;
    for (FaultPlan plan : faults) {
      beyond = FaultNetwork.over(beyond, plan);
    }
    Relay relay = new Relay(beyond, to, Threads.pool(), failures, options.connections());
    ServerBuilder server =
        options.server(network, failures).connectTimeout(Duration.ZERO); // but the system's
    return asMessages
        ? server.messageSize(Relay.MESSAGE_SIZE).serveMessageSockets(from, relay::messages)
        : server.serveEvents(from, any -> relay.streams());
  }

  private void serve(Server server, String scheme, RelayTarget target) throws IOException {
    SocketAddress listening = server.addresses().get(0);
    target.checkIsNot(scheme, listening);
    complaints.tell("listening on " + Schemes.withAddress(scheme, from, listening));
    try {
      server.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
