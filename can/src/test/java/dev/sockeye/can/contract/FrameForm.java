package dev.sockeye.can.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Errno;
import dev.sockeye.testkit.MessageForm;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Frames of one length, {@code struct can_frame} or {@code canfd_frame} of {@code <linux/can.h>}:
 * the identifier, the length of the data, three bytes, the data.
 *
 * @param length how long every frame is
 */
public record FrameForm(int length) implements MessageForm {

  /** {@code struct can_frame}. */
  public static final FrameForm CLASSIC = new FrameForm(16);

  /** {@code struct canfd_frame}. */
  public static final FrameForm FD = new FrameForm(72);

  private static final int ID = 0x123;

  @Override
  public int header() {
    return 8;
  }

  @Override
  public int length(int text) {
    return Math.max(length, header() + text);
  }

  @Override
  public byte[] wrap(byte[] text, SocketAddress to) {
    ByteBuffer frame = ByteBuffer.allocate(length(text.length)).order(ByteOrder.nativeOrder());
    return frame.putInt(ID).put((byte) text.length).put(header(), text).array();
  }

  @Override
  public byte[] unwrap(byte[] received) {
    assertEquals(length, received.length, "length of the frame");
    ByteBuffer frame = ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
    assertEquals(ID, frame.getInt(0), "identifier");
    byte[] text = new byte[frame.get(4)];
    frame.get(header(), text);
    return text;
  }

  /** {@code EINVAL}, as of any length that no frame has. */
  @Override
  public Errno tooLarge() {
    return Errno.EINVAL;
  }
}
