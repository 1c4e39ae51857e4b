package dev.sockeye.vsock;

import static dev.sockeye.Protocol.DEFAULT;
import static dev.sockeye.SocketType.SOCK_SEQPACKET;
import static dev.sockeye.SocketType.SOCK_STREAM;

import dev.sockeye.Domain;
import dev.sockeye.EndpointOptions;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Semantics;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import java.net.SocketOption;
import java.time.Duration;

/**
 * The sockets of {@code AF_VSOCK}, {@code vsock(7)}, and their options. Linux has them, streams
 * from 4.8 and messages from 5.14 on; two sockets of one machine meet at {@link VsockAddress#LOCAL}
 * where it has the module {@code vsock_loopback}.
 *
 * <p>In URIs an address is the number of a machine and a port: {@code vsock://2:5000}. Who listens
 * may leave the number out, {@code vsock://:5000}, and gets a free port of {@code vsock://:0}.
 * Streams and messages share their ports.
 */
public final class Vsock {

  /** The domain. */
  public static final Domain AF_VSOCK = new Domain("AF_VSOCK");

  /** Streams. Scheme {@code vsock}. */
  public static final SocketSpec<StreamEndpoint> STREAM =
      new SocketSpec<>(AF_VSOCK, SOCK_STREAM, DEFAULT, StreamEndpoint.class, Semantics.CONNECTION);

  /**
   * Messages over a connection, at most as long as the {@link #BUFFER_SIZE} of both ends; Linux
   * loses those of no bytes. Scheme {@code vsock+seqpacket}.
   *
   * <p>A send that may wait for ever sends a whole message. One in non-blocking mode or with a
   * timeout is cut by Linux where the peer's buffer has room for a part of it alone: it then throws
   * {@link java.net.SocketException}, as each later one does, and the peer finds the end after the
   * messages before it. Who does not wait keeps less unread than the peer's buffer holds, such as
   * by a request that waits for its answer.
   */
  public static final SocketSpec<MessageEndpoint> SEQPACKET =
      new SocketSpec<>(
          AF_VSOCK, SOCK_SEQPACKET, DEFAULT, MessageEndpoint.class, Semantics.CONNECTION);

  /**
   * How many bytes the peer may send before they are read: {@code SO_VM_SOCKETS_BUFFER_SIZE}. To be
   * set before the endpoint is connected or the listener bound; kept within the two limits.
   */
  public static final SocketOption<Long> BUFFER_SIZE =
      EndpointOptions.of("SO_VM_SOCKETS_BUFFER_SIZE", Long.class);

  /** The least that {@link #BUFFER_SIZE} can be: {@code SO_VM_SOCKETS_BUFFER_MIN_SIZE}. */
  public static final SocketOption<Long> BUFFER_MIN_SIZE =
      EndpointOptions.of("SO_VM_SOCKETS_BUFFER_MIN_SIZE", Long.class);

  /** The most that {@link #BUFFER_SIZE} can be: {@code SO_VM_SOCKETS_BUFFER_MAX_SIZE}. */
  public static final SocketOption<Long> BUFFER_MAX_SIZE =
      EndpointOptions.of("SO_VM_SOCKETS_BUFFER_MAX_SIZE", Long.class);

  /**
   * After how long the system gives a connect up, 2 s unless set: {@code
   * SO_VM_SOCKETS_CONNECT_TIMEOUT}. {@link EndpointOptions#SO_SNDTIMEO} can only be sooner.
   */
  public static final SocketOption<Duration> CONNECT_TIMEOUT =
      EndpointOptions.of("SO_VM_SOCKETS_CONNECT_TIMEOUT", Duration.class);

  private Vsock() {}
}
