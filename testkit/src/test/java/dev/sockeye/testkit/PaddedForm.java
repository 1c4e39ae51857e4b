package dev.sockeye.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** The length of the text, the text, and zeros up to 60 bytes: as frames of a device have it. */
final class PaddedForm implements MessageForm {

  private static final int LEAST = 60;

  @Override
  public int header() {
    return Integer.BYTES;
  }

  @Override
  public int length(int text) {
    return Math.max(LEAST, header() + text);
  }

  @Override
  public byte[] wrap(byte[] text, SocketAddress to) {
    return ByteBuffer.allocate(length(text.length)).putInt(text.length).put(text).array();
  }

  @Override
  public byte[] unwrap(byte[] received) {
    assertTrue(received.length >= LEAST, () -> "only " + received.length + " bytes");
    ByteBuffer message = ByteBuffer.wrap(received);
    byte[] text = new byte[message.getInt()];
    message.get(text);
    assertEquals(length(text.length), received.length);
    return text;
  }
}
