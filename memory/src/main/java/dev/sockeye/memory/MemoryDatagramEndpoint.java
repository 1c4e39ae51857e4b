package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Messages without a connection in memory: UDP, UNIX domain datagrams, SCTP one-to-many. */
class MemoryDatagramEndpoint extends MemorySocket<MessageEndpoint> implements MessageCalls {

  // Guarded by the kernel's lock.
  private final MessageQueue queue;
  private final DatagramLine line = new DatagramLine(this);
  // Who has to hear of room here: those connected to this, and others while they wait for it.
  private final List<MemoryDatagramEndpoint> senders = new ArrayList<>();
  private SocketAddress remote; // null unless connected
  private MemoryDatagramEndpoint peer; // in the UNIX domain, as unix(7)
  private boolean unreachable; // an earlier datagram found nobody

  MemoryDatagramEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec, false);
    queue = new MessageQueue(kernel.time());
  }

  @Override
  public SocketAddress knownRemote() {
    return remote;
  }

  /** Connects two endpoints with each other, which need no names for it. */
  static void join(MemoryDatagramEndpoint first, MemoryDatagramEndpoint second) {
    first.joined(second);
    second.joined(first);
  }

  /** Has this hear when another has room, in the place of whoever was met before. */
  final void meet(MemoryDatagramEndpoint next) {
    if (peer != null) {
      peer.senders.remove(this);
    }
    peer = next;
    if (next != null) {
      next.senders.add(this);
    }
  }

  private void joined(MemoryDatagramEndpoint other) {
    meet(kind() == Kind.UNIX_DATAGRAM ? other : null);
    remote = other.local() == null ? kind().family().unnamed() : other.local();
    meetPeer();
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    Objects.requireNonNull(address, "remote");
    lock().lock();
    try {
      requireOpen();
      kind().family().check(address, spec().domain());
      meet(kind() == Kind.UNIX_DATAGRAM ? find("connect", address) : null);
      if (!isBound() && kernel().table(kind()) instanceof PortTable ports) {
        bindLocal(new InetSocketAddress(ports.addressTowards(address), 0));
      }
      remote = address;
      return true;
    } finally {
      lock().unlock();
    }
  }

  /** A connect is over when it returns. */
  @Override
  public boolean finishConnect() throws IOException {
    if (!isConnected()) {
      requireOpen();
      throw new NoConnectionPendingException();
    }
    return true;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    lock().lock();
    try {
      requireOpen();
      remote = null;
      meet(null);
      unreachable = false;
      return this;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public boolean isConnected() {
    lock().lock();
    try {
      return remote != null && isOpen();
    } finally {
      lock().unlock();
    }
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    lock().lock();
    try {
      requireOpen();
      return remote;
    } finally {
      lock().unlock();
    }
  }

  @Override
  public void check(String operation, SocketAddress target, Message header, long length)
      throws IOException {
    lock().lock();
    try {
      requireOpen();
      if (target == null && remote == null) {
        throw new NotYetConnectedException();
      } else if (target != null && remote != null && !target.equals(remote)) {
        throw new AlreadyConnectedException();
      } else if (target != null) {
        kind().family().check(target, spec().domain());
      }
      MessageLimits.check(this, operation, length);
    } finally {
      lock().unlock();
    }
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    lock().lock();
    try {
      requireOpen();
      output().begin();
      throwIfUnreachable(operation);
      SocketAddress to = target == null ? remote : target;
      if (!isBound() && kind().family() == Family.INET) {
        bindLocal(null);
      }
      if (puts(operation, payload, to)) {
        return true;
      }
      long deadline = sendDeadline();
      MemoryDatagramEndpoint receiver = receiver(operation, to);
      while (mustWait(receiver, payload.length)) {
        if (!wait || !isBlocking()) {
          return false;
        }
        awaitRoom(receiver, operation, deadline);
        receiver = receiver(operation, to);
      }
      if (receiver != null && receiver.options().takes(options(), payload.length)) {
        line.deliver(receiver, payload, to, pass(header));
      }
      return true;
    } finally {
      lock().unlock();
    }
  }

  /** Sends what goes not to one receiver, or not as others do; tells whether it is such. */
  boolean puts(String operation, byte[] payload, SocketAddress to) throws IOException {
    return false;
  }

  /** What its receiver finds of a message. */
  Packet packet(Packet plain, SocketAddress to) {
    return plain;
  }

  /** What this finds of a message that was sent to one of its addresses. */
  Packet told(Packet packet, SocketAddress to) {
    return packet;
  }

  /** The address that who is sent to finds this by. */
  SocketAddress source(SocketAddress to) {
    return DatagramLine.source(this, to);
  }

  final DatagramLine line() {
    return line;
  }

  /** Only UDP and UDP-Lite throw away what finds no room. */
  private boolean mustWait(MemoryDatagramEndpoint receiver, int length) {
    return receiver != null && !kind().isLossy() && !receiver.hasRoom(length);
  }

  final boolean hasRoom(int length) {
    return queue.hasRoom(length, options().receiveBuffer());
  }

  final void awaitRoom(MemoryDatagramEndpoint receiver, String operation, long deadline)
      throws IOException {
    receiver.senders.add(this);
    try {
      output().await(operation, deadline);
    } finally {
      receiver.senders.remove(this);
    }
  }

  /** Who gets it; {@code null} if there is nobody, which UDP learns later. */
  private MemoryDatagramEndpoint receiver(String operation, SocketAddress to) throws IOException {
    if (peer != null) {
      if (!peer.isOpen()) {
        throw failure(operation, Errno.ECONNREFUSED);
      }
      return accepting(operation, peer);
    } else if (!kind().isLossy()) {
      return accepting(operation, find(operation, to));
    }
    MemorySocket<?> found = kernel().table(kind()).find(to);
    if (found == null && remote != null) {
      unreachable = true;
      input().changed();
    }
    return (MemoryDatagramEndpoint) found;
  }

  /** As unix(7) has it: who is connected to somebody else lets nobody send to it. */
  private MemoryDatagramEndpoint accepting(String operation, MemoryDatagramEndpoint receiver)
      throws IOException {
    if (receiver.peer != null && receiver.peer != this) {
      throw failure(operation, Errno.EPERM);
    }
    return receiver;
  }

  private MemoryDatagramEndpoint find(String operation, SocketAddress address) throws IOException {
    MemorySocket<?> found = kernel().table(kind()).find(address);
    if (found instanceof MemoryDatagramEndpoint receiver) {
      return receiver;
    }
    boolean unix = kind().family() == Family.UNIX;
    Errno errno = !unix ? Errno.ECONNREFUSED : found == null ? Errno.ENOENT : Errno.EPROTOTYPE;
    throw SocketFailure.describe(operation, kind().scheme(), local(), address, errno);
  }

  /** Takes a message that is sent here; without room for it, UDP does not. */
  void arrive(Packet packet, boolean overtaking) {
    if (!admits(packet.from()) || !isOpen() || isTooMuch(packet)) {
      return;
    } else if (overtaking) {
      queue.overtake(packet);
    } else {
      queue.add(packet);
    }
    kernel().at(packet.arrival(), input()::changed);
  }

  private boolean isTooMuch(Packet packet) {
    return kind().isLossy() && !packet.isEvent() && !hasRoom(packet.length());
  }

  /** Whether this takes what an address sends: who is connected hears that peer alone. */
  boolean admits(SocketAddress from) {
    return !kind().isLossy() || remote == null || remote.equals(from);
  }

  @Override
  public final Packet take(String operation, boolean wait) throws IOException {
    return await(operation, wait, this::remove);
  }

  /** What {@link #take} would give, which stays where it is. */
  public final Packet look(String operation) throws IOException {
    return await(operation, WAIT, queue::first);
  }

  private Packet remove() {
    Packet packet = queue.remove();
    tellSenders();
    return packet;
  }

  private void tellSenders() {
    senders.forEach(sender -> sender.output().changed());
  }

  /** Waits for a message, and does something with it. */
  private Packet await(String operation, boolean wait, Supplier<Packet> first) throws IOException {
    lock().lock();
    try {
      requireOpen();
      if (local() == null && remote == null) {
        throw new NotYetConnectedException();
      }
      long deadline = receiveDeadline();
      return input().enter(operation, deadline, wait)
          ? awaitInTurn(operation, deadline, wait, first)
          : null;
    } finally {
      lock().unlock();
    }
  }

  private Packet awaitInTurn(String operation, long deadline, boolean wait, Supplier<Packet> first)
      throws IOException {
    try {
      input().begin();
      throwIfUnreachable(operation);
      while (!queue.hasArrived()) {
        if (!wait || !isBlocking()) {
          return null;
        }
        input().await(operation, deadline);
        throwIfUnreachable(operation);
      }
      return first.get();
    } finally {
      input().leave();
    }
  }

  private void throwIfUnreachable(String operation) throws IOException {
    if (unreachable) {
      unreachable = false;
      throw SocketFailure.describe(
          operation,
          kind().scheme(),
          local(),
          remote,
          new PortUnreachableException(Errno.ECONNREFUSED.text()));
    }
  }

  @Override
  public void failAgain(Exception failure) {
    lock().lock();
    try {
      unreachable |= failure instanceof PortUnreachableException;
    } finally {
      lock().unlock();
    }
  }

  @Override
  void leave() {
    queue.clear();
    tellSenders();
    if (peer != null) {
      peer.senders.remove(this);
    }
  }

  /** As with poll(2), an endpoint that is not connected is always writable. */
  @Override
  protected int readyOpsNow() {
    boolean readable = unreachable || queue.hasArrived();
    boolean writable = peer == null || !peer.isOpen() || peer.hasRoom(1);
    return (readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  public MessageEndpoint bind(SocketAddress address) throws IOException {
    bindLocal(address);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    change(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
