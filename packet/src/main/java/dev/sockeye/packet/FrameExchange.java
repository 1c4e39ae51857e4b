package dev.sockeye.packet;

import dev.sockeye.posix.MessageExchange;
import java.nio.ByteBuffer;

/** Frames of an ethertype for experiments of one's own (IEEE 802, local experimental 1). */
final class FrameExchange implements MessageExchange.Form {

  static final String INTERFACE = "lo";
  static final int ETHERTYPE = 0x88b5;

  private final boolean withHeader;
  private final EthernetHeader header = new EthernetHeader();

  /**
   * Creates the form.
   *
   * @param withHeader whether the socket is raw, and its frames have the header
   */
  FrameExchange(boolean withHeader) {
    this.withHeader = withHeader;
  }

  /** The addresses of the loopback interface are 0. */
  @Override
  public void put(ByteBuffer data, ByteBuffer into) {
    if (withHeader) {
      EthernetHeader.put(into, 0, 0, ETHERTYPE);
    }
    into.put(data);
  }

  @Override
  public boolean find(ByteBuffer heard) {
    if (withHeader) {
      heard.position(header.of(heard).payload());
    }
    return true;
  }
}
