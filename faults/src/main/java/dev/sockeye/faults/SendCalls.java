package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The calls by which {@link FaultyMessages} send, and wait if they must. */
final class SendCalls {

  private final FaultyMessages socket;
  private final MessageEndpoint under;
  private final FaultySender sender;

  SendCalls(FaultyMessages socket, FaultySender sender) {
    this.socket = socket;
    under = socket.under();
    this.sender = sender;
  }

  int send(ByteBuffer src) throws IOException {
    Objects.requireNonNull(src, "src");
    return awaitOutput("send", () -> Message.of(src), () -> under.send(src));
  }

  int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    Objects.requireNonNull(src, "src");
    Objects.requireNonNull(target, "target");
    return awaitOutput(
        "sendto", () -> Message.of(src).peer(target), () -> under.sendTo(src, target));
  }

  int sendMessage(Message message) throws IOException {
    Objects.requireNonNull(message, "message");
    return awaitOutput("sendmsg", () -> message, () -> under.sendMessage(message));
  }

  private int awaitOutput(String operation, FaultySender.Whole whole, FaultySender.Call call)
      throws IOException {
    return socket.whileOpen(
        () -> {
          long deadline = socket.sendDeadline();
          if (!socket.output().enter(operation, deadline, true)) {
            return MessageEndpoint.WOULD_BLOCK;
          }
          try {
            socket.output().begin();
            int n = sendInTurn(operation, deadline, whole, call);
            noteAutomaticAddress();
            return n;
          } catch (IOException e) {
            throw socket.failed(e);
          } finally {
            socket.output().leave();
          }
        });
  }

  private int sendInTurn(
      String operation, long deadline, FaultySender.Whole whole, FaultySender.Call call)
      throws IOException {
    int n;
    while ((n = sender.send(operation, whole, call)) == MessageEndpoint.WOULD_BLOCK
        && socket.isBlocking()) {
      socket.output().await(operation, deadline);
    }
    if (n >= 0 && socket.isBlocking()) {
      handOver(operation, deadline);
    }
    return n;
  }

  /** What is kept of a framed message once the time is over goes ahead of the next one. */
  private void handOver(String operation, long deadline) throws IOException {
    try {
      awaitFlush(operation, deadline);
    } catch (SocketTimeoutException e) {
      // The message counts as sent.
    }
  }

  /** A datagram's sender may be bound only now. */
  private void noteAutomaticAddress() throws IOException {
    if (socket.local() == null && under.isOpen()) {
      socket.noteLocal();
    }
  }

  private boolean awaitFlush(String operation, long deadline) throws IOException {
    while (under.isOpen() && !under.flush()) {
      socket.notReady(OP_WRITE);
      socket.watchFor(OP_WRITE);
      if (!socket.isBlocking()) {
        return false;
      }
      socket.output().await(operation, deadline);
    }
    return true;
  }

  int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    int sent = 0;
    try {
      while (sent < length && sendMessage(messages[offset + sent]) != MessageEndpoint.WOULD_BLOCK) {
        sent++;
      }
    } catch (IOException e) {
      if (sent == 0) {
        throw e;
      } // The next call meets it again.
    }
    return sent == 0 && length > 0 ? MessageEndpoint.WOULD_BLOCK : sent;
  }

  boolean flush() throws IOException {
    return socket.whileOpen(
        () -> {
          long deadline = socket.sendDeadline();
          if (!socket.output().enter("flush", deadline, true)) {
            return false;
          }
          try {
            return awaitFlush("flush", deadline);
          } finally {
            socket.output().leave();
          }
        });
  }
}
