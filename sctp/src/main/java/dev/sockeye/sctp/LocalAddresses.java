package dev.sockeye.sctp;

import com.sun.nio.sctp.IllegalUnbindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;

/**
 * The local addresses of a socket. The JDK's three kinds of channels have the same calls for them,
 * but no type in common.
 */
final class LocalAddresses {

  /** All that the socket has, {@code getAllLocalAddresses}. */
  interface All {
    Set<SocketAddress> get() throws IOException;
  }

  /** Adds one or takes one away, {@code bindAddress} or {@code unbindAddress} of the JDK. */
  interface JdkChange {
    Object apply(InetAddress address) throws IOException;
  }

  /** {@link #add} or {@link #remove}. */
  interface Change {
    void apply(InetAddress address) throws IOException;
  }

  private final All all;
  private final JdkChange add;
  private final JdkChange remove;
  private volatile InetSocketAddress bound; // only ever set, but for a second bind

  LocalAddresses(All all, JdkChange add, JdkChange remove) {
    this.all = all;
    this.add = add;
    this.remove = remove;
  }

  /**
   * Those of a socket that was open before, whose channel does not know the port that {@code bindx}
   * wants: whoever opened it has chosen them.
   */
  static LocalAddresses adopted(All all, SocketAddress local) {
    LocalAddresses addresses =
        new LocalAddresses(all, LocalAddresses::refuse, LocalAddresses::refuse);
    addresses.bound(local);
    return addresses;
  }

  private static Object refuse(InetAddress address) {
    throw new UnsupportedOperationException(
        "the addresses of a socket that was open before cannot be changed: whoever opens it binds it"
            + " to all, by sctp_bindx(3)");
  }

  /** Notes what the socket was bound to, {@code null} for the wildcard address and any port. */
  void bound(SocketAddress local) {
    bound = local == null ? new InetSocketAddress(0) : (InetSocketAddress) local;
  }

  /** Whether the socket is bound; the system binds one by itself at its first send. */
  boolean isBound() throws IOException {
    if (bound == null && !all.get().isEmpty()) {
      bound(null);
    }
    return bound != null;
  }

  /** The first, {@code null} if not bound. */
  SocketAddress first(InetSocketAddress peer) throws IOException {
    return SctpAddresses.first(all.get(), bound, peer);
  }

  List<InetSocketAddress> sorted(InetSocketAddress peer) throws IOException {
    return SctpAddresses.sorted(all.get(), bound, peer);
  }

  void add(InetAddress address) throws IOException {
    add.apply(address);
  }

  void remove(InetAddress address) throws IOException {
    try {
      remove.apply(address);
    } catch (IllegalUnbindException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
