package dev.sockeye.socket;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Makes {@link EndpointSocket}s that all go where one URI says, for code that takes a {@link
 * SocketFactory}, or its class's name and a string.
 *
 * <pre>{@code
 * jdbc:postgresql://localhost/db?socketFactory=dev.sockeye.socket.EndpointSocketFactory
 *     &socketFactoryArg=unix:/run/postgresql/.s.PGSQL.5432
 * }</pre>
 *
 * <p>Hosts and ports that its methods are given only name the peer; local addresses are ignored.
 * Factories are safe for use by several threads.
 */
public class EndpointSocketFactory extends SocketFactory {

  private static final EndpointSocketFactory DEFAULT = new EndpointSocketFactory();

  private final Target target;

  /**
   * Creates a factory.
   *
   * @param network what connects its sockets
   * @param uri where to
   */
  public EndpointSocketFactory(Network network, EndpointUri uri) {
    this(Target.of(network, uri));
  }

  /**
   * Creates a factory of sockets of {@link Network#system()}.
   *
   * @param uri where to, such as {@code unix:/run/redis.sock}; if it is wrong the connect says so
   */
  public EndpointSocketFactory(String uri) {
    this(Target.of(uri));
  }

  /**
   * Creates a factory of sockets of {@link Network#system()} that go where the system property
   * {@code dev.sockeye.socket.uri} says when they connect.
   */
  public EndpointSocketFactory() {
    this(Target.ofProperty());
  }

  private EndpointSocketFactory(Target target) {
    this.target = target;
  }

  /**
   * The factory of what has no other way than this to name one: of sockets that go where the system
   * property {@code dev.sockeye.socket.uri} says.
   *
   * @return always the same
   */
  public static SocketFactory getDefault() {
    return DEFAULT;
  }

  /**
   * An address that only names a host, for clients that resolve one before they connect: OkHttp's
   * {@code Dns} and HttpClient's {@code DnsResolver}. Asks no name server.
   *
   * @param host the name
   * @return loopback, with that name
   */
  public static InetAddress unresolved(String host) {
    return PeerNames.loopback(host);
  }

  /** Creates a socket that is not connected. Does not fail, a wrong URI either. */
  @Override
  public Socket createSocket() {
    try {
      return new EndpointSocket(target, false);
    } catch (SocketException e) {
      throw new UncheckedIOException(e); // no system call was made
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(InetSocketAddress.createUnresolved(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return createSocket(address, port);
  }

  private Socket connected(InetSocketAddress asked) throws IOException {
    Socket socket = createSocket();
    socket.connect(asked);
    return socket;
  }
}
