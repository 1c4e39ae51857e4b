package dev.sockeye.socket;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Set;

/**
 * A listener as a {@link ServerSocket}. Where it listens the URI says, whatever address {@link
 * #bind} is given; what it accepts are {@link EndpointSocket}s. An interrupt neither ends {@link
 * #accept} nor closes the socket.
 *
 * <pre>{@code
 * try (ServerSocket server = new EndpointServerSocket("unix:/run/app.sock")) {
 *   server.bind(null);
 *   Socket peer = server.accept();
 * }
 * }</pre>
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // neither do those of newer JDKs lock
public class EndpointServerSocket extends ServerSocket {

  private final Target target;

  private final KeptOptions options = new KeptOptions(KeptOptions.OF_SERVER);
  private Duration timeoutOfAccepted; // the URI's; written before the listener, and read after
  private volatile Listener<StreamEndpoint> listener; // null until bound
  private volatile boolean closed; // only ever set

  /**
   * Creates a server socket that is not bound yet.
   *
   * @param network what listens
   * @param uri where
   * @throws IOException never
   */
  public EndpointServerSocket(Network network, EndpointUri uri) throws IOException {
    this(Target.of(network, uri));
  }

  /**
   * Creates a server socket of {@link Network#system()} that is not bound yet.
   *
   * @param uri where it is to listen, such as {@code unix:/run/app.sock}; if it is wrong {@link
   *     #bind} says so
   * @throws IOException never
   */
  public EndpointServerSocket(String uri) throws IOException {
    this(Target.of(uri));
  }

  /**
   * Creates a server socket of {@link Network#system()} that is not bound yet, and listens where
   * the system property {@code dev.sockeye.socket.uri} then says.
   *
   * @throws IOException never
   */
  public EndpointServerSocket() throws IOException {
    this(Target.ofProperty());
  }

  EndpointServerSocket(Target target) throws IOException {
    this.target = target;
  }

  private Listener<StreamEndpoint> listener() throws SocketException {
    requireOpen();
    Listener<StreamEndpoint> known = listener;
    if (known == null) {
      throw new SocketException("Socket is not bound yet");
    }
    return known;
  }

  private void requireOpen() throws SocketException {
    Failures.requireOpen(isClosed());
  }

  private KeptOptions ofOpen() throws SocketException {
    requireOpen();
    return options;
  }

  @Override
  public void bind(SocketAddress address) throws IOException {
    bind(address, 0);
  }

  /**
   * Listens where the URI says.
   *
   * @param address ignored
   * @param backlog how many connections may wait, where the URI does not say; 0 for the default
   * @throws SocketException if the URI is wrong or cannot be used here; the message says why
   * @throws IOException as {@link Network#listenStream} throws
   */
  @Override
  public synchronized void bind(SocketAddress address, int backlog) throws IOException {
    requireOpen();
    if (listener != null) {
      throw new SocketException("Already bound");
    }
    Listener<StreamEndpoint> bound = target.listen(Math.max(0, backlog));
    try {
      Interrupts.ignore(bound);
      timeoutOfAccepted = bound.getOption(EndpointOptions.SO_RCVTIMEO);
      options.apply(bound);
      listener = bound;
    } finally {
      if (listener == null) {
        bound.close();
      }
    }
  }

  /**
   * Waits for a connection, as long as {@link #setSoTimeout} allows.
   *
   * @return the connection, an {@link EndpointSocket}
   * @throws java.net.SocketTimeoutException if the time is over
   * @throws SocketException "Socket closed" if closed meanwhile
   * @throws IOException as {@link Listener#accept} throws
   */
  @Override
  public Socket accept() throws IOException {
    Listener<StreamEndpoint> bound = listener();
    try {
      return adopt(bound.accept());
    } catch (IOException e) {
      throw bound.isOpen() ? e : Failures.of(e, false);
    }
  }

  /** The time that an accept may take is not that of what it accepts. */
  private EndpointSocket adopt(StreamEndpoint accepted) throws IOException {
    EndpointSocket socket = new EndpointSocket(accepted);
    socket.setOption(EndpointOptions.SO_RCVTIMEO, timeoutOfAccepted);
    return socket;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    super.close();
    if (listener != null) {
      listener.close();
    }
  }

  /** Whether it was closed, here or below. */
  @Override
  public boolean isClosed() {
    Listener<StreamEndpoint> bound = listener;
    return closed || (bound != null && !bound.isOpen());
  }

  @Override
  public boolean isBound() {
    return listener != null;
  }

  private InetSocketAddress local() {
    try {
      Listener<StreamEndpoint> bound = listener;
      SocketAddress is = bound == null || closed ? null : bound.getLocalAddress();
      return is instanceof InetSocketAddress inet
          ? inet
          : new InetSocketAddress(PeerNames.loopback("localhost"), 0);
    } catch (IOException e) {
      return new InetSocketAddress(PeerNames.loopback("localhost"), 0); // closed
    }
  }

  @Override
  public InetAddress getInetAddress() {
    return isBound() ? local().getAddress() : null;
  }

  @Override
  public int getLocalPort() {
    return isBound() ? local().getPort() : -1;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return isBound() ? local() : null;
  }

  /** None. */
  @Override
  public ServerSocketChannel getChannel() {
    return null;
  }

  // Options.

  /**
   * Sets an option, at once or when bound.
   *
   * @return this
   * @throws IOException if the system refuses; one that the transport lacks is accepted and ignored
   */
  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    ofOpen().set(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return ofOpen().get(name);
  }

  /** Those of {@link ServerSocket}, and once bound those of the listener. */
  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    ofOpen().timeout(timeout);
  }

  @Override
  public int getSoTimeout() throws IOException {
    return ofOpen().timeout();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    ofOpen().set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    if (size <= 0) {
      throw new IllegalArgumentException("negative receive size");
    }
    ofOpen().set(StandardSocketOptions.SO_RCVBUF, size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return ofOpen().get(StandardSocketOptions.SO_RCVBUF);
  }

  /** Has no effect. */
  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    // As the JDK's.
  }

  @Override
  public String toString() {
    Listener<StreamEndpoint> bound = listener;
    return "EndpointServerSocket[" + (bound == null ? "unbound" : bound) + ']';
  }
}
