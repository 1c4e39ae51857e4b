package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.Shutdownable;
import dev.sockeye.faults.FaultEvent.What;
import dev.sockeye.internal.Buffers;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.util.Objects;

/** Messages with faults: the calls that wait. What they do at once each direction knows. */
final class FaultyMessages extends FaultySocket<MessageEndpoint> implements MessageEndpoint {

  /** How long what was sent before a close may take to leave. */
  private static final long LINGER = 60_000_000_000L;

  // Guarded by the lock.
  private final FaultyReceiver receiver = new FaultyReceiver(this);
  private final FaultySender sender = new FaultySender(this);
  private What broken; // RESET or CUT; null while the connection stands
  private boolean faultClosed; // only ever set: by a fault, or a close that takes time

  FaultyMessages(MessageEndpoint under, Names names, FaultNetwork network) throws IOException {
    super(under, names, network);
  }

  /** How the connection broke; {@code null} if it did not. */
  What broken() {
    return broken;
  }

  /** Whether messages may get lost. */
  boolean isLossy() {
    return !spec().semantics().isReliable();
  }

  /** Whether it is a connection, whose messages keep their order. */
  boolean isOrdered() {
    return spec().semantics().isConnectionOriented();
  }

  long arrival(Line line, int length) {
    return isOrdered() ? line.arrivalInOrder(length) : line.arrival(length);
  }

  /** What becomes of the connection now; {@code null} if it goes on, or is none. */
  What event(Line line) {
    return isOrdered() && !link().isSilent() ? line.event() : null;
  }

  /** A plan's moment has come, in one direction. */
  void strike(What what, Line line) {
    link().tell(what, line);
    if (what == What.SILENCED) {
      link().fallSilent();
    } else {
      broken = what;
      faultClosed = true;
      if (!sender.closesLater(0)) {
        closeAtLast();
      }
    }
    input().changed();
    output().changed();
  }

  /** All that was on its way out has left. */
  void closeAtLast() {
    if (broken == What.RESET) {
      resetUnder();
    } else {
      closeUnder();
    }
  }

  void tellOfInput() {
    if (isOpen()) {
      input().changed();
    }
  }

  @Override
  boolean isLost() {
    return super.isLost() && !faultClosed;
  }

  @Override
  void moved() {
    receiver.pull();
    sender.push();
  }

  @Override
  protected int readyOpsNow() {
    if (connect().isPending()) {
      return connect().isReady() ? OP_CONNECT : 0;
    } else if (spec().semantics().isAccepting() && !connect().isDone()) {
      return 0;
    }
    return (receiver.isReady() ? OP_READ : 0) | (sender.isReady() ? OP_WRITE : 0);
  }

  @Override
  protected void closing() {
    super.closing();
    receiver.discard();
    if (broken != null) {
      return;
    }
    faultClosed = true;
    if (!link().isSilent() && sender.closesLater(isOrdered() ? link().plan().slowClose() : 0)) {
      at(System.nanoTime() + LINGER, this::closeUnder);
    } else {
      closeUnder();
    }
  }

  // Sending.

  @Override
  public int send(ByteBuffer src) throws IOException {
    Objects.requireNonNull(src, "src");
    return awaitOutput("send", () -> Message.of(src), () -> under().send(src));
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    Objects.requireNonNull(src, "src");
    Objects.requireNonNull(target, "target");
    return awaitOutput(
        "sendto", () -> Message.of(src).peer(target), () -> under().sendTo(src, target));
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    Objects.requireNonNull(message, "message");
    return awaitOutput("sendmsg", () -> message, () -> under().sendMessage(message));
  }

  private int awaitOutput(String operation, FaultySender.Whole whole, FaultySender.Call call)
      throws IOException {
    return whileOpen(
        () -> {
          long deadline = sendDeadline();
          if (!output().enter(operation, deadline, true)) {
            return WOULD_BLOCK;
          }
          try {
            output().begin();
            int n = sendInTurn(operation, deadline, whole, call);
            noteAutomaticAddress();
            return n;
          } catch (IOException e) {
            throw failed(e);
          } finally {
            output().leave();
          }
        });
  }

  private int sendInTurn(
      String operation, long deadline, FaultySender.Whole whole, FaultySender.Call call)
      throws IOException {
    int n;
    while ((n = sender.send(operation, whole, call)) == WOULD_BLOCK && isBlocking()) {
      output().await(operation, deadline);
    }
    if (n >= 0 && isBlocking()) {
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
    if (local() == null && under().isOpen()) {
      noteLocal();
    }
  }

  private boolean awaitFlush(String operation, long deadline) throws IOException {
    while (under().isOpen() && !under().flush()) {
      notReady(OP_WRITE);
      watchFor(OP_WRITE);
      if (!isBlocking()) {
        return false;
      }
      output().await(operation, deadline);
    }
    return true;
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    int sent = 0;
    try {
      while (sent < length && sendMessage(messages[offset + sent]) != WOULD_BLOCK) {
        sent++;
      }
    } catch (IOException e) {
      if (sent == 0) {
        throw e;
      } // The next call meets it again.
    }
    return sent == 0 && length > 0 ? WOULD_BLOCK : sent;
  }

  @Override
  public boolean flush() throws IOException {
    return whileOpen(
        () -> {
          long deadline = sendDeadline();
          if (!output().enter("flush", deadline, true)) {
            return false;
          }
          try {
            return awaitFlush("flush", deadline);
          } finally {
            output().leave();
          }
        });
  }

  // Receiving.

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    return awaitInput("recv", () -> under().receive(dst), parcel -> give(parcel, dst), true);
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
            names().transport(),
            local(),
            knownRemote(),
            "the message is longer than the buffer"),
        length);
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    Message message = Message.of(dst);
    int n = receive("recvfrom", message, true);
    if (n == WOULD_BLOCK) {
      throw new IllegalBlockingModeException(); // changed meanwhile
    } else if (n == END_OF_INPUT) {
      throw new EOFException("recvfrom " + names().transport() + ": the peer sends no more");
    }
    SocketAddress from = message.peer();
    boolean cut = message.isTruncated();
    message.clearHeader();
    if (cut) {
      throw truncated("recvfrom", -1);
    }
    return from;
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    return receive("recvmsg", message, true);
  }

  private int receive(String operation, Message message, boolean waits) throws IOException {
    Buffers.requireWritable(message);
    return awaitInput(
        operation,
        () -> under().receiveMessage(message),
        parcel -> parcel.moveTo(message),
        waits);
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
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
    return whileOpen(
        () -> {
          long deadline = receiveDeadline();
          if (!input().enter(operation, deadline, true)) {
            return WOULD_BLOCK;
          }
          try {
            input().begin();
            int n;
            while ((n = receiveNow(operation, call, giving)) == WOULD_BLOCK
                && waits
                && isBlocking()) {
              input().await(operation, deadline);
            }
            return n;
          } catch (IOException e) {
            throw failed(e);
          } finally {
            input().leave();
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
    return receiver.isAtEnd() ? END_OF_INPUT : WOULD_BLOCK;
  }

  // The rest.

  @Override
  public MessageEndpoint disconnect() throws IOException {
    return whileOpen(
        () -> {
          under().disconnect();
          connect().undo();
          noteLocal();
          return this;
        });
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    return type == Shutdownable.class
        ? type.cast(new FaultyHalves(this, under().unwrap(Shutdownable.class)))
        : super.unwrap(type);
  }

  /** Ends a direction underneath. */
  void shut(Half half) throws IOException {
    whileOpen(
        () -> {
          half.shut();
          input().changed();
          output().changed();
          return null;
        });
  }

  /** What ends a direction. */
  @FunctionalInterface
  interface Half {
    void shut() throws IOException;
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    bindUnder(local);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    setUnder(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
