package dev.sockeye.examples.families;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.can.Can;
import dev.sockeye.can.CanFilter;
import dev.sockeye.can.CanFilters;
import dev.sockeye.can.CanFrame;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Between the bus of the engine and another: what others may know, and what they may ask. */
public final class CanGateway {

  /** What the engine tells, 0x100 to 0x1ff. */
  private static final CanFilters TOLD = CanFilters.of(new CanFilter(0x100, 0x700));

  /** What may be asked of it, for a diagnosis. */
  private static final CanFilters ASKED = CanFilters.of(CanFilter.exactly(0x7e0));

  private CanGateway() {}

  /**
   * Runs until it is ended.
   *
   * @param arguments the bus of the engine and the other, such as {@code can:vcan0 can:vcan1}
   * @throws IOException if the system refuses
   */
  public static void main(String[] arguments) throws IOException {
    try (MessageEndpoint engine = open(arguments[0], TOLD);
        MessageEndpoint others = open(arguments[1], ASKED)) {
      Thread asking = new Thread(() -> passAll(others, engine));
      asking.setDaemon(true);
      asking.start();
      passAll(engine, others);
    }
  }

  private static MessageEndpoint open(String bus, CanFilters filters) throws IOException {
    MessageEndpoint endpoint = Network.system().connectMessages(EndpointUri.valueOf(bus));
    endpoint.setOption(Can.CAN_RAW_FILTER, filters); // what else is on the bus wakes nobody
    return endpoint;
  }

  private static void passAll(MessageEndpoint from, MessageEndpoint to) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(CanFrame.CLASSIC);
    CanFrame frame = new CanFrame();
    try {
      while (true) {
        from.receive(bytes.clear());
        System.out.println(from.getLocalAddress() + " " + frame.wrap(bytes.flip()));
        to.send(bytes);
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
  }
}
