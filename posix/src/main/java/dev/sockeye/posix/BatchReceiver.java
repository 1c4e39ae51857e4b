package dev.sockeye.posix;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import java.io.IOException;

/**
 * The input of a message endpoint, several messages at once: {@code recvmmsg(2)} for what is there,
 * where the system has that, and else one after the other.
 */
final class BatchReceiver {

  private final NativeMessageEndpoint socket;
  private final MessageReceiver single;
  private final Direction input;
  private final VectorPool vectors;
  private boolean drained; // the last call took all that was there; guarded by input.lock

  BatchReceiver(NativeMessageEndpoint socket, MessageReceiver single) {
    this.socket = socket;
    this.single = single;
    input = socket.input;
    vectors = VectorPool.receiving(socket.kind());
  }

  int receive(Message[] messages, int offset, int length) throws IOException {
    long timeout = single.acquire("recvmmsg");
    try {
      for (int i = offset; i < offset + length; i++) {
        single.requireReceiver(messages[i]);
      }
      drained = false;
      int received = 0;
      while (received < length && !drained) {
        int n = receiveSome(messages, offset + received, length - received, received, timeout);
        if (n < 0) {
          return received == 0 ? n : received;
        }
        received += n;
      }
      return received;
    } finally {
      single.release();
    }
  }

  /** Waits for the first only; what fails after it is for the next call. */
  private int receiveSome(Message[] messages, int offset, int length, int before, long timeout)
      throws IOException {
    if (before == 0) {
      return receiveFirst(messages, offset, length, timeout);
    }
    try {
      return receiveNow(messages, offset, length);
    } catch (IOException e) {
      input.defer(e);
      return WOULD_BLOCK;
    }
  }

  /** As many as are there, by one call; else one message, for which it waits. */
  private int receiveFirst(Message[] messages, int offset, int length, long timeout)
      throws IOException {
    if (run(messages, offset, length) > 1) {
      int n = receiveNow(messages, offset, length);
      if (n != WOULD_BLOCK || !socket.isBlocking()) {
        return n;
      }
    }
    drained = false;
    return one(single.receive(messages[offset], timeout));
  }

  /** How many, from the first on, one call can fill. */
  private static int run(Message[] messages, int offset, int length) {
    int most = Abi.isLinux() ? length : 1;
    int run = 0;
    while (run < most && hasFitRoom(messages[offset + run])) {
      run++;
    }
    return Math.max(1, run);
  }

  private static boolean hasFitRoom(Message message) {
    long room = message.remaining();
    return room > 0 && room <= MessageVector.MOST_BYTES;
  }

  private static int one(int length) {
    return length < 0 ? length : 1;
  }

  private int receiveNow(Message[] messages, int offset, int length) throws IOException {
    int run = run(messages, offset, length);
    if (run == 1) {
      return one(single.receive(messages[offset], NativeChannel.NO_WAIT));
    } else if (socket.isInputOver()) {
      return END_OF_INPUT;
    }
    input.throwDeferred();
    SocketVector vector = vectors.take();
    try {
      int count = vector.prepare(messages, offset, run);
      long at = vector.address();
      long wait = NativeChannel.NO_WAIT;
      long n = socket.perform(input, vector.receive, at, count, 0, wait, false);
      drained = n < count;
      if (NativeSocket.is(n, Errno.EAGAIN)) {
        return WOULD_BLOCK;
      } else if (n < 0) {
        throw socket.failure("recvmmsg", socket.knownRemote(), (int) -n);
      }
      return unload(vector, messages, offset);
    } finally {
      vector.discard();
      vectors.giveBack(vector);
    }
  }

  /**
   * Hands out what was received, up to the end if there is one, which stays for the next call. A
   * message that failed takes no place, and is told of by the next call if others came.
   */
  private int unload(SocketVector vector, Message[] messages, int offset) throws IOException {
    int count = 0;
    IOException failure = null;
    for (int i = vector.next(); i >= 0 && !isEnd(vector, i); i = vector.next()) {
      Message message = messages[offset + count];
      MessageHeader entry = vector.take();
      try {
        single.requireControl(entry);
        boolean cutBefore = MessageReceiver.cutFrom(entry, vector.length(i)) != 0;
        boolean truncated = vector.scatter(i, message) || cutBefore;
        single.fill(message, entry, truncated, vector.length(i) == 0);
        count++;
      } catch (IOException e) {
        failure = joined(failure, e);
      }
    }
    if (count == 0) {
      return nothing(failure);
    } else if (failure != null) {
      input.defer(failure);
    }
    return count;
  }

  private boolean isEnd(SocketVector vector, int index) {
    return vector.length(index) == 0 && single.isEnd(vector.entry(index));
  }

  private static IOException joined(IOException failure, IOException next) {
    if (failure == null) {
      return next;
    }
    failure.addSuppressed(next);
    return failure;
  }

  private int nothing(IOException failure) throws IOException {
    if (failure != null) {
      throw failure;
    } else if (!socket.isOpen()) {
      throw socket.closedMeanwhile();
    }
    return socket.end("recvmmsg");
  }
}
