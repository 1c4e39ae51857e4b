package dev.sockeye.memory;

import dev.sockeye.Endpoint;
import dev.sockeye.SocketSpec;
import java.nio.channels.ClosedChannelException;

/**
 * A listener of TIPC in memory.
 *
 * @param <E> the shape of what it accepts
 * @param <L> what the lanes of the accepted endpoints carry
 */
final class TipcListener<E extends Endpoint, L extends Lane> extends MemoryListener<E, L>
    implements TipcNaming {

  TipcListener(Kernel kernel, Kind kind, SocketSpec<E> spec, Opener<E, L> opener)
      throws ClosedChannelException {
    super(kernel, kind, spec, opener);
  }
}
