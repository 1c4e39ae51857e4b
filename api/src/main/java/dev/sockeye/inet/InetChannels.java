package dev.sockeye.inet;

import dev.sockeye.Domain;
import dev.sockeye.SocketSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.util.Optional;

/** What the transports over the JDK's Internet channels share. */
public final class InetChannels {

  private InetChannels() {}

  /**
   * Opens a channel.
   *
   * @param <C> the channel
   */
  @FunctionalInterface
  public interface Opener<C extends Closeable> {
    /**
     * Opens a channel.
     *
     * @param spec its triple
     * @return the channel
     * @throws IOException if the system refuses
     */
    C open(SocketSpec<?> spec) throws IOException;
  }

  /**
   * The JDK's name for a domain.
   *
   * @param spec a triple
   * @return {@code INET} or {@code INET6}; {@code null} for both, which the JDK opens when it is
   *     told nothing
   */
  public static ProtocolFamily family(SocketSpec<?> spec) {
    if (spec.domain().equals(Domain.AF_INET)) {
      return StandardProtocolFamily.INET;
    } else if (spec.domain().equals(Domain.AF_INET6)) {
      return StandardProtocolFamily.INET6;
    }
    return null;
  }

  /**
   * A free port of the loopback interface.
   *
   * @param spec a triple, which decides the family
   * @return an address with port 0
   * @throws IOException never, since no name is looked up
   */
  public static InetSocketAddress loopback(SocketSpec<?> spec) throws IOException {
    byte[] one = new byte[spec.domain().equals(Domain.AF_INET6) ? 16 : 4];
    one[0] = (byte) (one.length == 4 ? 127 : 0);
    one[one.length - 1] = 1;
    return new InetSocketAddress(InetAddress.getByAddress(one), 0);
  }

  /**
   * Finds out, by opening a channel, whether this host can run a socket.
   *
   * @param spec its triple
   * @param opener opens it
   * @return why not, empty if it can
   */
  public static Optional<String> unavailable(SocketSpec<?> spec, Opener<?> opener) {
    try {
      opener.open(spec).close();
      return Optional.empty();
    } catch (UnsupportedOperationException e) {
      return Optional.of(
          "this host or JVM has no "
              + spec.domain()
              + ": enable it in the system, and leave java.net.preferIPv4Stack unset for IPv6");
    } catch (IOException e) {
      return Optional.empty(); // Such as out of descriptors now: the call itself tells.
    }
  }
}
