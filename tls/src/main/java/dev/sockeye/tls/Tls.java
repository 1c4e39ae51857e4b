package dev.sockeye.tls;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.SocketOption;

/**
 * TLS over a stream. The result is a stream as any other, over the one underneath, which it owns.
 *
 * <pre>{@code
 * StreamEndpoint plain = Network.system().connectStream(EndpointUri.of("tcp://example.org:443"));
 * try (StreamEndpoint tls = Tls.client(plain, TlsSettings.client(context).peerHost("example.org"))) {
 *   Streams.writeFully(tls, request);
 * }
 * }</pre>
 *
 * <p><b>Handshake.</b> The first read or write shakes hands, or {@link #handshake}: on the thread
 * that calls, as long as {@link EndpointOptions#SO_RCVTIMEO} of a read, or {@link
 * EndpointOptions#SO_SNDTIMEO} of a write, allows for each wait. A call whose time is over leaves
 * it where it was, and the next goes on. Accepting does not shake hands, so that no slow client
 * delays the next.
 *
 * <p><b>End.</b> {@code shutdownOutput} sends close_notify behind what was written, without waiting
 * for the peer to read: only a write of another thread that waits for that just then is cut off. In
 * TLS 1.3 the peer can still write back; before, it answers with its own and ends, and a write to
 * it fails with {@link dev.sockeye.BrokenPipeException} (RFC 5246 section 7.2.1). {@code close}
 * sends close_notify too, if there is room for it at once. It does not if bytes that came were not
 * read, or what was written has not left, as after a write in non-blocking mode or one whose time
 * was over: the peer is to find a break, by a reset where the stream underneath has that. So shut
 * the output down first where the peer must have all.
 *
 * <p>A stream that ends without close_notify was cut: reads fail with {@link
 * TlsTruncatedException}, never -1.
 *
 * <p><b>Writes.</b> What a write has taken gets to the peer without a further call. In blocking
 * mode it has left when the call returns, unless the time was over; the rest, at most four records,
 * then follows as soon as the peer reads.
 *
 * <p>Renegotiation is refused: the read that meets it fails, and the connection ends. Sessions are
 * resumed with the same context, host and {@link TlsSettings#sni}.
 */
public final class Tls {

  /** What the handshake agreed on; {@code null} before. It can only be read. */
  public static final SocketOption<TlsSession> SESSION =
      EndpointOptions.of("TLS_SESSION", TlsSession.class);

  private Tls() {}

  /**
   * Speaks TLS as a client, over an endpoint that is connected or will be by the result's {@code
   * connect}.
   *
   * @param below the stream, which the result owns from now on
   * @param settings a client's
   * @return the stream of what is encrypted below
   * @throws IllegalArgumentException if the settings are a server's
   */
  public static StreamEndpoint client(StreamEndpoint below, TlsSettings settings) {
    return new TlsEndpoint(below, require(settings, true));
  }

  /**
   * Speaks TLS as a server, over an endpoint that was accepted, as STARTTLS has it.
   *
   * @param below the stream, which the result owns from now on
   * @param settings a server's
   * @return the stream of what is encrypted below
   * @throws IllegalArgumentException if the settings are a client's
   */
  public static StreamEndpoint server(StreamEndpoint below, TlsSettings settings) {
    return new TlsEndpoint(below, require(settings, false));
  }

  /**
   * Speaks TLS as a server over each stream that a listener accepts.
   *
   * @param below the listener, which the result owns from now on
   * @param settings a server's
   * @return the listener
   * @throws IllegalArgumentException if the settings are a client's
   */
  public static Listener<StreamEndpoint> listener(
      Listener<StreamEndpoint> below, TlsSettings settings) {
    return new TlsListener(below, require(settings, false));
  }

  /**
   * Shakes hands now, as the first write would. Harmless when done.
   *
   * @param endpoint one that this class gave, in blocking mode or not
   * @return whether it is done; {@code false} in non-blocking mode only
   * @throws javax.net.ssl.SSLException if the two do not agree; the peer was told by an alert
   * @throws java.net.SocketTimeoutException if the time is over; the next call goes on
   * @throws UnsupportedOperationException if there is no TLS in this endpoint
   * @throws IOException as {@link StreamEndpoint#write} throws
   */
  public static boolean handshake(StreamEndpoint endpoint) throws IOException {
    TlsEndpoint tls = endpoint instanceof TlsEndpoint is ? is : endpoint.unwrap(TlsEndpoint.class);
    return tls.handshake();
  }

  private static TlsSettings require(TlsSettings settings, boolean client) {
    if (settings.isClient() != client) {
      throw new IllegalArgumentException(
          client ? "the settings are a server's" : "the settings are a client's");
    }
    return settings;
  }
}
