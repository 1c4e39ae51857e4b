package dev.sockeye.posix;

import static java.net.StandardSocketOptions.SO_BROADCAST;
import static java.net.StandardSocketOptions.SO_KEEPALIVE;
import static java.net.StandardSocketOptions.SO_LINGER;
import static java.net.StandardSocketOptions.SO_REUSEADDR;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.Set;

/**
 * An option by which the descriptor of a channel is told from others, for the time of a search: set
 * on the channel, read on a descriptor, and set back. It is one that does nothing to what the
 * channel is doing. Guarded by {@link ChannelDescriptor}'s class.
 *
 * @param <T> the option's type
 */
final class ChannelMark<T> implements AutoCloseable {

  private static final boolean LINUX = Abi.isLinux();

  /** A time to linger, in seconds, that nobody else has set. */
  private static final int UNUSUAL = 40_961;

  private static final Memory VALUE = Memory.allocate(12); // struct linger or int, and its length

  /** Options that are on or off. */
  private record Flag(SocketOption<Boolean> option, int number) {

    static final List<Flag> ALL =
        List.of(new Flag(SO_BROADCAST, LINUX ? 6 : 0x20), new Flag(SO_KEEPALIVE, LINUX ? 9 : 8));

    static final Flag LAST = new Flag(SO_REUSEADDR, LINUX ? 2 : 4);
  }

  private final NetworkChannel channel;
  private final SocketOption<T> option;
  private final int number;
  private final T before;
  private final T marked;
  private final T other;

  private ChannelMark(
      NetworkChannel channel, SocketOption<T> option, int number, T before, T marked, T other) {
    this.channel = channel;
    this.option = option;
    this.number = number;
    this.before = before;
    this.marked = marked;
    this.other = other;
  }

  /**
   * Sets the first that there is: of a SocketChannel SO_LINGER only in the UNIX domain, where it
   * has no effect.
   *
   * @return {@code null} if the channel has none of them
   */
  static ChannelMark<?> set(NetworkChannel channel) throws IOException {
    Set<SocketOption<?>> supported = channel.supportedOptions();
    ChannelMark<?> mark = null;
    for (Flag flag : Flag.ALL) {
      mark = mark == null && supported.contains(flag.option) ? of(channel, flag) : mark;
    }
    if (mark == null && supported.contains(SO_LINGER)) {
      Integer before = channel.getOption(SO_LINGER);
      mark = new ChannelMark<>(channel, SO_LINGER, LINUX ? 13 : 0x80, before, UNUSUAL, UNUSUAL + 1);
    } else if (mark == null && supported.contains(Flag.LAST.option)) {
      mark = of(channel, Flag.LAST);
    }
    if (mark != null) {
      mark.mark();
    }
    return mark;
  }

  private static ChannelMark<Boolean> of(NetworkChannel channel, Flag flag) throws IOException {
    Boolean before = channel.getOption(flag.option);
    return new ChannelMark<>(channel, flag.option, flag.number, before, !before, before);
  }

  private void mark() throws IOException {
    channel.setOption(option, marked);
  }

  /** Whether a descriptor shows it, as those of others may. */
  boolean isOn(int fd) {
    return shows(fd, marked);
  }

  /** Whether a descriptor that shows it changes with the channel. */
  boolean isOfChannel(int fd) throws IOException {
    channel.setOption(option, other);
    boolean changed = shows(fd, other);
    mark();
    return changed && shows(fd, marked);
  }

  private boolean shows(int fd, T value) {
    long at = VALUE.address;
    VALUE.putInt(8, 8);
    int solSocket = Abi.CURRENT.solSocket();
    if (Bindings.libc().getsockopt(fd, solSocket, number, at, at + 8) < 0) {
      return false;
    } else if (value instanceof Boolean flag) {
      return (VALUE.getInt(0) != 0) == flag;
    }
    return VALUE.getInt(0) != 0 && (!LINUX || VALUE.getInt(4) == (Integer) value);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.setOption(option, before);
    } catch (ClosedChannelException e) {
      // Then there is nothing to set back.
    }
  }
}
