package dev.sockeye.examples.families;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcEvent;
import dev.sockeye.tipc.TipcSubscription;
import dev.sockeye.tipc.TipcTopology;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A service of TIPC that fails over: clients name the service, and another server takes over. */
public final class TipcFailover {

  private static final TipcAddress.Service CLOCK = new TipcAddress.Service(4711, 1);

  private TipcFailover() {}

  /**
   * Runs it, on Linux with the module {@code tipc}.
   *
   * @param arguments none
   * @throws IOException if the system refuses
   */
  public static void main(String[] arguments) throws IOException {
    Network network = Network.system();
    TipcAddress.Range watched = new TipcAddress.Range(CLOCK.type(), 0, 9);
    try (TipcTopology topology = TipcTopology.connect(network);
        MessageEndpoint client = network.socket(Tipc.RDM);
        MessageEndpoint spare = network.socket(Tipc.RDM)) {
      topology.subscribe(new TipcSubscription(watched, true, Optional.empty(), 0));
      try (MessageEndpoint first = network.socket(Tipc.RDM).bind(CLOCK)) {
        tell(topology.next());
        ask(client, first, "the first server");
      }
      tell(topology.next());
      spare.bind(CLOCK);
      tell(topology.next());
      ask(client, spare, "the spare server");
    }
  }

  private static void tell(TipcEvent event) {
    System.out.println(CLOCK.type() + ":" + event.lower() + " " + event.kind());
  }

  private static void ask(MessageEndpoint client, MessageEndpoint server, String name)
      throws IOException {
    client.sendTo(ByteBuffer.wrap(new byte[] {'?'}), CLOCK);
    server.sendTo(
        StandardCharsets.US_ASCII.encode(name), server.receiveFrom(ByteBuffer.allocate(1)));
    ByteBuffer answer = ByteBuffer.allocate(100);
    client.receiveFrom(answer);
    System.out.println("answered by " + StandardCharsets.US_ASCII.decode(answer.flip()));
  }
}
