package dev.sockeye.raw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.MessageForm;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An echo request, which comes back as a reply: RFC 792, RFC 4443 section 4. Both begin with type,
 * code, checksum, identifier and sequence number.
 *
 * @param request the type of a request
 * @param reply the type of a reply
 */
record EchoForm(int request, int reply) implements MessageForm {

  private static final short SEQUENCE = 0x1234;

  @Override
  public int header() {
    return 8;
  }

  /** The system fills in checksum and identifier. */
  @Override
  public byte[] wrap(byte[] text, SocketAddress to) {
    ByteBuffer message = ByteBuffer.allocate(length(text.length));
    return message.put(0, (byte) request).putShort(6, SEQUENCE).put(8, text).array();
  }

  @Override
  public byte[] unwrap(byte[] received) {
    ByteBuffer message = ByteBuffer.wrap(received);
    assertEquals(reply, message.get(0) & 0xff, "type");
    assertEquals(0, message.get(1), "code");
    assertEquals(SEQUENCE, message.getShort(6), "sequence number");
    return Arrays.copyOfRange(received, header(), received.length);
  }
}
