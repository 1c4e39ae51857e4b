package dev.sockeye.socket.rmi;

import dev.sockeye.socket.EndpointServerSocketFactory;
import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.io.Serializable;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Objects;

/**
 * Both sides of RMI at one URI, of {@link dev.sockeye.Network#system()}. A registry and the objects
 * that are exported with equal factories at one port share one listener; the port only names it,
 * and must not be 0 where the transport has none.
 *
 * <pre>{@code
 * RmiSocketFactory factory = new RmiSocketFactory("unix:/run/app.sock");
 * Registry registry = LocateRegistry.createRegistry(1099, factory, factory);
 * registry.bind("app", UnicastRemoteObject.exportObject(app, 1099, factory, factory));
 * }</pre>
 *
 * <p>A client gets the factory with the object: the URI must lead there from where the client is.
 */
public class RmiSocketFactory
    implements RMIClientSocketFactory, RMIServerSocketFactory, Serializable {

  private static final long serialVersionUID = 1;

  /** Where to, and where to listen. @serial */
  private final String uri;

  /**
   * Creates a factory.
   *
   * @param uri where to listen, and where clients go
   */
  public RmiSocketFactory(String uri) {
    this.uri = Objects.requireNonNull(uri, "uri");
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return new EndpointSocketFactory(uri).createSocket(host, port);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return new EndpointServerSocketFactory(uri).createServerSocket(port);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RmiSocketFactory factory && uri.equals(factory.uri);
  }

  @Override
  public int hashCode() {
    return uri.hashCode();
  }
}
