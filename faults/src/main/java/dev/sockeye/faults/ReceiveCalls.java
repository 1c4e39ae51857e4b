package dev.sockeye.faults;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;

/** The calls by which {@link FaultyMessages} receive, and wait if they must. */
final class ReceiveCalls {

  private final FaultyMessages socket;
  private final MessageEndpoint under;
  private final FaultyReceiver receiver;

  ReceiveCalls(FaultyMessages socket, FaultyReceiver receiver) {
    this.socket = socket;
    under = socket.under();
    this.receiver = receiver;
  }

  int receive(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    return awaitInput("recv", () -> under.receive(dst), parcel -> give(parcel, dst), true);
  }

  private int give(Parcel parcel, ByteBuffer dst) throws IOException {
    Message message = Message.of(dst);
    int n = parcel.moveTo(message);
    boolean cut = message.isTruncated();
    message.clearHeader(); // what it carries has no place in this call
    if (cut) {
      throw truncated("recv", parcel.isTruncated() ? -1 : parcel.length());
    }
    return n;
  }

  private MessageTruncatedException truncated(String operation, long length) {
    return new MessageTruncatedException(
        SocketFailure.sentence(
            operation,
            socket.names().transport(),
            socket.local(),
            socket.knownRemote(),
            "the message is longer than the buffer"),
        length);
  }

  SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    if (!socket.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    Message message = Message.of(dst);
    int n = receive("recvfrom", message, true);
    if (n == MessageEndpoint.WOULD_BLOCK) {
      throw new IllegalBlockingModeException(); // changed meanwhile
    } else if (n == MessageEndpoint.END_OF_INPUT) {
      throw new EOFException("recvfrom " + socket.names().transport() + ": the peer sends no more");
    }
    SocketAddress from = message.peer();
    boolean cut = message.isTruncated();
    message.clearHeader();
    if (cut) {
      throw truncated("recvfrom", -1);
    }
    return from;
  }

  int receiveMessage(Message message) throws IOException {
    return receive("recvmsg", message, true);
  }

  private int receive(String operation, Message message, boolean waits) throws IOException {
    Buffers.requireWritable(message);
    return awaitInput(
        operation, () -> under.receiveMessage(message), parcel -> parcel.moveTo(message), waits);
  }

  int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    Buffers.requireWritable(messages, offset, length);
    int received = 0;
    int n = 0;
    try {
      while (received < length
          && (n = receive("recvmmsg", messages[offset + received], received == 0)) >= 0) {
        received++;
      }
    } catch (IOException e) {
      if (received == 0) {
        throw e;
      } // The next call meets it again, or it is over.
    }
    return received == 0 && length > 0 ? n : received;
  }

  /** Gives a kept message to the caller. */
  @FunctionalInterface
  private interface Giving {
    int give(Parcel parcel) throws IOException;
  }

  private int awaitInput(String operation, FaultyReceiver.Call call, Giving giving, boolean waits)
      throws IOException {
    return socket.whileOpen(
        () -> {
          long deadline = socket.receiveDeadline();
          if (!socket.input().enter(operation, deadline, true)) {
            return MessageEndpoint.WOULD_BLOCK;
          }
          try {
            socket.input().begin();
            int n;
            while ((n = receiveNow(operation, call, giving)) == MessageEndpoint.WOULD_BLOCK
                && waits
                && socket.isBlocking()) {
              socket.input().await(operation, deadline);
            }
            return n;
          } catch (IOException e) {
            throw socket.failed(e);
          } finally {
            socket.input().leave();
          }
        });
  }

  private int receiveNow(String operation, FaultyReceiver.Call call, Giving giving)
      throws IOException {
    Integer direct = receiver.receiveDirectly(call);
    if (direct != null) {
      return direct;
    }
    Parcel parcel = receiver.take(operation);
    if (parcel != null) {
      return giving.give(parcel);
    }
    return receiver.isAtEnd() ? MessageEndpoint.END_OF_INPUT : MessageEndpoint.WOULD_BLOCK;
  }
}
