package dev.sockeye.memory;

import dev.sockeye.AncillaryStream;
import dev.sockeye.Message;
import dev.sockeye.Peekable;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;

/** A stream of the UNIX domain in memory, whose bytes can carry descriptors. */
final class UnixStreamEndpoint extends MemoryStreamEndpoint implements AncillaryStream, Peekable {

  UnixStreamEndpoint(Kernel kernel, Kind kind, SocketSpec<StreamEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  public long sendMessage(Message message) throws IOException {
    long before = message.remaining();
    lock().lock();
    try {
      long deadline = sendDeadline();
      StreamPipe pipe = beginWriting("sendmsg", deadline);
      if (pipe == null) {
        return 0;
      }
      try {
        requireSendable(message);
        sendInTurn(pipe, message, deadline);
      } catch (IOException e) {
        throwIfNothingWritten(e, before - message.remaining());
      } finally {
        endWriting();
      }
      return before - message.remaining();
    } finally {
      lock().unlock();
    }
  }

  private void requireSendable(Message message) {
    SocketAddress peer = message.peer();
    if (peer != null && !peer.equals(knownRemote())) {
      throw new AlreadyConnectedException();
    }
    UnixModule.requireCarried(message, kind());
    if (UnixModule.DOMAIN.passes(message) && message.remaining() == 0) {
      throw new IllegalArgumentException(
          "attributes go with at least one byte of the stream, unix(7), and the message has none");
    }
  }

  private void sendInTurn(StreamPipe pipe, Message message, long deadline) throws IOException {
    if (!UnixModule.DOMAIN.passes(message)) {
      gather(pipe, message, deadline);
    } else if (awaitRoom(pipe, deadline)) {
      long before = message.remaining();
      pipe.attach(UnixModule.DOMAIN.pass(message));
      try {
        gather(pipe, message, deadline);
      } finally {
        pipe.endAttached();
        if (message.remaining() < before) {
          message.clearHeader(); // it went with the first byte
        }
      }
    }
  }

  private void gather(StreamPipe pipe, Message message, long deadline) throws IOException {
    gather(pipe, "sendmsg", buffers(message), 0, message.bufferCount(), deadline);
  }

  /** Waits for room for the first byte; gives {@code false} in non-blocking mode. */
  private boolean awaitRoom(StreamPipe pipe, long deadline) throws IOException {
    pipe.checkWritable("sendmsg");
    while (!pipe.hasRoom()) {
      if (!isBlocking()) {
        return false;
      }
      awaitOutput("sendmsg", deadline);
      pipe.checkWritable("sendmsg");
    }
    return true;
  }

  @Override
  public long receiveMessage(Message message) throws IOException {
    lock().lock();
    try {
      return scatter(
          "recvmsg",
          buffers(message),
          0,
          message.bufferCount(),
          attached -> fill(message, attached));
    } finally {
      lock().unlock();
    }
  }

  private void fill(Message message, Message.Resource attached) {
    message.clearHeader();
    if (attached != null) {
      UnixModule.DOMAIN.attach(attached, message);
    }
    if (passesCredentials()) {
      UnixModule.DOMAIN.attachSender(message);
    }
  }

  private static ByteBuffer[] buffers(Message message) {
    return message.buffers().toArray(new ByteBuffer[0]);
  }

  @Override
  public int peek(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    lock().lock();
    try {
      if (!dst.hasRemaining()) {
        requireConnected();
        return 0;
      }
      StreamPipe pipe = awaitInput("recv", true);
      if (pipe == null) {
        return 0;
      }
      return atEnd("recv") ? -1 : pipe.peek(dst, pipe.readLimit());
    } finally {
      lock().unlock();
    }
  }
}
