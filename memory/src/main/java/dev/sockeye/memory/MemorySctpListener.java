package dev.sockeye.memory;

import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.sctp.SctpMultihomed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/** The passive side of one-to-one SCTP in memory. */
final class MemorySctpListener extends PassiveSocket<MessageEndpoint>
    implements AssociationAcceptor, Multihomed, SctpMultihomed {

  private final AbandonedAssociations abandoned;
  private final BoundAddresses bound;

  MemorySctpListener(
      Kernel kernel, SocketSpec<MessageEndpoint> spec, AbandonedAssociations abandoned)
      throws ClosedChannelException {
    super(kernel, Kind.SCTP_ONE_TO_ONE, spec);
    this.abandoned = abandoned;
    bound = new BoundAddresses(this);
    AssociationOptions.addTo(options());
  }

  @Override
  public Listener<MessageEndpoint> bind(SocketAddress local, int size) throws IOException {
    return whileOpen(
        () -> {
          super.bind(local, size);
          bound.begin();
          return this;
        });
  }

  @Override
  public Admission admit(InetSocketAddress target) {
    if (!hasRoom()) {
      return null;
    }
    try {
      MemorySctpOneToOne accepted = new MemorySctpOneToOne(kernel(), spec(), abandoned);
      accepted.options().inherit(options());
      accepted.boundAddresses().share(bound);
      established(accepted);
      return new Admission(accepted, beginningWith(target));
    } catch (ClosedChannelException e) {
      return null; // The network is being closed.
    }
  }

  private List<InetSocketAddress> beginningWith(InetSocketAddress target) {
    List<InetSocketAddress> all = new ArrayList<>(bound.list());
    all.remove(target);
    all.add(0, target);
    return all;
  }

  @Override
  void leave() {
    for (MemorySocket<MessageEndpoint> nobodys : unaccepted()) {
      ((MemorySctpOneToOne) nobodys).ownAssociations().forEach(Association::abort);
      nobodys.close();
    }
  }

  // Addresses.

  @Override
  public BoundAddresses boundAddresses() {
    return bound;
  }

  @Override
  public List<InetSocketAddress> getLocalAddresses() throws IOException {
    return whileOpen(() -> isBound() ? bound.towards((InetSocketAddress) local()) : List.of());
  }

  @Override
  public SctpMultihomed bindAddress(InetAddress address) throws IOException {
    return whileOpen(
        () -> {
          bound.add(new InetSocketAddress(address, 0));
          return this;
        });
  }

  @Override
  public SctpMultihomed unbindAddress(InetAddress address) throws IOException {
    return whileOpen(
        () -> {
          bound.remove(new InetSocketAddress(address, 0));
          return this;
        });
  }

  @Override
  public <T> Listener<MessageEndpoint> setOption(SocketOption<T> name, T value) throws IOException {
    AssociationOptions.check(name, value);
    return super.setOption(name, value);
  }
}
