package dev.sockeye.drivers;

import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * What MariaDB's driver asks for sockets, by the class's name in its URL; the option {@code
 * endpoint} says where to.
 */
public final class MariaDbSockets extends ConfigurableSocketFactory {

  private EndpointSocketFactory sockets;

  /** Creates a factory; the driver does, for each connection. */
  public MariaDbSockets() {}

  @Override
  public void setConfiguration(Configuration configuration, String host) {
    sockets = new EndpointSocketFactory(configuration.nonMappedOptions().getProperty("endpoint"));
  }

  @Override
  public Socket createSocket() throws IOException {
    return sockets.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return sockets.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return sockets.createSocket(host, port);
  }
}
