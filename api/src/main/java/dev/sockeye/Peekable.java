package dev.sockeye;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An endpoint that can look at what it is going to receive: {@code recv(2)} with {@code MSG_PEEK}.
 * An endpoint is one if it can be unwrapped to this, as native sockets can.
 *
 * <pre>{@code
 * int length = endpoint.unwrap(Peekable.class).peek(ByteBuffer.allocate(0)); // of the next message
 * }</pre>
 */
public interface Peekable {

  /**
   * Receives bytes that stay where they are, for the next call to receive them. It waits as a read
   * or receive does, as long as {@link EndpointOptions#SO_RCVTIMEO} allows. Descriptors that come
   * along stay too.
   *
   * @param dst takes the bytes from its position on
   * @return on a stream what {@link StreamEndpoint#read(ByteBuffer)} would give now, and a later
   *     read perhaps more. Of messages what {@link MessageEndpoint#receive} would: the length of
   *     the next message, but also where that is more than there is room for, if the system tells
   *     (Linux); else as much as there is room for
   * @throws IOException as that call throws
   */
  int peek(ByteBuffer dst) throws IOException;
}
