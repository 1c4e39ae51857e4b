package dev.sockeye.socket.mysql;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import dev.sockeye.socket.EndpointSocketFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Connects MySQL Connector/J to where the property {@code endpoint} says, {@code
 * com.mysql.cj.protocol.SocketFactory}:
 *
 * <pre>{@code
 * jdbc:mysql://localhost/db?socketFactory=dev.sockeye.socket.mysql.MysqlSocketFactory
 *     &endpoint=unix:/run/mysqld/mysqld.sock
 * }</pre>
 *
 * <p>The host is resolved by nobody. TLS is the driver's, over this. One instance a connection, as
 * the driver makes them.
 */
public class MysqlSocketFactory extends StandardSocketFactory {

  /** The property that names the URI. */
  public static final String ENDPOINT = "endpoint";

  /** Creates a factory, as the driver does by the class's name. */
  public MysqlSocketFactory() {}

  /**
   * Connects.
   *
   * @param hostname what the peer is called
   * @param portNumber likewise
   * @param pset the driver's properties, of them {@code endpoint} and {@code connectTimeout}
   * @param loginTimeout how long the connect may take, in milliseconds; 0 for ever
   * @throws IOException if there is no {@code endpoint}, or it cannot be reached
   */
  @Override
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // the driver asks so, for a Socket
  public <T extends Closeable> T connect(
      String hostname, int portNumber, PropertySet pset, int loginTimeout) throws IOException {
    host = hostname;
    port = portNumber;
    loginTimeoutCountdown = loginTimeout;
    rawSocket = createSocket(pset);
    configureSocket(rawSocket, pset);
    int timeout = pset.getIntegerProperty(PropertyKey.connectTimeout).getValue();
    rawSocket.connect(
        InetSocketAddress.createUnresolved(hostname, Math.max(0, portNumber)),
        getRealTimeout(timeout));
    resetLoginTimeCountdown();
    sslSocket = rawSocket;
    return (T) rawSocket;
  }

  @Override
  protected Socket createSocket(PropertySet pset) {
    Object uri = pset.getProperty(ENDPOINT) == null ? null : pset.getProperty(ENDPOINT).getValue();
    return uri == null
        ? new EndpointSocketFactory().createSocket()
        : new EndpointSocketFactory(uri.toString()).createSocket();
  }
}
