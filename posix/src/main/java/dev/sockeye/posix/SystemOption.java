package dev.sockeye.posix;

import dev.sockeye.posix.OptionTable.Form;
import dev.sockeye.posix.libc.LibC;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.SocketOption;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.ToIntFunction;

/**
 * An option by its numbers.
 *
 * @param <T> its type
 * @param level its level
 * @param number its number
 * @param form how a value lies in memory
 * @param present whether this system has it
 */
record SystemOption<T>(
    ToIntFunction<Abi> level, ToIntFunction<Abi> number, Form<T> form, BooleanSupplier present)
    implements OptionTable.Row<T> {

  /** {@code getsockopt(2)} or {@code setsockopt(2)} of one socket. */
  @FunctionalInterface
  private interface Call {
    /** Gives the length of what was read, or the negated error number if it does not throw. */
    int make(int level, int number, Memory value) throws IOException;
  }

  @Override
  public boolean isPresent() {
    return present.getAsBoolean();
  }

  @Override
  public T get(NativeSocket<?> socket) throws IOException {
    return get(socket::getOption);
  }

  @Override
  public void set(NativeSocket<?> socket, SocketOption<T> name, T value) throws IOException {
    Call call =
        (at, option, from) -> {
          socket.setOption("setsockopt " + name, at, option, from);
          return 0;
        };
    set(name, value, call);
  }

  /** Of somebody else's socket. */
  T get(int fd) throws IOException {
    Call call =
        (at, option, into) -> {
          Memory length = Memory.allocate(4).putInt(0, into.size());
          LibC libc = Bindings.libc();
          int result = libc.getsockopt(fd, at, option, into.address, length.address);
          return result < 0 ? result : length.getInt(0);
        };
    return get(call);
  }

  /** Of somebody else's socket. */
  void set(int fd, SocketOption<T> name, T value) throws IOException {
    Call call =
        (at, option, from) -> Bindings.libc().setsockopt(fd, at, option, from.address, from.size());
    set(name, value, call);
  }

  private T get(Call call) throws IOException {
    Memory memory = Memory.allocate(form.size());
    int length = make(call, memory);
    return form.read(memory.bytes.limit(length));
  }

  private void set(SocketOption<T> name, T value, Call call) throws IOException {
    Memory memory = Memory.allocate(form.size(Objects.requireNonNull(value, name.name())));
    form.write(name, value, memory.bytes);
    make(call, memory);
  }

  private int make(Call call, Memory memory) throws IOException {
    try {
      int at = number.applyAsInt(Abi.CURRENT);
      int result = call.make(level.applyAsInt(Abi.CURRENT), at, memory);
      if (result < 0) {
        throw DescriptorCalls.refusal(result);
      }
      return result;
    } finally {
      Reference.reachabilityFence(memory);
    }
  }
}
