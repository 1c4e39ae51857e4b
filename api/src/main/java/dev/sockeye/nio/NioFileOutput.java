package dev.sockeye.nio;

import dev.sockeye.FileTarget;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends files over the channel of a {@link NioStreamEndpoint}, {@code sendfile(2)}. Without a
 * timeout it blocks in that call, as a write does. One thread at a time sends.
 *
 * <p>Before Java 21 the JDK's call goes to the number of the socket's descriptor, of which the
 * socket does not know: closing it would not end the call, and the number might be another
 * socket's. So whoever closes it shuts the output down first, which ends the call, and waits for
 * that.
 */
final class NioFileOutput {

  /** How much goes with one call, between which a timeout that is set takes hold. */
  private static final long MOST = 64 << 20;

  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final NioStreamEndpoint endpoint;
  private final NioStreamOutput output;
  private final SocketChannel channel;

  // Held during each call, and while the channel is closed.
  private final ReentrantLock calling = new ReentrantLock();

  private volatile boolean underWay; // a call, which a close has to end

  NioFileOutput(NioStreamEndpoint endpoint, NioStreamOutput output) {
    this.endpoint = endpoint;
    this.output = output;
    channel = endpoint.channel();
  }

  /** Before the channel is closed, and said to be: when this returns no call is under way. */
  void beginClose() {
    if (!calling.tryLock()) {
      if (underWay) {
        endCall(); // else another thread closes, and a shutdown would reach who shares the socket
      }
      calling.lock();
    }
  }

  /** When the channel is closed. */
  void endClose() {
    calling.unlock();
  }

  private void endCall() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // Closed by its other owner, or the connection broke: either has ended the call.
    }
  }

  /**
   * Sends bytes of a file: all that there are, in blocking mode. A virtual thread, which must not
   * block in the call, may not wait either until a call that another blocks in is over: the two may
   * need each other.
   *
   * @return how many; {@link FileTarget#NOT_NOW} if it would have to wait for such a call
   */
  long send(FileChannel file, long position, long count) throws IOException {
    if (!CurrentThread.isVirtual()) {
      return sendAll(file, position, count);
    }
    DescriptorStream.Calls timed = endpoint.detour();
    try {
      return mayBegin() ? sendAll(file, position, count) : FileTarget.NOT_NOW;
    } finally {
      timed.close();
    }
  }

  /** With a timeout it waits as long as that allows. */
  private boolean mayBegin() throws IOException {
    if (endpoint.sendDeadline() != Deadline.NEVER) {
      return true;
    } else if (!endpoint.tryEnterTimed()) {
      return false;
    }
    endpoint.exitTimed();
    return true;
  }

  private long sendAll(FileChannel file, long position, long count) throws IOException {
    long sent = 0;
    try {
      long deadline = endpoint.sendDeadline();
      while (sent < count) {
        long step = Math.min(count - sent, MOST);
        long n = send(file, position + sent, step, deadline);
        sent += n;
        if (n < step && (!endpoint.isBlocking() || position + sent >= file.size())) {
          return sent;
        } else if (n > 0) {
          deadline = endpoint.sendDeadline();
        }
      }
      return sent;
    } catch (SocketTimeoutException e) {
      throw Buffers.timedOut(e, sent);
    }
  }

  /** Makes one call; where that must not block, and sent less, it waits for room behind it. */
  private long send(FileChannel file, long position, long count, long deadline) throws IOException {
    if (!CurrentThread.isVirtual() && endpoint.enterPlainOutput()) {
      try {
        return call(file, position, count);
      } finally {
        endpoint.exitPlain();
      }
    }
    endpoint.enterTimed(deadline);
    try {
      long n = call(file, position, count);
      if (n < count && endpoint.isBlocking() && position + n < file.size()) {
        endpoint.awaitWritable(SelectionKey.OP_WRITE, n == 0 ? deadline : endpoint.sendDeadline());
      }
      return n;
    } finally {
      endpoint.exitTimed();
    }
  }

  private long call(FileChannel file, long position, long count) throws IOException {
    calling.lock();
    try {
      requireOutput();
      underWay = true;
      requireOpen(); // whoever closes it sees the call, or is seen
      return file.transferTo(position, count, channel);
    } catch (ClosedByInterruptException e) {
      endpoint.interrupted(); // The file alone was closed by it.
      throw e;
    } catch (IOException e) {
      requireOutput(); // else a shutdown of it ended the call
      throw e;
    } finally {
      underWay = false;
      calling.unlock();
    }
  }

  private void requireOutput() throws IOException {
    requireOpen();
    channel.write(NOTHING.duplicate());
  }

  private void requireOpen() throws AsynchronousCloseException {
    if (output.isClosing()) {
      throw new AsynchronousCloseException();
    }
  }
}
