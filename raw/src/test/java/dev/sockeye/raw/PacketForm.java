package dev.sockeye.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.MessageForm;
import java.net.SocketAddress;
import java.util.Arrays;

/**
 * What a raw socket of IPv4 sends without a header and receives with it, {@code raw(7)}.
 *
 * @param protocol the protocol that the header names
 * @param arrivedHeader its length
 */
record PacketForm(int protocol, int arrivedHeader) implements MessageForm {

  @Override
  public int header() {
    return 0;
  }

  @Override
  public byte[] wrap(byte[] text, SocketAddress to) {
    return text.clone();
  }

  @Override
  public byte[] unwrap(byte[] received) {
    assertEquals(0x45, received[0], "version and length of the header");
    int total = ((received[2] & 0xff) << 8) | (received[3] & 0xff);
    assertEquals(received.length, total, "total length");
    assertEquals(protocol, received[9] & 0xff, "protocol");
    return Arrays.copyOfRange(received, arrivedHeader, received.length);
  }
}
