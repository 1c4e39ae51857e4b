package dev.sockeye.packet;

import dev.sockeye.Endpoint;
import dev.sockeye.posix.Hooks;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is set on a packet socket before it is bound, and takes effect with that; and what the
 * system does not tell again.
 */
final class PacketHooks implements Hooks {

  /** A call that needs the socket to be bound. */
  @FunctionalInterface
  interface Setting {
    void apply(NativeSocket<?> socket) throws IOException;
  }

  private volatile int protocol;
  private volatile boolean auxdata;
  private volatile PacketMembership joined; // the last one
  private volatile PacketFanout fanout;

  // Guarded by this; by value, so that what is set twice is done once.
  private final Map<Object, Setting> pending = new LinkedHashMap<>();

  PacketHooks(int protocol) {
    this.protocol = protocol;
  }

  static PacketHooks of(NativeSocket<?> socket) {
    return (PacketHooks) socket.hooks();
  }

  static PacketAddress local(NativeSocket<?> socket) throws IOException {
    return (PacketAddress) ((Endpoint) socket).getLocalAddress();
  }

  int protocol() {
    return protocol;
  }

  void protocol(int number) {
    protocol = number;
  }

  void auxdata(boolean set) {
    auxdata = set;
  }

  @Override
  public boolean lengthInControl() {
    return auxdata;
  }

  PacketMembership joined() {
    return joined;
  }

  void joined(PacketMembership membership) {
    joined = membership;
  }

  PacketFanout fanout() {
    return fanout;
  }

  void fanout(PacketFanout group) {
    fanout = group;
  }

  /** Applies it now if the socket is bound, and else once it is. */
  synchronized void whenBound(NativeSocket<?> socket, Object key, Setting setting)
      throws IOException {
    if (local(socket) == null) {
      pending.put(key, setting);
    } else {
      setting.apply(socket);
    }
  }

  /** Takes a setting back that has not been applied. */
  synchronized boolean forget(Object key) {
    return pending.remove(key) != null;
  }

  /** The protocol of the address, or else the socket's. */
  @Override
  public SocketAddress completed(SocketAddress local) {
    PacketAddress address = Objects.requireNonNullElse((PacketAddress) local, PacketAddress.of(0));
    return address.protocol() == 0 ? address.withProtocol(protocol) : address;
  }

  @Override
  public synchronized void bind(
      NativeSocket<?> socket, SocketAddress local, Binder binder, Binder then) throws IOException {
    binder.bind();
    protocol = ((PacketAddress) completed(local)).protocol();
    for (Setting setting : pending.values()) {
      setting.apply(socket);
    }
    pending.clear();
    then.bind();
  }
}
