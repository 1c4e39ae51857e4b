package dev.sockeye.locked;

import dev.sockeye.spi.NamedAddress;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/** Addresses that are names, each of which one socket can have. */
public final class NameSpace extends AddressSpace {

  private final Class<? extends SocketAddress> type;
  private final IntFunction<? extends SocketAddress> chooser;

  // Guarded by the lock.
  private final Map<SocketAddress, LockedSocket<?>> bound = new HashMap<>();
  private int chosen;

  /**
   * Creates a space with a lock of its own.
   *
   * @param <A> the addresses' class
   * @param transport the transport's name, for messages
   * @param type the addresses' class, which has {@code equals}, as {@link NamedAddress} does
   * @param chooser makes an address of a number, for a socket that is bound to none in particular
   */
  public <A extends SocketAddress> NameSpace(
      String transport, Class<A> type, IntFunction<A> chooser) {
    super(transport, new ReentrantLock());
    this.type = type;
    this.chooser = chooser;
  }

  /**
   * The socket that is bound to an address. The caller holds the lock.
   *
   * @param address the address
   * @return {@code null} if none is
   */
  public LockedSocket<?> find(SocketAddress address) {
    return bound.get(address);
  }

  @Override
  protected void check(LockedSocket<?> socket, SocketAddress address) {
    if (!type.isInstance(address)) {
      throw new UnsupportedAddressTypeException();
    }
  }

  @Override
  protected SocketAddress bind(LockedSocket<?> socket, SocketAddress wanted) {
    SocketAddress address = wanted == null ? choose() : wanted;
    return bound.putIfAbsent(address, socket) == null ? address : null;
  }

  private SocketAddress choose() {
    SocketAddress address;
    do {
      address = chooser.apply(++chosen);
    } while (bound.containsKey(address));
    return address;
  }

  @Override
  protected void release(LockedSocket<?> socket, SocketAddress address) {
    bound.remove(address, socket);
  }
}
