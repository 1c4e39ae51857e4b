package dev.sockeye;

import java.io.Closeable;
import java.io.IOException;

/**
 * Sockets by which a scheme is tried in its own way: where messages must have a form, so that data
 * of any kind cannot be sent to an echo, or where the peer is the system and none of ours. It never
 * reaches beyond this host.
 *
 * <pre>{@code
 * try (SelfTest ping = Network.system().selfTest("ping").orElseThrow()) {
 *   ping.exchange();
 * }
 * }</pre>
 *
 * <p>{@link #exchange} is for one thread; any other may close this meanwhile.
 */
public interface SelfTest extends Closeable {

  /**
   * Where it is tried.
   *
   * @return an address or an interface, as URIs of the scheme have it, such as {@code 127.0.0.1}
   */
  String where();

  /**
   * Sends one message, which is another each time, and waits until the right one has come back: the
   * same at another socket, or the system's answer. Messages of others are passed over. Blocks for
   * as long as nothing comes; {@link #close} ends it.
   *
   * @throws java.nio.channels.AsynchronousCloseException if this is closed meanwhile
   * @throws IOException if the system refuses, or the answer is wrong
   */
  void exchange() throws IOException;
}
