package dev.sockeye.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.testkit.MessageForm;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One message behind its {@code struct nlmsghdr}, {@code netlink(7)}. */
final class HeaderForm implements MessageForm {

  /** The first that is nobody's: {@code NLMSG_MIN_TYPE}. */
  private static final short TYPE = 0x10;

  @Override
  public int header() {
    return 16;
  }

  @Override
  public byte[] wrap(byte[] text, SocketAddress to) {
    ByteBuffer message = ByteBuffer.allocate(length(text.length)).order(ByteOrder.nativeOrder());
    return message.putInt(message.capacity()).putShort(TYPE).put(header(), text).array();
  }

  @Override
  public byte[] unwrap(byte[] received) {
    ByteBuffer message = ByteBuffer.wrap(received).order(ByteOrder.nativeOrder());
    assertEquals(received.length, message.getInt(), "nlmsg_len");
    assertEquals(TYPE, message.getShort(), "nlmsg_type");
    return Arrays.copyOfRange(received, header(), received.length);
  }
}
