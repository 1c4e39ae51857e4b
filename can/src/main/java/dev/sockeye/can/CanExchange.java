package dev.sockeye.can;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SelfTest;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.MessageExchange;
import dev.sockeye.posix.MessageExchange.Form;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What one socket sends on a virtual bus and another hears. */
final class CanExchange {

  /** The last in a bus's order, which all others go before. */
  private static final int ID = CanFrame.SFF_MASK;

  // Of those that controllers claim as they like, 128 to 247 (SAE J1939-81).
  private static final String SENDER = "0xf7";
  private static final String RECEIVER = "0xf6";
  private static final String PGN = "0xef00"; // Proprietary A

  private CanExchange() {}

  static SelfTest open(CanTransport transport, SocketSpec<?> spec) throws IOException {
    String bus = VirtualBus.require();
    if (spec.equals(Can.RAW)) {
      return MessageExchange.heard(
          bus,
          new Frame(),
          () -> transport.bind(Can.RAW, uri("can:" + bus)),
          () -> transport.connect(Can.RAW, uri("can:" + bus)));
    } else if (spec.equals(Can.BCM)) {
      return MessageExchange.heard(
          bus, new Managed(), () -> listening(transport, bus), () -> manager(transport, bus));
    }
    return MessageExchange.heard(
        bus,
        new Parameters(),
        () -> transport.bind(Can.J1939, uri("can+j1939:" + bus + ":" + RECEIVER)),
        () ->
            transport.connect(
                Can.J1939,
                uri("can+j1939:" + bus + ":" + RECEIVER + "," + PGN + "?LOCAL=" + SENDER)));
  }

  private static EndpointUri uri(String text) {
    return EndpointUri.valueOf(text);
  }

  private static MessageEndpoint manager(CanTransport transport, String bus) throws IOException {
    return transport.connect(Can.BCM, uri("can+bcm:" + bus));
  }

  /** Is told of every frame. */
  private static MessageEndpoint listening(CanTransport transport, String bus) throws IOException {
    MessageEndpoint manager = manager(transport, bus);
    try {
      ByteBuffer setup = ByteBuffer.allocateDirect(BcmMessage.HEAD);
      BcmMessage.put(
          setup,
          BcmMessage.RX_SETUP,
          BcmMessage.RX_FILTER_ID,
          0,
          Duration.ZERO,
          Duration.ZERO,
          ID,
          0);
      manager.send(setup.flip());
      return manager;
    } catch (IOException | RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static boolean isOurs(CanFrame frame) {
    return frame.canId() == ID && frame.length() == Long.BYTES;
  }

  /** A frame. */
  private static final class Frame implements Form {
    private static final int DATA = CanFrame.CLASSIC - Long.BYTES;

    private final CanFrame frame = new CanFrame();

    @Override
    public void put(ByteBuffer data, ByteBuffer into) {
      CanFrame.put(into, ID, data);
    }

    @Override
    public boolean find(ByteBuffer heard) {
      if (!isOurs(frame.wrap(heard))) {
        return false;
      }
      heard.position(heard.position() + DATA);
      return true;
    }
  }

  /** One that the broadcast manager sends, and tells of. */
  private static final class Managed implements Form {
    private final BcmMessage message = new BcmMessage();
    private final Frame frame = new Frame();

    @Override
    public void put(ByteBuffer data, ByteBuffer into) {
      BcmMessage.put(into, BcmMessage.TX_SEND, 0, 0, Duration.ZERO, Duration.ZERO, ID, 1);
      frame.put(data, into);
    }

    @Override
    public boolean find(ByteBuffer heard) {
      if (message.wrap(heard).opcode() != BcmMessage.RX_CHANGED || message.frames() != 1) {
        return false;
      }
      heard.position(heard.position() + BcmMessage.HEAD);
      return frame.find(heard);
    }
  }

  /** Data of a parameter group, which has no form but to fit in a frame. */
  private static final class Parameters implements Form {

    @Override
    public void put(ByteBuffer data, ByteBuffer into) {
      into.put(data);
    }

    @Override
    public boolean find(ByteBuffer heard) {
      return true;
    }
  }
}
