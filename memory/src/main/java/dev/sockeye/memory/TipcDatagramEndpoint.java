package dev.sockeye.memory;

import dev.sockeye.Attribute;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.SocketSpec;
import dev.sockeye.spi.SocketFailure;
import dev.sockeye.tipc.Tipc;
import dev.sockeye.tipc.TipcAddress;
import dev.sockeye.tipc.TipcErrorInfo;
import dev.sockeye.tipc.TipcGroup;
import dev.sockeye.tipc.TipcGroupEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.List;
import java.util.Set;

/** Messages of TIPC from and to anybody, in memory. */
final class TipcDatagramEndpoint extends MemoryDatagramEndpoint implements TipcNaming {

  private static final Set<Attribute<?>> RECEIVED =
      Set.of(Tipc.DESTNAME, Tipc.ERRINFO, Tipc.RETDATA, Tipc.GROUP_EVENT);

  /** Types below are TIPC's own, {@code TIPC_RESERVED_TYPES}. */
  private static final long FIRST_FREE_TYPE = 64;

  // Guarded by the kernel's lock.
  private TipcGroup membership; // null unless a member
  private TipcDatagramEndpoint full; // the member that had no room for what was to be sent last
  private int wanted; // how much that was

  TipcDatagramEndpoint(Kernel kernel, Kind kind, SocketSpec<MessageEndpoint> spec)
      throws ClosedChannelException {
    super(kernel, kind, spec);
  }

  /** What was received may be sent on: none of it goes along. */
  @Override
  public void requireCarried(Attribute<?> attribute) {
    if (!RECEIVED.contains(attribute)) {
      super.requireCarried(attribute);
    }
  }

  /** A peer is no more than where to send to. */
  @Override
  boolean admits(SocketAddress from) {
    return true;
  }

  @Override
  Packet packet(Packet plain, SocketAddress to) {
    return membership == null ? TipcPacket.to(to, plain) : plain.from(member());
  }

  @Override
  public MessageEndpoint bind(SocketAddress address) throws IOException {
    return whileOpen(
        () -> {
          requireNoMember("bind", Errno.EACCES);
          return super.bind(address);
        });
  }

  @Override
  public void publish(TipcAddress name) throws IOException {
    whileOpen(
        () -> {
          requireNoMember("bind", Errno.EACCES);
          TipcNaming.super.publish(name);
          return null;
        });
  }

  @Override
  public boolean connect(SocketAddress address) throws IOException {
    return whileOpen(
        () -> {
          requireNoMember("connect", Errno.EINVAL);
          return super.connect(address);
        });
  }

  private void requireNoMember(String operation, Errno otherwise) throws IOException {
    if (membership != null) {
      throw failure(operation, otherwise);
    }
  }

  @Override
  public void joinGroup(TipcGroup group) throws IOException {
    whileOpen(
        () -> {
          requireNoMember("setsockopt TIPC_GROUP_JOIN", Errno.EACCES);
          if (group.type() < FIRST_FREE_TYPE) {
            throw failure("setsockopt TIPC_GROUP_JOIN", Errno.EACCES);
          }
          TipcNaming.table(this).publish(this, name(group).within(group.scope()));
          membership = group;
          TipcNaming.table(this).groups().join(this);
          return null;
        });
  }

  @Override
  public void leaveGroup() throws IOException {
    whileOpen(
        () -> {
          TipcGroup left = membership;
          if (left == null) {
            throw failure("setsockopt TIPC_GROUP_LEAVE", Errno.EINVAL);
          }
          endMembership();
          TipcNaming.table(this).withdraw(this, name(left).within(left.scope()));
          return null;
        });
  }

  private void endMembership() {
    if (membership != null) {
      isFull(null, 0);
      TipcNaming.table(this).groups().leave(this);
      membership = null;
      output().changed();
    }
  }

  @Override
  void leave() {
    endMembership();
    super.leave();
  }

  private static TipcAddress.Service name(TipcGroup group) {
    return new TipcAddress.Service(group.type(), group.instance());
  }

  /** What others see of a member. */
  private TipcAddress.Id member() {
    return ((TipcAddress.Id) local()).sentBy(name(membership));
  }

  /** The group, and which member this is; {@code null} if it is none. */
  TipcGroup membership() {
    return membership;
  }

  /** Whether another member is of the same group. */
  boolean isWith(TipcDatagramEndpoint other) {
    return membership.type() == other.membership.type()
        && membership.scope() == other.membership.scope();
  }

  /** Takes word of a member, if it is to be told. */
  void tell(TipcDatagramEndpoint about, TipcGroupEvent event) {
    if (membership.events()) {
      arrive(new TipcGroupPacket(about.member(), event), false);
    }
  }

  @Override
  public boolean put(
      String operation, byte[] payload, SocketAddress target, Message header, boolean wait)
      throws IOException {
    return whileOpen(
        () ->
            membership == null
                ? super.put(operation, payload, target, header, wait)
                : putToMembers(operation, payload, target, wait));
  }

  /** What goes to members waits until they have room. */
  private boolean putToMembers(String operation, byte[] payload, SocketAddress target, boolean wait)
      throws IOException {
    output().begin();
    long deadline = sendDeadline();
    List<TipcDatagramEndpoint> to = members(operation, target, payload.length);
    TipcDatagramEndpoint slow = slow(to, payload.length);
    while (slow != null) {
      if (!wait || !isBlocking()) {
        isFull(slow, payload.length);
        return false;
      }
      awaitRoom(slow, operation, deadline);
      to = members(operation, target, payload.length);
      slow = slow(to, payload.length);
    }
    isFull(null, 0);
    if (payload.length > 0) { // else it is lost, and told to nobody
      to.forEach(member -> line().deliver(member, payload, member.local(), null));
    }
    return true;
  }

  /** All who are sent to, or of those who take turns the next that has room. */
  private List<TipcDatagramEndpoint> members(String operation, SocketAddress target, int length)
      throws IOException {
    TipcGroups groups = TipcNaming.table(this).groups();
    List<TipcDatagramEndpoint> all =
        membership == null ? List.of() : groups.receivers(this, (TipcAddress) target);
    if (all.isEmpty()) {
      throw SocketFailure.describe(operation, kind().scheme(), local(), target, Errno.EHOSTUNREACH);
    } else if (!(target instanceof TipcAddress.Service)) {
      return all;
    }
    TipcDatagramEndpoint next =
        all.stream().filter(member -> member.hasRoom(length)).findFirst().orElse(all.get(0));
    if (next.hasRoom(length)) {
      groups.hadTurn(next);
    }
    return List.of(next);
  }

  private static TipcDatagramEndpoint slow(List<TipcDatagramEndpoint> members, int length) {
    return members.stream().filter(member -> !member.hasRoom(length)).findFirst().orElse(null);
  }

  /** Notes who has no room, {@code null} for nobody, so that this is writable once there is. */
  private void isFull(TipcDatagramEndpoint member, int length) {
    if (full != member) {
      meet(member);
    }
    full = member;
    wanted = length;
  }

  @Override
  protected int readyOpsNow() {
    int ready = super.readyOpsNow();
    boolean waits = full != null && full.isOpen() && !full.hasRoom(wanted);
    return waits ? ready & ~SelectionKey.OP_WRITE : ready;
  }

  @Override
  boolean puts(String operation, byte[] payload, SocketAddress to) throws IOException {
    List<MemorySocket<?>> receivers = receivers(to);
    if (receivers.isEmpty() && !(to instanceof TipcAddress.Id)) {
      throw SocketFailure.describe(operation, kind().scheme(), local(), to, Errno.EHOSTUNREACH);
    } else if (payload.length == 0) {
      return true; // lost, and told to nobody
    } else if (receivers.isEmpty()) {
      comeBack(payload, to, TipcErrorInfo.NO_PORT);
    }
    receivers.forEach(receiver -> put(payload, to, receiver));
    return true;
  }

  private List<MemorySocket<?>> receivers(SocketAddress to) {
    TipcTable table = TipcNaming.table(this);
    if (to instanceof TipcAddress.Range range) {
      return table.all(range);
    }
    MemorySocket<?> found = table.find(to);
    return found == null ? List.of() : List.of(found);
  }

  private void put(byte[] payload, SocketAddress to, MemorySocket<?> found) {
    if (!(found instanceof TipcDatagramEndpoint receiver)) {
      comeBack(payload, found.local(), TipcErrorInfo.NO_PORT);
    } else if (receiver.membership != null) {
      return; // Members hear members alone.
    } else if (receiver.hasRoom(payload.length)) {
      line().deliver(receiver, payload, to, null);
    } else {
      comeBack(payload, found.local(), TipcErrorInfo.OVERLOAD);
    }
  }

  private void comeBack(byte[] payload, SocketAddress target, int code) {
    if (!options().get(Tipc.DEST_DROPPABLE)) {
      arrive(TipcPacket.back(payload, target, code), false);
    }
  }
}
