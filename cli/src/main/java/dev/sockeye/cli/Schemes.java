package dev.sockeye.cli;

import dev.sockeye.Addresses;
import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.Protocol;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketSpec;
import dev.sockeye.UriAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the scheme of a URI stands for, and how real addresses are written as URIs. */
final class Schemes {

  /** Room for the longest message of every transport with its default buffers. */
  static final int MESSAGE_CAPACITY = 256 * 1024;

  /** The longest message that is made of standard input, as with {@code nc -u}. */
  static final int MESSAGE_CHUNK = 16 * 1024;

  private static final Domain AF_TIPC = new Domain("AF_TIPC");

  private Schemes() {}

  /**
   * Whether an end can be told to a peer that still answers. Datagrams know no end, even where
   * {@code shutdown(2)} succeeds, as on those of UNIX. SCTP and TIPC know no half of one: after a
   * shutdown neither side may send what the other still waits for (RFC 9260 section 9.2).
   */
  static boolean hasHalfClose(SocketSpec<?> spec) {
    return spec.semantics().isConnectionOriented()
        && !spec.protocol().equals(Protocol.IPPROTO_SCTP)
        && !spec.domain().equals(AF_TIPC);
  }

  /** Connects in the socket's own shape. */
  static Side connect(Network network, EndpointUri uri) throws IOException {
    return network.spec(uri).keepsBoundaries()
        ? new MessageSide(network.connectMessages(uri))
        : new StreamSide(network.connectStream(uri));
  }

  /**
   * Connects within a time, of which the connection then knows nothing.
   *
   * @param limit zero for none; a URI with a {@code SO_SNDTIMEO} keeps to that
   */
  static Side connect(Network network, EndpointUri uri, Duration limit) throws IOException {
    String timeout = EndpointOptions.SO_SNDTIMEO.name();
    if (limit.isZero() || uri.options().containsKey(timeout)) {
      return connect(network, uri);
    }
    Side side =
        connect(network, uri.withOption(timeout, TimeUnit.MICROSECONDS.convert(limit) + "us"));
    side.endpoint().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    return side;
  }

  /** The URI to connect to, with the real port for 0. */
  static String withAddress(EndpointUri uri, SocketAddress local) {
    return withAddress(uri.scheme(), uri, local);
  }

  /**
   * The URI to connect to, with the real port for 0.
   *
   * @param scheme of the socket that the URI names, {@link #scheme}
   */
  static String withAddress(String scheme, EndpointUri uri, SocketAddress local) {
    if (local instanceof InetSocketAddress inet) {
      return scheme + "://" + Addresses.hostPort(inet);
    }
    boolean chosen = local instanceof UriAddress && uri.address().endsWith(":0"); // by the system
    return (chosen ? uri.withAddress(local) : uri).withoutOptions().toString();
  }

  /**
   * The scheme to connect by: the URI's own, or, where that names a socket which is open already,
   * the one of the socket.
   */
  static String scheme(Network network, EndpointUri uri) throws IOException {
    SocketSpec<?> spec = network.spec(uri);
    if (network.scheme(uri.scheme()).filter(named -> named.spec().equals(spec)).isPresent()) {
      return uri.scheme();
    }
    return network.schemes().stream()
        .filter(named -> named.spec().equals(spec))
        .findFirst()
        .map(SchemeInfo::scheme)
        .orElse(uri.scheme());
  }
}
