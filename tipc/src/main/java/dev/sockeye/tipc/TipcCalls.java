package dev.sockeye.tipc;

import dev.sockeye.MessageEndpoint;
import dev.sockeye.Pollable;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeSocket;
import java.io.IOException;
import java.net.SocketOption;
import java.util.function.IntPredicate;

/** Calls on TIPC's sockets beside those that all sockets have. */
final class TipcCalls {

  static final int SOL_TIPC = 271;

  private static final int MSG_PEEK = 2;
  private static final int MSG_DONTWAIT = 0x40;

  private static final int TIPC_GROUP_JOIN = 135;
  private static final int TIPC_GROUP_LEAVE = 136;
  static final int TIPC_CONN_TIMEOUT = 130;
  static final int TIPC_NODELAY = 138;

  private TipcCalls() {}

  private static NativeSocket<?> socket(Pollable socket) {
    NativeSocket<?> ours = socket.unwrap(NativeSocket.class);
    if (!ours.spec().domain().equals(Tipc.AF_TIPC)) {
      throw new UnsupportedOperationException(ours.transport() + " is no socket of TIPC");
    }
    return ours;
  }

  /** With the scope as it is, or negated. */
  static void bind(Pollable socket, TipcAddress name, int sign) throws IOException {
    if (name instanceof TipcAddress.Id) {
      throw new IllegalArgumentException(name + " is a socket's number, and no service");
    }
    if (socket instanceof TipcSocket other) {
      bind(other, name, sign);
      return;
    }
    NativeSocket<?> ours = socket(socket);
    Memory address = Memory.allocate(TipcCodec.SIZE);
    new TipcCodec().write(name, address.bytes, 0);
    int scope = sign * address.bytes.get(TipcCodec.SCOPE);
    address.bytes.put(TipcCodec.SCOPE, (byte) scope);
    ours.control(
        sign > 0 ? "bind" : "bind with a negated scope",
        name,
        fd -> Bindings.libc().bind(fd, address.address, TipcCodec.SIZE));
  }

  private static void bind(TipcSocket socket, TipcAddress name, int sign) throws IOException {
    if (sign > 0) {
      socket.publish(name);
    } else {
      socket.withdraw(name);
    }
  }

  static void join(MessageEndpoint socket, TipcGroup group) throws IOException {
    if (socket instanceof TipcSocket other) {
      other.joinGroup(group);
      return;
    }
    NativeSocket<?> ours = socket(socket);
    if (ours.spec().semantics().isConnectionOriented()) {
      throw new UnsupportedOperationException(ours.transport() + " has connections and no groups");
    }
    Memory request = Memory.allocate(TipcGroup.SIZE);
    group.write(request.bytes);
    ours.control(
        "setsockopt TIPC_GROUP_JOIN",
        null,
        fd ->
            Bindings.libc()
                .setsockopt(fd, SOL_TIPC, TIPC_GROUP_JOIN, request.address, TipcGroup.SIZE));
  }

  static void setInt(NativeSocket<?> socket, SocketOption<?> name, int number, int value)
      throws IOException {
    Memory memory = Memory.allocate(4).putInt(0, value);
    socket.control(
        "setsockopt " + name,
        null,
        fd -> Bindings.libc().setsockopt(fd, SOL_TIPC, number, memory.address, 4));
  }

  static void leave(MessageEndpoint socket) throws IOException {
    if (socket instanceof TipcSocket other) {
      other.leaveGroup();
      return;
    }
    socket(socket)
        .control(
            "setsockopt TIPC_GROUP_LEAVE",
            null,
            fd -> Bindings.libc().setsockopt(fd, SOL_TIPC, TIPC_GROUP_LEAVE, 0, 0));
  }

  /** {@code getpeername(2)}, which fails once the connection is over. */
  static boolean hasPeer(NativeSocket<?> connection) throws IOException {
    Memory address = Memory.allocate(TipcCodec.SIZE + Integer.BYTES);
    address.putInt(TipcCodec.SIZE, TipcCodec.SIZE);
    long length = address.address + TipcCodec.SIZE;
    return succeeds(
        connection, fd -> Bindings.libc().getpeername(fd, address.address, length) >= 0);
  }

  /** Whether something can be read, and not only an end: {@code recv(2)}, which leaves it there. */
  static boolean hasUnread(NativeSocket<?> connection) throws IOException {
    Memory first = Memory.allocate(1);
    return succeeds(
        connection, fd -> Bindings.libc().recv(fd, first.address, 1, MSG_PEEK | MSG_DONTWAIT) > 0);
  }

  private static boolean succeeds(NativeSocket<?> socket, IntPredicate call) throws IOException {
    boolean[] succeeded = new boolean[1];
    socket.control(
        "accept",
        null,
        fd -> {
          succeeded[0] = call.test(fd);
          return 0;
        });
    return succeeded[0];
  }
}
