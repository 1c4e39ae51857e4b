package dev.sockeye.memory;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Set;

/** An endpoint whose options are those that its transport describes, stored and read back. */
abstract class DescribedEndpoint extends MemoryDatagramEndpoint {

  DescribedEndpoint(
      Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec, Set<SocketOption<?>> described)
      throws ClosedChannelException {
    super(kernel, kind, spec);
    Set<SocketOption<?>> own = supportedOptions();
    described.stream().filter(name -> !own.contains(name)).forEach(this::add);
  }

  private <T> void add(SocketOption<T> name) {
    options().add(name, name.type().cast(initial(name.type())));
  }

  /** As the system has most; {@code null} of those that stand for an action, or for much. */
  private static Object initial(Class<?> type) {
    if (type == Boolean.class) {
      return false;
    } else if (type == Integer.class) {
      return 0;
    }
    return type == Duration.class ? Duration.ZERO : null;
  }

  /**
   * The address that a socket gets that asks for one.
   *
   * @param wanted what it asks for, {@code null} for anywhere
   * @param number one that no other has been given
   */
  abstract SocketAddress named(SocketAddress wanted, int number);
}
