package dev.sockeye.server;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

/** Takes the calls of any thread to the loop that serves the socket. */
final class RegisteredSocket implements MessageSocket {

  /** Whose attributes a message has that is only bytes. */
  private static final Message PLAIN = Message.of(ByteBuffer.allocate(0));

  private final MessageConnection connection;

  RegisteredSocket(MessageConnection connection) {
    this.connection = connection;
  }

  @Override
  public void send(ByteBuffer src) throws IOException {
    send(PLAIN, target(null), src);
  }

  @Override
  public void sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    send(PLAIN, target(Objects.requireNonNull(target, "target")), src);
  }

  @Override
  public void sendMessage(Message message) throws IOException {
    SocketAddress target = target(message.peer());
    send(message, target, MessageBatch.payload(message));
  }

  /** By what those that are kept go: the address, and {@code null} for a connection's peer. */
  private SocketAddress target(SocketAddress target) {
    if (connection.isToOne()) {
      if (target != null && !target.equals(peer())) {
        throw new AlreadyConnectedException();
      }
      return null;
    } else if (target == null) {
      throw new NotYetConnectedException();
    }
    return target;
  }

  private void send(Message like, SocketAddress target, ByteBuffer payload) throws IOException {
    if (!endpoint().isOpen()) {
      throw new ClosedChannelException();
    } else if (loop().inLoop()) {
      connection.send(like, target, payload);
    } else {
      inLoop(MessageBatch.own(like, target, payload));
    }
  }

  private void inLoop(Message own) {
    try {
      loop().execute(() -> connection.sendLater(own));
    } catch (RejectedExecutionException e) {
      own.clear();
      throw e;
    }
  }

  @Override
  public boolean isDrained() {
    loop().requireInLoop();
    return connection.isDrained();
  }

  @Override
  public void halfDuplex(boolean on) {
    connection.halfDuplex(on);
  }

  @Override
  public void pause() {
    connection.pause();
  }

  @Override
  public void resume() {
    connection.resume();
  }

  @Override
  public void hold() {
    connection.hold();
  }

  @Override
  public void release() {
    connection.release();
  }

  @Override
  public void shutdownOutput() {
    connection.shutdownOutput();
  }

  @Override
  public void reset() {
    connection.reset();
  }

  @Override
  public void close() {
    inLoop(connection::closeGently);
  }

  @Override
  public void abort() {
    inLoop(connection::abort);
  }

  private void inLoop(Runnable task) {
    if (loop().inLoop()) {
      task.run();
      return;
    }
    try {
      loop().execute(task);
    } catch (RejectedExecutionException e) {
      return; // The loop is closed, and has closed this.
    }
  }

  @Override
  public SocketAddress peer() {
    return connection.peer();
  }

  @Override
  public MessageEndpoint endpoint() {
    return connection.endpoint();
  }

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public String toString() {
    return endpoint().toString();
  }
}
