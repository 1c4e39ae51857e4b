package dev.sockeye.cli;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.Set;

/** A bound endpoint: reads what anybody sends, writes to whoever was last, and never ends. */
final class EverybodySide implements Side {

  /** What sending tells where a datagram socket was. */
  private static final Set<Errno> GONE = Set.of(Errno.ECONNREFUSED, Errno.ENOENT, Errno.ECONNRESET);

  private final MessageEndpoint endpoint;
  private SocketAddress last; // guarded by this

  EverybodySide(MessageEndpoint endpoint) {
    this.endpoint = endpoint;
  }

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
      spoke(message.peer());
    }
    return n;
  }

  private synchronized void spoke(SocketAddress peer) {
    last = peer;
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

  private boolean sendTo(SocketAddress peer, ByteBuffer src) throws IOException {
    try {
      endpoint.sendTo(src, peer);
      return true;
    } catch (IOException e) {
      if (Errno.of(e).filter(GONE::contains).isEmpty()) {
        throw e;
      }
      forget(peer);
      return false;
    }
  }

  private synchronized void forget(SocketAddress peer) {
    if (peer.equals(last)) {
      last = null;
    }
  }

  private synchronized SocketAddress awaitPeer() throws IOException {
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
