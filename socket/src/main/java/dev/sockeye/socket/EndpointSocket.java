package dev.sockeye.socket;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.channels.SocketChannel;

/**
 * A stream endpoint as a {@link Socket}. Where it goes the URI says: {@link #connect} goes there
 * whatever address it is given, resolves nothing, and keeps the host's name and the port only to
 * give them back.
 *
 * <pre>{@code
 * try (Socket socket = new EndpointSocket("unix:/run/redis.sock")) {
 *   socket.connect(InetSocketAddress.createUnresolved("redis", 6379), 2_000);
 *   socket.getOutputStream().write(request);
 * }
 * }</pre>
 *
 * <p>It does as the JDK's own: an interrupt neither ends a call nor closes the socket, on virtual
 * threads neither (where the JDK's closes); {@link #close} ends calls of other threads by a {@link
 * SocketException}, "Socket closed"; a read that takes longer than {@linkplain #setSoTimeout the
 * timeout} loses nothing. Options that the transport lacks are accepted and ignored. There is no
 * urgent data, and no channel.
 *
 * <p>One thread may read while another writes; more of either take turns.
 *
 * <p>Over {@code tcp}, {@code mptcp} and {@code unix} on Linux, where the C library can be called
 * without a warning of the JVM's, a socket that has waited often opens a second descriptor: from
 * then on its calls are {@code recv(2)} and {@code send(2)}, which no interrupt ends. Before, and
 * elsewhere, it waits for each answer before it reads it, which takes a system call more.
 */
@SuppressWarnings({
  "this-escape", // its streams keep it, and ask it nothing yet
  "UnsynchronizedOverridesSynchronized" // neither do the calls of newer JDKs lock
})
public class EndpointSocket extends OptionSocket {

  private final boolean interruptible;
  private final ConnectAttempt attempt;

  // Written under the monitor, and set once.
  private volatile StreamEndpoint endpoint;
  private volatile PeerNames names;
  private volatile SocketInput input;
  private volatile SocketOutput output;
  private boolean connecting; // guarded by this

  // Only ever set.
  private volatile boolean bound;
  private volatile boolean closed;
  private volatile boolean inputShut;
  private volatile boolean outputShut;

  /**
   * Creates a socket that is not connected yet.
   *
   * @param network what connects it
   * @param uri where to
   * @throws SocketException never
   */
  public EndpointSocket(Network network, EndpointUri uri) throws SocketException {
    this(Target.of(network, uri), false);
  }

  /**
   * Creates a socket of {@link Network#system()} that is not connected yet.
   *
   * @param uri where to, such as {@code unix:/run/redis.sock}; if it is wrong {@link #connect} says
   *     so
   * @throws SocketException never
   */
  public EndpointSocket(String uri) throws SocketException {
    this(Target.of(uri), false);
  }

  /**
   * Creates a socket of {@link Network#system()} that is not connected yet, and goes where the
   * system property {@code dev.sockeye.socket.uri} then says.
   *
   * @throws SocketException never
   */
  public EndpointSocket() throws SocketException {
    this(Target.ofProperty(), false);
  }

  /**
   * Creates a socket of an endpoint that is connected, which it owns from now on.
   *
   * @param endpoint the endpoint, in blocking mode
   * @throws IOException if it is not connected, or closed
   */
  public EndpointSocket(StreamEndpoint endpoint) throws IOException {
    this((Target) null, false);
    if (!endpoint.isConnected()) {
      throw new SocketException("Socket is not connected");
    }
    adopt(endpoint, null);
  }

  EndpointSocket(Target target, boolean interruptible) throws SocketException {
    this.interruptible = interruptible;
    attempt = new ConnectAttempt(target, interruptible);
  }

  /**
   * Creates a socket whose blocking calls an interrupt ends, by {@link
   * java.nio.channels.ClosedByInterruptException}, as those of channels: the socket is closed then.
   *
   * @param network what connects it
   * @param uri where to
   * @return the socket, not connected yet
   * @throws SocketException never
   */
  public static EndpointSocket interruptible(Network network, EndpointUri uri)
      throws SocketException {
    return new EndpointSocket(Target.of(network, uri), true);
  }

  /**
   * The endpoint that this is a view of. What is read or written there is not read or written here;
   * its blocking mode must stay what it is.
   *
   * @return the endpoint
   * @throws SocketException if not connected
   */
  public StreamEndpoint endpoint() throws SocketException {
    StreamEndpoint connected = endpoint;
    if (connected == null) {
      throw new SocketException("Socket is not connected");
    }
    return connected;
  }

  private StreamEndpoint connectedEndpoint() throws SocketException {
    requireOpen();
    return endpoint();
  }

  @Override
  public void connect(SocketAddress address) throws IOException {
    connect(address, 0);
  }

  /**
   * Connects to where the URI says.
   *
   * @param address what {@link #getInetAddress}, {@link #getPort} and {@link
   *     #getRemoteSocketAddress} are to give, resolved or not; of any class
   * @param timeout in milliseconds; 0 for the URI's or none
   * @throws java.net.SocketTimeoutException if it takes longer
   * @throws SocketException if the URI is wrong or cannot be used here; the message says why
   * @throws IOException as {@link Network#connectStream} throws; the socket is closed then
   */
  @Override
  public void connect(SocketAddress address, int timeout) throws IOException {
    if (address == null) {
      throw new IllegalArgumentException("connect: The address can't be null");
    } else if (timeout < 0) {
      throw new IllegalArgumentException("connect: timeout can't be negative");
    }
    connectAs(address, timeout);
  }

  /** Connects; without an address the peer's own is given. */
  final void connectAs(SocketAddress address, int timeout) throws IOException {
    beginConnect();
    boolean connected = false;
    try {
      adopt(attempt.run(options().beforeConnect(), timeout), address);
      connected = true;
    } finally {
      if (!connected) {
        close();
      }
    }
  }

  private synchronized void beginConnect() throws SocketException {
    requireOpen();
    if (connecting || endpoint != null) {
      throw new SocketException("already connected");
    }
    connecting = true;
  }

  private void adopt(StreamEndpoint connected, SocketAddress asked) throws IOException {
    boolean taken = false;
    try {
      if (!interruptible) {
        Interrupts.ignore(connected);
      }
      options().apply(connected);
      PeerNames known = new PeerNames(asked, connected);
      taken = take(connected, known);
    } finally {
      if (!taken) {
        connected.close();
      }
    }
    if (!taken) {
      throw Failures.closed();
    }
  }

  private synchronized boolean take(StreamEndpoint connected, PeerNames known) {
    if (closed) {
      return false;
    }
    names = known;
    output = new SocketOutput(this, connected);
    input = new SocketInput(this, connected, output);
    endpoint = connected;
    bound = true;
    return true;
  }

  /** Has no effect but {@link #isBound}: a local address is asked for in the URI. */
  @Override
  public synchronized void bind(SocketAddress local) throws IOException {
    requireOpen();
    if (bound) {
      throw new SocketException("Already bound");
    }
    bound = true;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    connectedEndpoint();
    if (inputShut) {
      throw new SocketException("Socket input is shutdown");
    }
    return input;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    connectedEndpoint();
    if (outputShut) {
      throw new SocketException("Socket output is shutdown");
    }
    return output;
  }

  @Override
  public void shutdownInput() throws IOException {
    StreamEndpoint connected = connectedEndpoint();
    if (inputShut) {
      throw new SocketException("Socket input is already shutdown");
    }
    connected.shutdownInput();
    inputShut = true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    StreamEndpoint connected = connectedEndpoint();
    if (outputShut) {
      throw new SocketException("Socket output is already shutdown");
    }
    connected.shutdownOutput();
    outputShut = true;
  }

  @Override
  public void close() throws IOException {
    StreamEndpoint connected;
    synchronized (this) {
      closed = true;
      connected = endpoint;
    }
    attempt.cancel();
    if (connected != null) {
      connected.close();
    }
  }

  /** Whether it was closed, here or below. */
  @Override
  public boolean isClosed() {
    StreamEndpoint connected = endpoint;
    return closed || (connected != null && !connected.isOpen());
  }

  @Override
  public boolean isConnected() {
    return endpoint != null;
  }

  @Override
  public boolean isBound() {
    return bound;
  }

  @Override
  public boolean isInputShutdown() {
    return inputShut;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  /**
   * The peer's IP address, loopback if it has none, with the name of the host that {@link #connect}
   * was given.
   *
   * @return the address, {@code null} only as long as this is not connected
   */
  @Override
  public InetAddress getInetAddress() {
    PeerNames known = names;
    return known == null ? null : known.remote.getAddress();
  }

  @Override
  public int getPort() {
    PeerNames known = names;
    return known == null ? 0 : known.remote.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    PeerNames known = names;
    return known == null ? null : known.remote;
  }

  @Override
  public InetAddress getLocalAddress() {
    PeerNames known = names;
    return known == null || isClosed()
        ? new InetSocketAddress(0).getAddress()
        : known.local.getAddress();
  }

  @Override
  public int getLocalPort() {
    PeerNames known = names;
    return known == null ? bound ? 0 : -1 : known.local.getPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return isBound() ? new InetSocketAddress(getLocalAddress(), getLocalPort()) : null;
  }

  /** None: bytes that were looked at by {@code available} would be missed in it. */
  @Override
  public SocketChannel getChannel() {
    return null;
  }

  @Override
  public String toString() {
    StreamEndpoint connected = endpoint;
    return "EndpointSocket[" + (connected == null ? "unconnected" : connected) + ']';
  }
}
