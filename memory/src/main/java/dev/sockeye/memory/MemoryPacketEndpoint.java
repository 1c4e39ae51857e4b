package dev.sockeye.memory;

import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Shutdownable;
import dev.sockeye.SocketSpec;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;

/** Messages over a connection in memory. */
class MemoryPacketEndpoint extends ConnectionEndpoint<MessageEndpoint, PacketPipe>
    implements MessageCalls, Shutdownable {

  MemoryPacketEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  @Override
  PacketPipe laneTo(ConnectionEndpoint<MessageEndpoint, PacketPipe> peer, ActiveFaults faults) {
    return new PacketPipe(this, peer, faults);
  }

  @Override
  public void check(String operation, SocketAddress target, Message header, long length)
      throws IOException {
    lock().lock();
    try {
      requireConnected();
      if (target != null && !target.equals(knownRemote())) {
        throw new AlreadyConnectedException();
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
      long deadline = sendDeadline();
      PacketPipe pipe = beginWriting(operation, deadline);
      if (pipe == null) {
        return false;
      }
      try {
        return putInTurn(pipe, operation, payload, header, deadline, wait);
      } finally {
        endWriting();
      }
    } finally {
      lock().unlock();
    }
  }

  private boolean putInTurn(
      PacketPipe pipe,
      String operation,
      byte[] payload,
      Message header,
      long deadline,
      boolean wait)
      throws IOException {
    pipe.checkWritable(operation);
    while (!pipe.hasRoomFor(payload.length)) {
      if (!wait || !isBlocking()) {
        return false;
      }
      awaitOutput(operation, deadline);
      pipe.checkWritable(operation);
    }
    if (payload.length > 0 || kind() != Kind.TIPC_SEQPACKET) { // which loses empty ones
      pipe.write(payload, pass(header));
    }
    return true;
  }

  @Override
  public Packet take(String operation, boolean wait) throws IOException {
    lock().lock();
    try {
      PacketPipe pipe = awaitInput(operation, wait);
      if (pipe == null) {
        return null;
      } else if (atEnd(operation)) {
        return Packet.END;
      }
      Packet packet = pipe.read().from(sender());
      madeRoom();
      return packet;
    } finally {
      lock().unlock();
    }
  }

  /** What {@link #take} would give, which stays where it is. */
  public final Packet look(String operation) throws IOException {
    lock().lock();
    try {
      PacketPipe pipe = awaitInput(operation, WAIT);
      if (pipe == null) {
        return null;
      }
      return atEnd(operation) ? Packet.END : pipe.first();
    } finally {
      lock().unlock();
    }
  }

  /** A connection that broke stays broken. */
  @Override
  public void failAgain(Exception failure) {}

  private SocketAddress sender() {
    return kind().family().isUnnamed(knownRemote()) ? null : knownRemote();
  }

  @Override
  public MemoryPacketEndpoint shutdownInput() throws IOException {
    shutInput();
    return this;
  }

  @Override
  public MemoryPacketEndpoint shutdownOutput() throws IOException {
    shutOutput();
    return this;
  }

  @Override
  public MessageEndpoint disconnect() throws IOException {
    requireOpen();
    throw new UnsupportedOperationException(
        kind().scheme() + " is connection-oriented: close the endpoint and open another");
  }

  @Override
  public MessageEndpoint bind(SocketAddress local) throws IOException {
    bindLocal(local);
    return this;
  }

  @Override
  public <T> MessageEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    applyOption(name, value);
    return this;
  }

  @Override
  public MessageEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
