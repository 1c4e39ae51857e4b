package dev.sockeye.can;

import dev.sockeye.EndpointOptions;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.posix.Memory;
import dev.sockeye.posix.NativeSocket;
import dev.sockeye.posix.OptionTable;
import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.posix.libc.LibC;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The options of CAN's sockets: {@code <linux/can/raw.h>}, {@code <linux/can/j1939.h>}. */
final class CanOptions {

  private static final int SOL_SOCKET = 1;
  private static final int SOL_CAN_RAW = 101;
  private static final int SOL_CAN_J1939 = CanControl.SOL_CAN_J1939;
  private static final int XL_FRAMES = 7;

  private static final int LONGEST_XL = 12 + 2048; // CANXL_MTU
  private static final int LONGEST_TRANSFER = 0xff_ffff * 7; // packets of 7 bytes

  private static final OptionTable COMMON =
      OptionTable.common()
          .with(Can.SO_TIMESTAMPNS, SOL_SOCKET, CanControl.SO_TIMESTAMPNS, Form.BOOL)
          .with(Can.SO_RXQ_OVFL, SOL_SOCKET, CanControl.SO_RXQ_OVFL, Form.BOOL);

  static final OptionTable BCM = COMMON;

  /** A frame of the kind that the socket takes; those of CAN XL end where they end. */
  private static int longestFrame(NativeSocket<?> socket) throws IOException {
    if (socket.supportedOptions().contains(Can.CAN_RAW_XL_FRAMES)
        && socket.getOption(Can.CAN_RAW_XL_FRAMES)) {
      return LONGEST_XL;
    }
    return socket.getOption(Can.CAN_RAW_FD_FRAMES) ? CanFrame.FD : CanFrame.CLASSIC;
  }

  static final OptionTable RAW =
      COMMON
          .with(EndpointOptions.MAX_MESSAGE_SIZE, CanOptions::longestFrame)
          .with(Can.CAN_RAW_FILTER, SOL_CAN_RAW, 1, new Filters())
          .with(Can.CAN_RAW_ERR_FILTER, SOL_CAN_RAW, 2, Form.INT)
          .with(Can.CAN_RAW_LOOPBACK, SOL_CAN_RAW, 3, Form.BOOL)
          .with(Can.CAN_RAW_RECV_OWN_MSGS, SOL_CAN_RAW, 4, Form.BOOL)
          .with(Can.CAN_RAW_FD_FRAMES, SOL_CAN_RAW, 5, Form.BOOL)
          .with(Can.CAN_RAW_JOIN_FILTERS, SOL_CAN_RAW, 6, Form.BOOL)
          .with(Can.CAN_RAW_XL_FRAMES, SOL_CAN_RAW, XL_FRAMES, Form.BOOL, CanOptions::hasXl);

  static final OptionTable J1939 =
      COMMON
          .withLongest(LONGEST_TRANSFER)
          .with(StandardSocketOptions.SO_BROADCAST, SOL_SOCKET, 6, Form.BOOL)
          .with(Can.SO_J1939_FILTER, new J1939FilterRow())
          .with(Can.SO_J1939_PROMISC, SOL_CAN_J1939, 2, Form.BOOL)
          .with(Can.SO_J1939_SEND_PRIO, SOL_CAN_J1939, 3, Form.INT);

  private CanOptions() {}

  private static boolean hasXl() {
    LibC libc = Bindings.libc();
    int fd = libc.socket(CanCodec.AF_CAN, 3 | Abi.SOCK_CLOEXEC, Can.CAN_RAW.number());
    Memory value = Memory.allocate(8).putInt(4, 4);
    try {
      return libc.getsockopt(fd, SOL_CAN_RAW, XL_FRAMES, value.address, value.address + 4) == 0;
    } finally {
      libc.close(fd);
      Reference.reachabilityFence(value);
    }
  }

  /** {@code struct can_filter}s. */
  private static final class Filters implements Form<CanFilters> {

    private static final int SIZE = 8;

    @Override
    public int size() {
      return SIZE * CanFilters.MOST;
    }

    @Override
    public int size(CanFilters value) {
      return SIZE * value.filters().size();
    }

    @Override
    public CanFilters read(ByteBuffer from) {
      List<CanFilter> filters = new ArrayList<>();
      for (int at = 0; at < from.limit(); at += SIZE) {
        filters.add(new CanFilter(from.getInt(at), from.getInt(at + 4)));
      }
      return new CanFilters(filters);
    }

    @Override
    public void write(SocketOption<CanFilters> name, CanFilters value, ByteBuffer into) {
      int at = 0;
      for (CanFilter filter : value.filters()) {
        into.putInt(at, filter.id()).putInt(at + 4, filter.mask());
        at += SIZE;
      }
    }
  }

  /** {@code struct j1939_filter}s, which can be set but not read. */
  private static final class J1939FilterRow implements OptionTable.Row<J1939Filters> {

    private static final int FILTER = 1;
    private static final int SIZE = 32;

    @Override
    public J1939Filters get(NativeSocket<?> socket) {
      return ((CanHooks.OfJ1939) socket.hooks()).filters;
    }

    @Override
    public void set(NativeSocket<?> socket, SocketOption<J1939Filters> name, J1939Filters value)
        throws IOException {
      List<J1939Filter> filters = Objects.requireNonNull(value, name.name()).filters();
      Memory memory = Memory.allocate(SIZE * filters.size());
      for (int i = 0; i < filters.size(); i++) {
        write(filters.get(i), memory.bytes, SIZE * i);
      }
      long at = filters.isEmpty() ? 0 : memory.address;
      try {
        socket.control(
            "setsockopt " + name,
            null,
            fd -> Bindings.libc().setsockopt(fd, SOL_CAN_J1939, FILTER, at, SIZE * filters.size()));
      } finally {
        Reference.reachabilityFence(memory);
      }
      ((CanHooks.OfJ1939) socket.hooks()).filters = value;
    }

    private static void write(J1939Filter filter, ByteBuffer into, int at) {
      into.putLong(at, filter.name()).putLong(at + 8, filter.nameMask());
      into.putInt(at + 16, filter.pgn()).putInt(at + 20, filter.pgnMask());
      into.put(at + 24, (byte) filter.addr()).put(at + 25, (byte) filter.addrMask());
    }
  }
}
