/**
 * The socket API: what programs are written against, whichever transport they run on.
 *
 * <p>{@code socket(2)} "creates an endpoint for communication". Here that socket is an {@link
 * dev.sockeye.Endpoint}, either a {@link dev.sockeye.StreamEndpoint} (bytes without boundaries) or
 * a {@link dev.sockeye.MessageEndpoint} (messages with boundaries); its passive side, after {@code
 * listen(2)}, is a {@link dev.sockeye.Listener}; and a {@link dev.sockeye.Network} opens them. A
 * program asks for the shape that it needs and takes the transport from a string in its
 * configuration:
 *
 * <pre>{@code
 * EndpointUri where = EndpointUri.valueOf(config.getProperty("where")); // tcp://:5000, unix:/run/a
 * try (Listener<StreamEndpoint> listener = Network.system().listenStream(where);
 *     StreamEndpoint peer = listener.accept()) {
 *   ByteBuffer buffer = ByteBuffer.allocateDirect(8192);
 *   while (peer.read(buffer) >= 0) {
 *     Streams.writeFully(peer, buffer.flip());
 *     buffer.clear();
 *   }
 * }
 * }</pre>
 *
 * <p>The conventions are those of {@link java.nio.channels}: whoever knows channels knows Sockeye.
 * In particular, unless a method says otherwise:
 *
 * <ul>
 *   <li>Every endpoint and listener may be used by any number of threads. One reader and one writer
 *       proceed at the same time; further readers and writers queue.
 *   <li>Closing wakes every blocked call at once with {@link
 *       java.nio.channels.AsynchronousCloseException}; interrupting a blocked thread closes the
 *       endpoint and gives that thread {@link java.nio.channels.ClosedByInterruptException}.
 *   <li>{@code EINTR} is never seen: an interrupted system call is made again.
 *   <li>A failure is an {@link java.io.IOException} whose message tells operation, transport,
 *       addresses, cause and errno; {@link dev.sockeye.Errno#of(Throwable)} gives the errno.
 *   <li>{@code null} arguments are answered with {@link java.lang.NullPointerException}.
 * </ul>
 */
package dev.sockeye;
