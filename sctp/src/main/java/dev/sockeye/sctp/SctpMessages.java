package dev.sockeye.sctp;

import com.sun.nio.sctp.MessageInfo;
import com.sun.nio.sctp.NotificationHandler;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.BatchCall;
import dev.sockeye.internal.Buffers;
import dev.sockeye.internal.CurrentThread;
import dev.sockeye.spi.SocketFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Receiving, which one-to-one and one-to-many endpoints share: messages put together from parts,
 * events told before the message that follows them, and the end.
 *
 * @param <C> the channel
 */
abstract class SctpMessages<C extends SelectableChannel> extends SctpSending<C> {

  /** A message is there; a result of {@link #next} beside END_OF_INPUT and WOULD_BLOCK. */
  private static final int MESSAGE = 0;

  private final ReentrantLock receiveLock = new ReentrantLock();
  private final Associations associations = new Associations();

  // Guarded by receiveLock, but for the listener of the notifications.
  private final Notifications notifications = new Notifications(associations, this::follow);
  private final Incoming incoming = new Incoming();
  private final Boxes boxes = new Boxes();
  private final BatchCall receiving = new Receiving();

  SctpMessages(SocketSpec<MessageEndpoint> spec, C channel, LocalAddresses addresses) {
    super(spec, channel, addresses);
  }

  /**
   * Receives once, in whatever mode the channel is.
   *
   * @return {@code null} if nothing is there, and after a notification
   */
  abstract MessageInfo receiveFromChannel(ByteBuffer dst, NotificationHandler<Void> handler)
      throws IOException;

  /** Throws if nothing can be received, since neither bound nor connected. */
  abstract void requireReceivable() throws IOException;

  /** Takes notice of an event, under the receive lock; throws nothing. */
  abstract void note(SctpEvent event);

  /** Tells, under the receive lock, whether nothing more comes; throws why if it broke off. */
  abstract boolean isEnded() throws IOException;

  /** Tells, under the receive lock, whether nothing more comes but events, and why. */
  abstract boolean isLost();

  /** Takes notice, under the receive lock, of what receiving failed with. */
  abstract void noteFailure(IOException e);

  /** Takes notice, under the receive lock, that nothing more comes. */
  abstract void noteEnd();

  final Associations associationTable() {
    return associations;
  }

  @Override
  public final SctpEndpoint onEvent(Consumer<? super SctpEvent> listener) {
    notifications.listener(listener);
    return this;
  }

  private void follow(SctpEvent event) {
    if (event instanceof SctpEvent.AssociationChange change
        && change.state() != SctpEvent.AssociationState.COMM_UP) {
      incoming.forget(change.association());
    }
    note(event);
  }

  @Override
  public final List<SctpAssociation> associations() {
    return associations.list();
  }

  @Override
  public final int receive(ByteBuffer dst) throws IOException {
    Buffers.requireWritable(dst);
    lockToReceive();
    try {
      int result = next(receiveDeadline());
      return result == MESSAGE ? moveWhole(dst) : result;
    } catch (IOException e) {
      throw failure("recv", e);
    } finally {
      unlock();
    }
  }

  @Override
  public final SocketAddress receiveFrom(ByteBuffer dst) throws IOException {
    if (!isBlocking() && isOpen()) {
      throw new IllegalBlockingModeException();
    }
    Buffers.requireWritable(dst);
    lockToReceive();
    try {
      if (next(receiveDeadline()) == END_OF_INPUT) {
        throw new EOFException("the peer sends no more");
      }
      SocketAddress sender = sender();
      moveWhole(dst);
      return sender;
    } catch (EOFException e) {
      throw e;
    } catch (IOException e) {
      throw failure("recvfrom", e);
    } finally {
      unlock();
    }
  }

  @Override
  public final int receiveMessage(Message message) throws IOException {
    Buffers.requireWritable(message);
    lockToReceive();
    try {
      int result = next(receiveDeadline());
      return result == MESSAGE ? moveTo(message) : result;
    } catch (IOException e) {
      throw failure("recvmsg", e);
    } finally {
      unlock();
    }
  }

  @Override
  public final int receiveMessages(Message[] messages, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, messages.length);
    if (length == 0) {
      return 0;
    }
    Buffers.requireWritable(messages, offset, length);
    lockToReceive();
    try {
      return receiving.all(messages, offset, length, receiveDeadline());
    } catch (IOException e) {
      throw failure("recvmmsg", e);
    } finally {
      unlock();
    }
  }

  /** Waits for the first; what else is there, only a non-blocking channel can tell. */
  private final class Receiving implements BatchCall {

    @Override
    public int some(Message[] messages, int offset, int length, int before, long deadline)
        throws IOException {
      int result = before == 0 ? next(deadline) : poll() ? MESSAGE : WOULD_BLOCK;
      if (result != MESSAGE) {
        return result;
      }
      moveTo(messages[offset]);
      return 1;
    }

    @Override
    public void later(Exception failure) throws IOException {
      BatchCall.super.later(failure);
      if (failure instanceof IOException e) {
        noteFailure(e);
      } else {
        throw (RuntimeException) failure;
      }
    }
  }

  /** Takes the next message if it is there. */
  private boolean poll() throws IOException {
    if (!tryEnterTimed()) {
      return false;
    }
    try {
      return takeNow();
    } finally {
      exitTimed();
    }
  }

  private boolean takeNow() throws IOException {
    while (notifications.isEmpty()) {
      MessageInfo info = tryReceive();
      if (info == null || isEnd(info)) {
        return false;
      } else if (incoming.take(info, maxMessageSize())) {
        return true;
      }
    }
    return false; // an event goes before what comes after it: the next call tells it
  }

  private void lockToReceive() {
    if (receiveLock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a listener of events cannot receive");
    }
    receiveLock.lock();
  }

  private void unlock() {
    incoming.release();
    receiveLock.unlock();
  }

  private int next(long deadline) throws IOException {
    requireReceivable();
    while (true) {
      notifications.tell();
      if (isEnded()) {
        return END_OF_INPUT;
      }
      MessageInfo info = receiveNext(deadline);
      if (info == null && notifications.isEmpty()) {
        return WOULD_BLOCK;
      } else if (info != null && !isEnd(info) && incoming.take(info, maxMessageSize())) {
        return MESSAGE;
      }
    }
  }

  private boolean isEnd(MessageInfo info) {
    if (info.bytes() < 0) {
      noteEnd(); // all else in there is not set
      return true;
    }
    return false;
  }

  private MessageInfo receiveNext(long deadline) throws IOException {
    try {
      return isLost() ? receiveRest() : receiveAnyhow(deadline);
    } catch (ClosedChannelException | SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      noteFailure(e);
      throw e;
    }
  }

  /**
   * After a loss, which leaves events of what was not delivered, and the reason: the system tells
   * it once, and not at all if a send was told. It does not wait any more, in whatever mode.
   */
  private MessageInfo receiveRest() throws IOException {
    MessageInfo info = tryReceive();
    if (notifications.isEmpty() && (info == null || info.bytes() < 0)) {
      throw new SocketException(Errno.ECONNRESET.text()); // to be described by the caller
    }
    return info;
  }

  private MessageInfo receiveAnyhow(long deadline) throws IOException {
    if (enterPlainInput()) {
      return plainReceive();
    } else if (!enterDetour(deadline)) {
      return VirtualThreads.callElsewhere(this, () -> receiveAnyhow(deadline));
    }
    try {
      return timedReceive(deadline);
    } finally {
      exitTimed();
    }
  }

  private MessageInfo plainReceive() throws IOException {
    try {
      MessageInfo info = receiveHere(incoming.emptyPart());
      if (info == null && notifications.isEmpty() && !isOpen()) {
        throw new AsynchronousCloseException();
      }
      return info;
    } finally {
      exitPlain();
    }
  }

  private MessageInfo timedReceive(long deadline) throws IOException {
    MessageInfo info;
    while ((info = tryReceive()) == null && notifications.isEmpty() && isBlocking()) {
      awaitReadable(SelectionKey.OP_READ, deadline);
    }
    return info;
  }

  private MessageInfo tryReceive() throws IOException {
    ByteBuffer part = incoming.emptyPart();
    return CurrentThread.isVirtual()
        ? VirtualThreads.tryElsewhere(() -> receiveFromChannel(part, notifications))
        : receiveHere(part);
  }

  private MessageInfo receiveHere(ByteBuffer part) throws IOException {
    boolean held = HeldInterrupt.hold(channel());
    try {
      return receiveFromChannel(part, notifications);
    } finally {
      HeldInterrupt.giveBack(held);
    }
  }

  // Handing out.

  private int moveWhole(ByteBuffer dst) throws IOException {
    long length = incoming.length();
    if (incoming.moveTo(dst) < length) {
      throw new MessageTruncatedException(
          SocketFailure.sentence(
              "recv",
              transport(),
              localOrNull(),
              sender(),
              "the message of " + length + " bytes was cut: " + remedy(length)),
          length);
    }
    return (int) length;
  }

  private String remedy(long length) {
    return length > maxMessageSize()
        ? "set SCTP_MAX_MESSAGE_SIZE, which is " + maxMessageSize()
        : "give a larger buffer";
  }

  private int moveTo(Message message) {
    int moved = incoming.moveTo(message);
    MessageInfo info = incoming.info();
    message
        .received(sender(), Buffers.flags(moved < incoming.length()))
        .set(Sctp.STREAM_NUMBER, boxes.box(info.streamNumber()))
        .set(Sctp.PAYLOAD_PROTOCOL_ID, boxes.box(info.payloadProtocolID()))
        .set(Sctp.UNORDERED, info.isUnordered())
        .set(Sctp.ASSOCIATION, boxes.box(associations.id(info.association())));
    return moved;
  }

  private SocketAddress sender() {
    return SctpAddresses.plain((InetSocketAddress) incoming.info().address());
  }
}
