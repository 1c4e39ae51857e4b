package dev.sockeye.cli;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.SocketOptions;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the scheme of a URI stands for, and how real addresses are written as URIs. */
final class Schemes {

  /** Room for the longest message of every transport with its default buffers. */
  static final int MESSAGE_CAPACITY = 256 * 1024;

  /** The longest message that is made of standard input, as with {@code nc -u}. */
  static final int MESSAGE_CHUNK = 16 * 1024;

  private Schemes() {}

  /** What the URI's scheme stands for; empty if the network does not know it. */
  static Optional<SocketSpec<? extends Endpoint>> spec(Network network, EndpointUri uri) {
    return network.scheme(uri.scheme()).map(SchemeInfo::spec);
  }

  /** Connects in the scheme's own shape; an unknown scheme is for the network to refuse. */
  static Side connect(Network network, EndpointUri uri) throws IOException {
    boolean messages = spec(network, uri).filter(SocketSpec::keepsBoundaries).isPresent();
    return messages
        ? new MessageSide(network.connectMessages(uri))
        : new StreamSide(network.connectStream(uri));
  }

  /**
   * Connects within a time, of which the connection then knows nothing.
   *
   * @param limit zero for none; a URI with a {@code SO_SNDTIMEO} keeps to that
   */
  static Side connect(Network network, EndpointUri uri, Duration limit) throws IOException {
    String timeout = SocketOptions.SO_SNDTIMEO.name();
    if (limit.isZero() || uri.options().containsKey(timeout)) {
      return connect(network, uri);
    }
    Side side =
        connect(network, uri.withOption(timeout, TimeUnit.MICROSECONDS.convert(limit) + "us"));
    side.endpoint().setOption(SocketOptions.SO_SNDTIMEO, Duration.ZERO);
    return side;
  }

  /** The URI to connect to, with the real port for 0. */
  static String withAddress(EndpointUri uri, SocketAddress local) {
    if (local instanceof InetSocketAddress inet) {
      return uri.scheme() + "://" + Addresses.hostPort(inet);
    }
    boolean chosen = local != null && uri.address().endsWith(":0"); // by the system
    return (chosen ? uri.withAddress(local) : uri).withoutOptions().toString();
  }
}
