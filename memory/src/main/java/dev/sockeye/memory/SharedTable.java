package dev.sockeye.memory;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses that any number of sockets have at once, in the order in which these were bound. */
final class SharedTable implements AddressTable {

  private final List<DescribedEndpoint> bound = new ArrayList<>();
  private int chosen = 49_152; // as ports that are free

  @Override
  public SocketAddress bind(MemorySocket<?> socket, SocketAddress wanted) {
    DescribedEndpoint endpoint = (DescribedEndpoint) socket;
    SocketAddress address = endpoint.named(wanted, chosen++);
    bound.add(endpoint);
    return address;
  }

  /** Takes in who has no address of its own here. */
  void join(DescribedEndpoint endpoint) {
    bound.add(endpoint);
  }

  void leave(DescribedEndpoint endpoint) {
    bound.remove(endpoint);
  }

  /** All that are bound, wherever. */
  List<DescribedEndpoint> bound() {
    return bound;
  }

  @Override
  public SocketAddress reserve(MemorySocket<?> socket, SocketAddress peer) {
    return bind(socket, null);
  }

  @Override
  public MemorySocket<?> find(SocketAddress address) {
    return null; // nobody is alone at it
  }

  @Override
  public void release(MemorySocket<?> socket, SocketAddress address) {
    bound.remove(socket);
  }
}
