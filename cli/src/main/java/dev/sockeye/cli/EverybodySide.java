package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.InetOptions;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.inet.AskedAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.Set;

/**
 * A bound endpoint: reads what anybody sends, writes to whoever was last, from the address that was
 * asked, and never ends.
 */
final class EverybodySide implements Side {

  /** What sending tells where a datagram socket was. */
  private static final Set<Errno> GONE = Set.of(Errno.ECONNREFUSED, Errno.ENOENT, Errno.ECONNRESET);

  private final MessageEndpoint endpoint;
  private Speaker last; // guarded by this

  private EverybodySide(MessageEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Of an endpoint that was bound by a URI. */
  static EverybodySide of(MessageEndpoint endpoint, EndpointUri uri) throws IOException {
    AskedAddress.tellBy(endpoint, uri);
    return new EverybodySide(endpoint);
  }

  /**
   * Who sent where.
   *
   * @param asked {@code null} where the endpoint does not tell, or has one address only
   */
  private record Speaker(SocketAddress peer, InetAddress asked) {}

  @Override
  public int read(ByteBuffer dst) throws IOException {
    Message message = Message.of(dst);
    int start = dst.position();
    int n = endpoint.receiveMessage(message);
    while (n >= 0 && message.isNotification()) {
      dst.position(start);
      n = endpoint.receiveMessage(message);
    }
    if (message.isTruncated()) {
      throw new MessageTruncatedException("a message longer than " + n + " bytes was cut", -1);
    }
    if (message.peer() != null) {
      spoke(new Speaker(message.peer(), message.get(InetOptions.LOCAL_ADDRESS)));
    }
    return n;
  }

  private synchronized void spoke(Speaker speaker) {
    last = speaker;
    notifyAll();
  }

  /** Waits for somebody to write to; whoever has gone since then is forgotten for the next. */
  @Override
  public void write(ByteBuffer src) throws IOException {
    boolean sent = false;
    while (!sent) {
      sent = sendTo(awaitPeer(), src);
    }
  }

  private boolean sendTo(Speaker speaker, ByteBuffer src) throws IOException {
    try {
      Message message = Message.of(src).peer(speaker.peer());
      if (speaker.asked() != null) {
        message.set(InetOptions.LOCAL_ADDRESS, speaker.asked());
      }
      endpoint.sendMessage(message);
      return true;
    } catch (IOException e) {
      if (Errno.of(e).filter(GONE::contains).isEmpty()) {
        throw e;
      }
      forget(speaker);
      return false;
    }
  }

  private synchronized void forget(Speaker speaker) {
    if (speaker.equals(last)) {
      last = null;
    }
  }

  private synchronized Speaker awaitPeer() throws IOException {
    try {
      while (last == null && endpoint.isOpen()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AsynchronousCloseException();
    }
    if (last == null) {
      throw new AsynchronousCloseException();
    }
    return last;
  }

  @Override
  public boolean endOutput() {
    return false;
  }

  @Override
  public MessageEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public int chunk() {
    return Schemes.MESSAGE_CHUNK;
  }

  @Override
  public int capacity() {
    return Schemes.MESSAGE_CAPACITY;
  }

  @Override
  public void close() throws IOException {
    endpoint.close();
    synchronized (this) {
      notifyAll();
    }
  }
}
