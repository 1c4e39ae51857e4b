package dev.sockeye;

import java.io.IOException;

/**
 * A stream whose bytes can have attributes, which POSIX calls ancillary data: {@code sendmsg(2)}
 * and {@code recvmsg(2)} on a {@code SOCK_STREAM} socket. D-Bus, Wayland and varlink pass
 * descriptors so. A stream is one if it can be unwrapped to this; which attributes it carries, its
 * transport says.
 *
 * <pre>{@code
 * EndpointUri uri = EndpointUri.valueOf("unix:/run/app.sock?SO_PASSRIGHTS=true");
 * AncillaryStream stream = network.connectStream(uri).unwrap(AncillaryStream.class);
 * stream.sendMessage(Message.of(request).set(Unix.RIGHTS, descriptors));
 * }</pre>
 *
 * <p>The bytes of a {@link Message} are bytes of the stream: several sent are received in one, or
 * one in several. Its attributes belong to the first of its bytes. Nothing that was sent after
 * bytes with descriptors is received together with them, though bytes before them may be ({@code
 * unix(7)}): the descriptors belong somewhere among the bytes that they came with, in the order in
 * which they were sent. So a protocol says in its bytes how many there are.
 *
 * <p>{@code read} and {@code write} go on as on every stream; a {@code read} drops the attributes
 * of what it reads, and closes descriptors among them.
 */
public interface AncillaryStream extends StreamEndpoint {

  /**
   * Writes the bytes of a message as {@link #write(java.nio.ByteBuffer[])} does, with its
   * attributes: {@code sendmsg(2)}. Once the first byte is handed to the system, peer and
   * attributes are taken off the message, so that a call for bytes that are left does not send them
   * again.
   *
   * @param message the bytes, in as many buffers as it has, and the attributes; its peer is the
   *     connected one or {@code null}
   * @return how many bytes, as {@code write} gives it; 0 in non-blocking mode if none could be
   *     written, and then the attributes are still there
   * @throws IllegalArgumentException if it has attributes, which go with bytes only, but no byte
   * @throws UnsupportedOperationException if it has an attribute that this stream does not carry;
   *     nothing was written
   * @throws java.nio.channels.AlreadyConnectedException if it has another peer
   * @throws IOException as {@code write} throws
   */
  long sendMessage(Message message) throws IOException;

  /**
   * Reads what is there as {@link #read(java.nio.ByteBuffer[])} does, with the attributes that
   * belong to it: {@code recvmsg(2)}. What the message had before, but not the bytes in its
   * buffers, is taken off, and released, when something was received.
   *
   * <p>If the system could not hand over all descriptors, as this process has too many open, those
   * that came are closed and {@link Message#isControlTruncated} is set. The bytes are there all the
   * same, since a stream without them would be of no use.
   *
   * @param message takes the bytes into its buffers in turn, and the attributes
   * @return how many bytes; 0 if there is no room or, in non-blocking mode, nothing is there; -1 at
   *     the end of the stream
   * @throws IOException as {@code read} throws
   */
  long receiveMessage(Message message) throws IOException;
}
