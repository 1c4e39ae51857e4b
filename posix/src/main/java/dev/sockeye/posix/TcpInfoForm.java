package dev.sockeye.posix;

import dev.sockeye.TcpInfo;
import dev.sockeye.TcpInfo.State;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * {@code struct tcp_info} of {@code <linux/tcp.h>}, whose offsets are the same on all architectures
 * of 64 bits, in its order. A kernel that knows less of it leaves the rest 0.
 */
final class TcpInfoForm implements OptionTable.Form<TcpInfo> {

  private static final int SIZE = 232;

  /** In the order of the kernel, {@code TCP_ESTABLISHED} being 1. */
  private static final List<State> STATES = List.of(State.values());

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public TcpInfo read(ByteBuffer from) {
    from.clear(); // what the system gave may be shorter
    return new TcpInfo(
        STATES.get(from.get(0) - 1),
        Byte.toUnsignedInt(from.get(2)),
        micros(from, 8),
        from.getInt(16),
        from.getInt(20),
        from.getInt(24),
        from.getInt(32),
        from.getInt(36),
        millis(from, 44),
        millis(from, 52),
        millis(from, 56),
        from.getInt(60),
        micros(from, 68),
        micros(from, 72),
        Integer.toUnsignedLong(from.getInt(76)),
        from.getInt(80),
        Integer.toUnsignedLong(from.getInt(100)),
        from.getLong(104),
        from.getLong(120),
        from.getLong(128),
        Integer.toUnsignedLong(from.getInt(136)),
        Integer.toUnsignedLong(from.getInt(140)),
        Integer.toUnsignedLong(from.getInt(144)),
        micros(from, 148),
        from.getLong(160),
        from.getLong(200),
        from.getLong(208),
        Integer.toUnsignedLong(from.getInt(228)));
  }

  private static Duration micros(ByteBuffer from, int at) {
    return Duration.ofNanos(Integer.toUnsignedLong(from.getInt(at)) * 1000);
  }

  private static Duration millis(ByteBuffer from, int at) {
    return Duration.ofMillis(Integer.toUnsignedLong(from.getInt(at)));
  }

  @Override
  public void write(SocketOption<TcpInfo> name, TcpInfo value, ByteBuffer into) {
    throw new UnsupportedOperationException(name + " can only be read");
  }
}
