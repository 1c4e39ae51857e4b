package dev.sockeye.examples.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Messages;
import dev.sockeye.Network;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Calls by messages, over any transport: a number, by which the answer to a call is told from one
 * to an earlier call, and a text. Over datagrams it asks again when nothing comes. For one thread.
 */
public final class RpcClient implements Closeable {

  private static final int LONGEST = 60_000;

  private final MessageEndpoint peer;
  private final Duration patience;
  private final int attempts;
  private int number;

  private RpcClient(MessageEndpoint peer, Duration patience) {
    this.peer = peer;
    this.patience = patience;
    attempts = peer.spec().semantics().isReliable() ? 1 : 3;
  }

  /**
   * Connects to a service.
   *
   * @param network opens the connection
   * @param where the service
   * @param patience how long an attempt may take
   * @return the client
   * @throws IOException if it cannot be reached
   */
  public static RpcClient connect(Network network, EndpointUri where, Duration patience)
      throws IOException {
    return new RpcClient(network.connectMessages(where), patience);
  }

  /**
   * Calls the service.
   *
   * @param question what is asked
   * @return its answer
   * @throws SocketTimeoutException if none came, and the service may or may not have done its work
   * @throws IOException if the connection fails
   */
  public String call(String question) throws IOException {
    byte[] text = question.getBytes(UTF_8);
    ByteBuffer request = ByteBuffer.allocate(Integer.BYTES + text.length);
    request.putInt(++number).put(text).flip();
    SocketTimeoutException late = null;
    for (int i = 0; i < attempts; i++) {
      try {
        return attempt(request.duplicate());
      } catch (SocketTimeoutException e) {
        late = e;
      }
    }
    throw late;
  }

  private String attempt(ByteBuffer request) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(LONGEST);
    Messages.request(peer, request, reply, patience, this::answersThisCall);
    return UTF_8.decode(reply.flip().position(Integer.BYTES)).toString();
  }

  private boolean answersThisCall(ByteBuffer reply) {
    return reply.remaining() >= Integer.BYTES && reply.getInt(reply.position()) == number;
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
