package dev.sockeye.network;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.internal.BufferList;
import dev.sockeye.internal.Buffers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The receiving half of a {@link FramedEndpoint}, with what came and was not received yet. */
final class FramedInput extends CallLock {

  private final FramedEndpoint endpoint;
  private final FrameReader reader; // guarded by the lock
  private volatile boolean ended; // only ever set

  FramedInput(FramedEndpoint endpoint) {
    this.endpoint = endpoint;
    reader = new FrameReader(endpoint);
  }

  /** The memory that is held between calls in non-blocking mode, in bytes. */
  int held() {
    return reader.held();
  }

  /** Lets go of memory, unless a call is under way, which does it at its end. */
  void settle() {
    if (tryLock()) {
      endCall();
    }
  }

  int receive(ByteBuffer dst) throws IOException {
    lock();
    try {
      int n = receiveLent(dst);
      if (n >= 0 && reader.length() > n) {
        throw truncated(n);
      }
      return n;
    } finally {
      endCall();
    }
  }

  private int receiveLent(ByteBuffer dst) throws IOException {
    BufferList received = BufferList.lend();
    try {
      return receive(received.of(dst));
    } finally {
      received.giveBack();
    }
  }

  private int receive(BufferList to) throws IOException {
    endpoint.requireOpen();
    if (ended) {
      return MessageEndpoint.END_OF_INPUT;
    }
    try {
      return reader.receive(to, endpoint.limit());
    } catch (EOFException e) {
      if (ended) {
        return MessageEndpoint.END_OF_INPUT;
      }
      throw e;
    }
  }

  private MessageTruncatedException truncated(int put) {
    return new MessageTruncatedException(
        endpoint.sentence(
            "receive",
            "a message of " + reader.length() + " bytes does not fit a buffer of " + put),
        reader.length());
  }

  int receive(Message message) throws IOException {
    lock();
    try {
      return receiveFirst(message);
    } finally {
      endCall();
    }
  }

  private void endCall() {
    try {
      reader.settle();
    } finally {
      unlock();
    }
  }

  private int receiveFirst(Message message) throws IOException {
    BufferList received = BufferList.lend();
    try {
      int n = receive(received.of(message));
      if (n >= 0) {
        message.received(endpoint.peer(), Buffers.flags(reader.length() > n));
      }
      return n;
    } finally {
      received.giveBack();
    }
  }

  int receive(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Buffers.requireWritable(messages, offset, length);
    lock();
    try {
      if (length == 0) {
        return 0;
      }
      int end = offset + length;
      int buffered = ended || !endpoint.isOpen() ? 0 : receiveBuffered(messages, offset, end);
      if (buffered > 0) {
        return buffered;
      }
      int n = receiveFirst(messages[offset]);
      return n < 0 ? n : 1 + receiveBuffered(messages, offset + 1, end);
    } finally {
      endCall();
    }
  }

  /** Receives without reading. What would fail is left for a call that reads. */
  private int receiveBuffered(Message[] messages, int from, int end) throws IOException {
    return reader.take(messages, from, end, endpoint.limit(), endpoint.peer());
  }

  /** Messages that came already but were not received are dropped, as the stream drops bytes. */
  void end() throws IOException {
    endpoint.requireConnected();
    ended = true;
    endpoint.under().shutdownInput();
  }
}
