package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.faults.FaultEvent.What;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;

/** Messages with faults: what becomes of the socket. Each direction knows its own calls. */
final class FaultyMessages extends FaultySocket<MessageEndpoint> implements MessageEndpoint {

  /** How long what was sent before a close may wait for room when it is to leave. */
  private static final long LINGER = 60_000_000_000L;

  // Guarded by the lock.
  private final FaultyReceiver receiver = new FaultyReceiver(this);
  private final FaultySender sender = new FaultySender(this);
  private final ReceiveCalls receiving = new ReceiveCalls(this, receiver);
  private final SendCalls sending = new SendCalls(this, sender);
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
      giveUpAtLast();
      return;
    }
    faultClosed = true;
    if (!link().isSilent()
        && sender.closesLater(isOrdered() ? link().sent().plan().slowClose() : 0)) {
      giveUpAtLast();
    } else {
      closeUnder();
    }
  }

  /** Closes, in the end, even if the peer never makes room. */
  private void giveUpAtLast() {
    if (under().isOpen()) {
      at(
          Math.max(System.nanoTime(), sender.lastArrival()) + LINGER,
          () -> {
            closeUnder();
            sender.push(); // which drops what is left
          });
    }
  }

  // Sending.

  @Override
  public int send(ByteBuffer src) throws IOException {
    return sending.send(src);
  }

  @Override
  public int sendTo(ByteBuffer src, SocketAddress target) throws IOException {
    return sending.sendTo(src, target);
  }

  @Override
  public int sendMessage(Message message) throws IOException {
    return sending.sendMessage(message);
  }

  @Override
  public int sendMessages(Message[] messages, int offset, int length) throws IOException {
    return sending.sendMessages(messages, offset, length);
  }

  @Override
  public boolean flush() throws IOException {
    return sending.flush();
  }

  // Receiving.

  @Override
  public int receive(ByteBuffer dst) throws IOException {
    return receiving.receive(dst);
  }

  @Override
  public SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    return receiving.receiveFrom(dst);
  }

  @Override
  public int receiveMessage(Message message) throws IOException {
    return receiving.receiveMessage(message);
  }

  @Override
  public int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    return receiving.receiveMessages(messages, offset, length);
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
