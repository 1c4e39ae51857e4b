package dev.sockeye.socket.mariadb;

import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * Connects MariaDB Connector/J to where the option {@code endpoint} says:
 *
 * <pre>{@code
 * jdbc:mariadb://localhost/db?socketFactory=dev.sockeye.socket.mariadb.MariadbSocketFactory
 *     &endpoint=unix:/run/mysqld/mysqld.sock
 * }</pre>
 *
 * <p>The driver itself resolves the host: write one that can be, such as {@code localhost}.
 */
public class MariadbSocketFactory extends ConfigurableSocketFactory {

  /** The option that names the URI. */
  public static final String ENDPOINT = "endpoint";

  private EndpointSocketFactory factory = new EndpointSocketFactory();

  /** Creates a factory, as the driver does by the class's name. */
  public MariadbSocketFactory() {}

  @Override
  public void setConfiguration(Configuration configuration, String host) {
    String uri = configuration.nonMappedOptions().getProperty(ENDPOINT);
    if (uri != null) {
      factory = new EndpointSocketFactory(uri);
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    return factory.createSocket();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return factory.createSocket(host, port, local, localPort);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return factory.createSocket(host, port, local, localPort);
  }
}
