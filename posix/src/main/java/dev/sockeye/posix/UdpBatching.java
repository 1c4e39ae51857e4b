package dev.sockeye.posix;

import dev.sockeye.SocketErrnoException;
import dev.sockeye.internal.DatagramBatching;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/**
 * Batches of UDP by {@code sendmmsg(2)} and {@code recvmmsg(2)}, on Linux. Here and not in the
 * {@code udp} module, because this one has the C library.
 */
@SuppressWarnings("exports") // a service of sockeye's own modules
public final class UdpBatching implements DatagramBatching {

  /** Creates the service; the C library is loaded when a batch is opened. */
  public UdpBatching() {}

  @Override
  public Optional<Batch> open(DatagramChannel channel) throws IOException {
    if (Bindings.unavailable().isPresent() || !Abi.isLinux()) {
      return Optional.empty();
    }
    if (channel.getLocalAddress() == null) {
      return Optional.empty();
    }
    try {
      int descriptor = ChannelDescriptor.duplicate(channel, null);
      return descriptor < 0 ? Optional.empty() : Optional.of(new UdpBatch(descriptor, channel));
    } catch (SocketErrnoException e) {
      return Optional.empty(); // Such as out of descriptors: one by one needs none.
    }
  }
}
