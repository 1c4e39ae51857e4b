package dev.sockeye.posix;

import dev.sockeye.Errno;
import dev.sockeye.spi.UriOptions.OptionType;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;

/** {@link BpfFilter#SO_ATTACH_FILTER}, read by {@code SO_GET_FILTER}; Linux. */
public final class FilterOption implements OptionTable.Row<BpfFilter> {

  /** How a filter is written in a URI. */
  public static final OptionType<BpfFilter> OF_URI =
      new OptionType<>(
          "a program such as 1,6 0 0 65535 (tcpdump -ddd's, a comma for each line's end)",
          BpfFilter::parse);

  /** The option itself, for a family that does more than set it. */
  public static final OptionTable.Row<BpfFilter> ROW = new FilterOption();

  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26; // SO_GET_FILTER where it is read
  private static final int SO_DETACH_FILTER = 27;
  private static final int SO_LOCK_FILTER = 44;

  /** Of {@code struct sock_filter}. */
  private static final int INSTRUCTION = 8;

  private static final int FPROG = 16;
  private static final int FPROG_FILTER = 8;

  private FilterOption() {}

  /**
   * Adds the filter and its lock to a table.
   *
   * @param options the table
   * @return one that has both besides
   */
  public static OptionTable in(OptionTable options) {
    return options
        .with(BpfFilter.SO_ATTACH_FILTER, ROW)
        .with(BpfFilter.SO_LOCK_FILTER, SOL_SOCKET, SO_LOCK_FILTER, OptionTable.Form.BOOL);
  }

  /** The length is one of instructions, not of bytes. */
  @Override
  public BpfFilter get(NativeSocket<?> socket) throws IOException {
    Memory length = Memory.allocate(4).putInt(0, BpfFilter.MAX_INSTRUCTIONS);
    Memory program = Memory.allocate(BpfFilter.MAX_INSTRUCTIONS * INSTRUCTION);
    socket.control(
        "getsockopt SO_GET_FILTER",
        null,
        fd ->
            Bindings.libc()
                .getsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, program.address, length.address));
    return read(program, length.getInt(0));
  }

  private static BpfFilter read(Memory program, int count) {
    BpfInstruction[] instructions = new BpfInstruction[count];
    for (int i = 0; i < count; i++) {
      int at = i * INSTRUCTION;
      instructions[i] =
          new BpfInstruction(
              program.bytes.getShort(at) & 0xffff,
              program.bytes.get(at + 2) & 0xff,
              program.bytes.get(at + 3) & 0xff,
              Integer.toUnsignedLong(program.bytes.getInt(at + 4)));
    }
    return BpfFilter.of(instructions);
  }

  @Override
  public void set(NativeSocket<?> socket, SocketOption<BpfFilter> name, BpfFilter value)
      throws IOException {
    if (value.equals(BpfFilter.NONE)) {
      detach(socket);
      return;
    }
    Memory program = program(value);
    Memory fprog = Memory.allocate(FPROG);
    fprog.bytes.putShort(0, (short) value.instructions().size());
    fprog.bytes.putLong(FPROG_FILTER, program.address);
    try {
      socket.setOption("setsockopt " + name, SOL_SOCKET, SO_ATTACH_FILTER, fprog);
    } finally {
      Reference.reachabilityFence(program); // fprog points to it
    }
  }

  private static Memory program(BpfFilter filter) {
    Memory program = Memory.allocate(filter.instructions().size() * INSTRUCTION);
    int at = 0;
    for (BpfInstruction instruction : filter.instructions()) {
      program
          .bytes
          .putShort(at, (short) instruction.code())
          .put(at + 2, (byte) instruction.jt())
          .put(at + 3, (byte) instruction.jf())
          .putInt(at + 4, (int) instruction.k());
      at += INSTRUCTION;
    }
    return program;
  }

  /** That there is none to take away is what was asked for. */
  private static void detach(NativeSocket<?> socket) throws IOException {
    Memory unused = Memory.allocate(Integer.BYTES);
    int errno =
        socket.tryControl(
            fd ->
                Bindings.libc()
                    .setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, unused.address, unused.size()));
    if (errno != 0 && errno != Errno.ENOENT.number()) {
      throw socket.failure("setsockopt SO_DETACH_FILTER", null, errno);
    }
  }

  @Override
  public boolean isPresent() {
    return Abi.isLinux();
  }
}
