package dev.sockeye.packet;

import dev.sockeye.Protocol;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.BpfFilter;
import dev.sockeye.posix.FilterOption;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.util.Map;
import java.util.Objects;

/** The options of packet sockets, {@code <linux/if_packet.h>}. */
final class PacketOptions {

  static final int SOL_PACKET = 263;
  static final int AUXDATA = 8;

  private static final int ADD_MEMBERSHIP = 1;
  private static final int DROP_MEMBERSHIP = 2;
  private static final int STATISTICS = 6;
  private static final int FANOUT = 18;
  private static final int IGNORE_OUTGOING = 23;

  private static final int SOL_SOCKET = 1;
  private static final int TIMESTAMPNS = 35;

  static final OptionTable TABLE =
      FilterOption.in(OptionTable.common())
          .with(Packet.PROTOCOL, new ProtocolRow())
          .with(Packet.PACKET_AUXDATA, new AuxdataRow())
          .with(Packet.PACKET_STATISTICS, PacketOptions::statistics)
          .with(Packet.PACKET_IGNORE_OUTGOING, SOL_PACKET, IGNORE_OUTGOING, Form.BOOL)
          .with(Packet.PACKET_ADD_MEMBERSHIP, new JoinRow())
          .with(Packet.PACKET_DROP_MEMBERSHIP, new LeaveRow())
          .with(Packet.PACKET_FANOUT, new FanoutRow())
          .with(Packet.SO_ATTACH_FILTER, new FilterRow())
          .with(Packet.SO_TIMESTAMPNS, SOL_SOCKET, TIMESTAMPNS, Form.BOOL);

  static final Map<Class<?>, OptionType<?>> TYPES =
      Map.of(
          Protocol.class,
          new OptionType<>("an ethertype such as 0x0800, or all, ip or arp", Protocols::parse),
          PacketMembership.class,
          new OptionType<>(
              "promisc, allmulti or a multicast address such as 01:00:5e:00:00:fb",
              PacketMembership::parse,
              true),
          PacketFanout.class,
          new OptionType<>(
              "mode and group, such as hash:7, lb:7 or cpu:7, with +rollover, +ignore_outgoing or"
                  + " +defrag behind",
              PacketFanout::parse),
          BpfFilter.class,
          FilterOption.OF_URI);

  private PacketOptions() {}

  private static Memory get(NativeSocket<?> socket, int number, int size) throws IOException {
    Memory value = Memory.allocate(size);
    Memory length = Memory.allocate(4).putInt(0, size);
    try {
      socket.control(
          "getsockopt",
          null,
          fd -> Bindings.libc().getsockopt(fd, SOL_PACKET, number, value.address, length.address));
    } finally {
      Reference.reachabilityFence(length);
    }
    return value;
  }

  private static void set(NativeSocket<?> socket, SocketOption<?> name, int number, Memory value)
      throws IOException {
    socket.control(
        "setsockopt " + name,
        null,
        fd -> Bindings.libc().setsockopt(fd, SOL_PACKET, number, value.address, value.size()));
  }

  private static PacketStatistics statistics(NativeSocket<?> socket) throws IOException {
    Memory value = get(socket, STATISTICS, 8);
    return new PacketStatistics(
        Integer.toUnsignedLong(value.getInt(0)), Integer.toUnsignedLong(value.getInt(4)));
  }

  private static final class ProtocolRow implements OptionTable.Row<Protocol> {
    @Override
    public Protocol get(NativeSocket<?> socket) throws IOException {
      PacketAddress local = PacketHooks.local(socket);
      return Protocols.of(local == null ? PacketHooks.of(socket).protocol() : local.protocol());
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<Protocol> name, Protocol value)
        throws IOException {
      int number = Protocols.require(value.number());
      PacketAddress local = PacketHooks.local(socket);
      if (local != null) {
        bind(socket, PacketAddress.of(value, local.interfaceIndex()));
      }
      PacketHooks.of(socket).protocol(number);
    }

    private static void bind(NativeSocket<?> socket, PacketAddress to) throws IOException {
      PacketCodec codec = new PacketCodec(false);
      Memory address = Memory.allocate(codec.size());
      int length = codec.write(to, address.bytes, 0);
      socket.control("bind", to, fd -> Bindings.libc().bind(fd, address.address, length));
    }
  }

  private static class AuxdataRow implements OptionTable.Row<Boolean> {
    @Override
    public Boolean get(NativeSocket<?> socket) throws IOException {
      return PacketOptions.get(socket, AUXDATA, 4).getInt(0) != 0;
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<Boolean> name, Boolean value)
        throws IOException {
      Memory on = Memory.allocate(4).putInt(0, value ? 1 : 0);
      PacketOptions.set(socket, name, AUXDATA, on);
      PacketHooks.of(socket).auxdata(value);
    }
  }

  /** What a filter cuts is told by auxiliary data alone. */
  private static final class FilterRow implements OptionTable.Row<BpfFilter> {
    @Override
    public BpfFilter get(NativeSocket<?> socket) throws IOException {
      return FilterOption.ROW.get(socket);
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<BpfFilter> name, BpfFilter value)
        throws IOException {
      if (!value.equals(BpfFilter.NONE)) {
        new AuxdataRow().set(socket, Packet.PACKET_AUXDATA, true);
      }
      FilterOption.ROW.set(socket, name, value);
    }

    @Override
    public boolean isPresent() {
      return FilterOption.ROW.isPresent();
    }
  }

  /** {@code struct packet_mreq}. */
  private static void change(
      NativeSocket<?> socket, SocketOption<?> name, int number, PacketMembership membership)
      throws IOException {
    int index = membership.interfaceIndex();
    Memory request = Memory.allocate(8 + PacketMembership.MOST_BYTES);
    byte[] address = membership.address();
    request.putInt(0, index == 0 ? PacketHooks.local(socket).interfaceIndex() : index);
    request.bytes.putShort(4, (short) membership.mode().number());
    request.bytes.putShort(6, (short) address.length);
    request.bytes.put(8, address);
    set(socket, name, number, request);
  }

  private static final class JoinRow implements OptionTable.Row<PacketMembership> {
    @Override
    public PacketMembership get(NativeSocket<?> socket) {
      return PacketHooks.of(socket).joined();
    }

    @Override
    public void set(
        NativeSocket<?> socket, SocketOption<PacketMembership> name, PacketMembership value)
        throws IOException {
      PacketHooks hooks = PacketHooks.of(socket);
      if (value.interfaceIndex() != 0) {
        change(socket, name, ADD_MEMBERSHIP, value);
      } else {
        hooks.whenBound(socket, value, bound -> change(bound, name, ADD_MEMBERSHIP, value));
      }
      hooks.joined(value);
    }
  }

  private static final class LeaveRow implements OptionTable.Row<PacketMembership> {
    @Override
    public PacketMembership get(NativeSocket<?> socket) {
      return null;
    }

    @Override
    public void set(
        NativeSocket<?> socket, SocketOption<PacketMembership> name, PacketMembership value)
        throws IOException {
      Objects.requireNonNull(value, "membership");
      if (!PacketHooks.of(socket).forget(value)) {
        requireInterface(socket, value);
        change(socket, name, DROP_MEMBERSHIP, value);
      }
    }

    private static void requireInterface(NativeSocket<?> socket, PacketMembership value)
        throws IOException {
      if (value.interfaceIndex() == 0 && PacketHooks.local(socket) == null) {
        throw new IllegalArgumentException(value + " was not added");
      }
    }
  }

  private static final class FanoutRow implements OptionTable.Row<PacketFanout> {
    @Override
    public PacketFanout get(NativeSocket<?> socket) throws IOException {
      PacketFanout wanted = PacketHooks.of(socket).fanout();
      return wanted == null || PacketHooks.local(socket) == null
          ? wanted
          : PacketFanout.ofNumber(PacketOptions.get(socket, FANOUT, 4).getInt(0));
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<PacketFanout> name, PacketFanout value)
        throws IOException {
      PacketHooks hooks = PacketHooks.of(socket);
      Memory number = Memory.allocate(4).putInt(0, value.number());
      hooks.whenBound(
          socket, Packet.PACKET_FANOUT, bound -> PacketOptions.set(bound, name, FANOUT, number));
      hooks.fanout(value);
    }
  }
}
