package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeChannel;
import dev.sockeye.posix.NativeEndpoint;
import java.io.IOException;
import java.lang.ref.Reference;

/**
 * Seqpacket sockets besides: Linux tells an empty message from the end only by the name or the
 * credentials that come with it. An endpoint takes a name before it connects, by which the peer, if
 * it is one of ours, tells our empty messages. If the peer has none it does so by credentials.
 */
final class SeqpacketHooks extends UnixHooks implements NativeChannel.ControlCall {

  private volatile Mark mark = Mark.NAME;

  @Override
  public void connecting(NativeEndpoint<? extends Endpoint> endpoint) throws IOException {
    if (!endpoint.isBound()) {
      endpoint.tryControl(this);
    }
  }

  /** Takes a name of the system's choice, in the abstract namespace. */
  @Override
  public int make(int fd) {
    Memory address = Memory.allocate(UnixAddresses.SOCKADDR_SIZE);
    try {
      int length = UnixAddresses.write(null, address.bytes, 0);
      return Bindings.libc().bind(fd, address.address, length);
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  @Override
  public void connected(NativeEndpoint<? extends Endpoint> endpoint) throws IOException {
    if (UnixAddresses.UNNAMED.equals(endpoint.knownRemote())) {
      PassOptions.setCredentials(endpoint, true);
      mark = Mark.CONTROL;
    }
  }

  @Override
  boolean needsCredentials() {
    return mark == Mark.CONTROL;
  }

  @Override
  public Mark mark() {
    return mark;
  }
}
