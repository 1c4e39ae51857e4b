package dev.sockeye.socket.jsch;

import com.jcraft.jsch.SocketFactory;
import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.socket.EndpointSocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Connects JSch to where a URI says: {@code session.setSocketFactory(new
 * JschSocketFactory("unix:/run/sshd.sock"))}.
 */
public class JschSocketFactory implements SocketFactory {

  private final EndpointSocketFactory factory;

  /**
   * Creates a factory.
   *
   * @param network what connects its sockets
   * @param uri where to
   */
  public JschSocketFactory(Network network, EndpointUri uri) {
    factory = new EndpointSocketFactory(network, uri);
  }

  /**
   * Creates a factory of sockets of {@link Network#system()}.
   *
   * @param uri where to; if it is wrong the connect says so
   */
  public JschSocketFactory(String uri) {
    factory = new EndpointSocketFactory(uri);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return factory.createSocket(host, port);
  }

  @Override
  public InputStream getInputStream(Socket socket) throws IOException {
    return socket.getInputStream();
  }

  @Override
  public OutputStream getOutputStream(Socket socket) throws IOException {
    return socket.getOutputStream();
  }
}
