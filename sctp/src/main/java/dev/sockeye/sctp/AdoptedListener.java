package dev.sockeye.sctp;

import com.sun.nio.sctp.SctpServerChannel;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.posix.OpenDescriptor;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/**
 * A listener of a socket that was open before. Who connected before was not told of to the JDK,
 * whose own accept would wait for that person's first message: connections are accepted from the
 * descriptor, and each is taken over.
 */
final class AdoptedListener extends SctpListener {

  private final OpenDescriptor socket; // guarded by itself

  AdoptedListener(SctpServerChannel channel, LocalAddresses addresses, OpenDescriptor socket) {
    super(Sctp.ONE_TO_ONE, channel, addresses);
    this.socket = socket;
  }

  /** The socket is non-blocking here, as the channel is. */
  @Override
  protected MessageEndpoint acceptFromChannel() throws IOException {
    OpenDescriptor accepted;
    synchronized (socket) {
      if (!channel().isOpen()) {
        throw new ClosedChannelException();
      }
      accepted = socket.accept();
    }
    if (accepted == null) {
      return null;
    }
    try (accepted) {
      return accepted.endpoint(Sctp.ONE_TO_ONE);
    } catch (IOException e) {
      if (Errno.of(e).filter(PEER_GONE::contains).isEmpty()) {
        throw e;
      }
      return acceptFromChannel();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      synchronized (socket) {
        socket.close();
      }
    }
  }
}
