package dev.sockeye.socket;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/**
 * Makes {@link EndpointServerSocket}s that all listen where one URI says, for code that takes a
 * {@link ServerSocketFactory}. Ports and local addresses that its methods are given are ignored.
 * Factories are safe for use by several threads.
 */
public class EndpointServerSocketFactory extends ServerSocketFactory {

  private static final EndpointServerSocketFactory DEFAULT = new EndpointServerSocketFactory();

  private final Target target;

  /**
   * Creates a factory.
   *
   * @param network what listens
   * @param uri where
   */
  public EndpointServerSocketFactory(Network network, EndpointUri uri) {
    this(Target.of(network, uri));
  }

  /**
   * Creates a factory of sockets of {@link Network#system()}.
   *
   * @param uri where they listen; if it is wrong the bind says so
   */
  public EndpointServerSocketFactory(String uri) {
    this(Target.of(uri));
  }

  /**
   * Creates a factory of sockets of {@link Network#system()} that listen where the system property
   * {@code dev.sockeye.socket.uri} says when they are bound.
   */
  public EndpointServerSocketFactory() {
    this(Target.ofProperty());
  }

  private EndpointServerSocketFactory(Target target) {
    this.target = target;
  }

  /**
   * The factory of what has no other way than this to name one: of sockets that listen where the
   * system property {@code dev.sockeye.socket.uri} says.
   *
   * @return always the same
   */
  public static ServerSocketFactory getDefault() {
    return DEFAULT;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new EndpointServerSocket(target);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, 0, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    ServerSocket socket = createServerSocket();
    socket.bind(null, backlog);
    return socket;
  }
}
