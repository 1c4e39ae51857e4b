package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.function.Supplier;

/** A raw, ping, packet or netlink socket, at whose other end is a test. */
final class ScriptedEndpoint extends DescribedEndpoint {

  private final ScriptedPeer peer;
  private final ScriptedPeer.Line line = new Line();
  private final DescribedTransport transport;
  private final SocketAddress anywhere;

  // Guarded by the kernel's lock.
  private final DatagramLine requests = new DatagramLine(this);
  private final DatagramLine answers = new DatagramLine(this);
  private final MessageQueue underWay;
  private SocketAddress lastTarget; // null until something is sent
  private boolean announced; // only ever set

  ScriptedEndpoint(
      Kernel kernel,
      SocketSpec<MessageEndpoint> spec,
      DescribedTransport transport,
      ScriptedPeer peer)
      throws ClosedChannelException {
    super(kernel, transport.kind(spec), spec, transport.endpointOptions(spec));
    this.transport = transport;
    this.peer = peer;
    anywhere = transport.anywhere(spec);
    underWay = new MessageQueue(kernel.time());
  }

  @Override
  public void requireCarried(Attribute<?> attribute) {} // the peer gets them all

  @Override
  SocketAddress named(SocketAddress wanted, int number) {
    if (wanted != null) {
      requireOurs(wanted);
    }
    SocketAddress address = wanted == null ? anywhere : wanted;
    return switch (kind()) {
      case NETLINK -> address.equals(anywhere) ? transport.numbered(spec(), number) : address;
      case PING -> withPort((InetSocketAddress) address, number);
      case RAW -> withPort((InetSocketAddress) address, spec().protocol().number());
      default -> address;
    };
  }

  private static SocketAddress withPort(InetSocketAddress address, int port) {
    return address.getPort() == 0 ? PortTable.withPort(address, port) : address;
  }

  private void requireOurs(SocketAddress address) {
    if (address.getClass() != anywhere.getClass()) {
      throw new UnsupportedAddressTypeException();
    }
  }

  /** The kernel's netlink sends to groups too, from addresses that tell them. */
  @Override
  boolean admits(SocketAddress from) {
    return kind() == Kind.NETLINK || super.admits(from);
  }

  @Override
  public MessageEndpoint bind(SocketAddress address) throws IOException {
    super.bind(address);
    announce();
    return this;
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    requireOurs(Objects.requireNonNull(address, "remote"));
    if (kind() == Kind.PACKET) {
      throw new UnsupportedOperationException(
          "a packet socket has no peer to connect to: bind it (bindMessages) and sendTo a"
              + " PacketAddress");
    }
    whileOpen(
        () -> {
          if (!isBound()) {
            bindLocal(towards(address));
          }
          return super.connect(remote(address));
        });
    announce();
    return true;
  }

  private SocketAddress remote(SocketAddress address) {
    return kind() == Kind.RAW
        ? withPort((InetSocketAddress) address, spec().protocol().number())
        : address;
  }

  private SocketAddress towards(SocketAddress address) {
    return address instanceof InetSocketAddress
        ? new InetSocketAddress(kernel().addressTowards(address), 0)
        : null;
  }

  private void announce() throws IOException {
    whileOpen(
        () -> {
          if (!announced) {
            announced = true;
            peer.opened(line);
          }
          return null;
        });
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    if (target != null) {
      requireOurs(target);
    }
    return whileOpen(
        () -> {
          output().begin();
          if (!isBound() && kind() != Kind.PACKET) {
            bindLocal(target == null ? null : towards(target));
          }
          SocketAddress to = target == null ? knownRemote() : remote(target);
          lastTarget = to;
          Packet packet = AttributedPacket.of(new Packet(payload, to, 0), header);
          requests.transmit(kernel().faults(kind(), to), this::arriveAtPeer, packet);
          return true;
        });
  }

  private void arriveAtPeer(Packet packet, boolean overtaking) {
    if (overtaking) {
      underWay.overtake(packet);
    } else {
      underWay.add(packet);
    }
    kernel().at(packet.arrival(), this::tellPeer);
  }

  private void tellPeer() {
    while (underWay.hasArrived()) {
      Packet packet = underWay.remove();
      Message request = Message.of(packet.payload()).peer(packet.from());
      packet.attach(request);
      peer.received(request, line);
    }
  }

  @Override
  void leave() {
    underWay.clear();
    super.leave();
  }

  /** What the peer has of this. */
  private final class Line implements ScriptedPeer.Line {

    @Override
    public SocketSpec<?> spec() {
      return ScriptedEndpoint.this.spec();
    }

    @Override
    public SocketAddress localAddress() {
      return locked(ScriptedEndpoint.this::local);
    }

    @Override
    public SocketAddress remoteAddress() {
      return locked(ScriptedEndpoint.this::knownRemote);
    }

    @Override
    public <T> T option(SocketOption<T> name) {
      return locked(() -> options().get(name));
    }

    @Override
    public <T> void option(SocketOption<T> name, T value) {
      locked(() -> options().add(name, value));
    }

    @Override
    public void send(Message message) {
      ByteBuffer payload = ByteBuffer.allocate((int) message.remaining());
      Buffers.gather(message, payload);
      Buffers.consume(message);
      locked(
          () -> {
            SocketAddress from = sender(message);
            Packet packet = AttributedPacket.of(new Packet(payload.array(), from, 0), message);
            answers.transmit(
                kernel().faults(kind(), from).received(), ScriptedEndpoint.this::arrive, packet);
            return null;
          });
    }

    private SocketAddress sender(Message message) {
      SocketAddress known = lastTarget == null ? knownRemote() : lastTarget;
      return Objects.requireNonNullElse(message.peer(), Objects.requireNonNullElse(known, local()));
    }

    private <T> T locked(Supplier<T> step) {
      lock().lock();
      try {
        return step.get();
      } finally {
        lock().unlock();
      }
    }
  }
}
