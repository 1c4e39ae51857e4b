package dev.sockeye;

import java.io.IOException;

/**
 * An endpoint of which one direction can be ended and the other go on: {@code shutdown(2)}. A
 * stream is one, and an endpoint of messages if it can be unwrapped to this, as all can that have a
 * connection, but for one-to-many SCTP. UDP has no such thing.
 *
 * <pre>{@code
 * endpoint.unwrap(Shutdownable.class).shutdownOutput(); // the peer receives the end
 * }</pre>
 */
public interface Shutdownable {

  /**
   * Ends reading, {@code shutdown(2)} with {@code SHUT_RD}: every further read or receive, and one
   * that is blocked, gives the end, -1. The peer is not told. Harmless when repeated.
   *
   * @return this
   * @throws UnsupportedOperationException if the protocol has no half close, as SCTP
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  Shutdownable shutdownInput() throws IOException;

  /**
   * Ends writing, {@code shutdown(2)} with {@code SHUT_WR}: the peer reads or receives what was
   * sent and then the end, and can still write back, unless the protocol has no half close.
   * Harmless when repeated.
   *
   * @return this
   * @throws java.nio.channels.NotYetConnectedException if not connected
   * @throws java.nio.channels.ClosedChannelException if closed
   * @throws IOException if it fails otherwise
   */
  Shutdownable shutdownOutput() throws IOException;
}
