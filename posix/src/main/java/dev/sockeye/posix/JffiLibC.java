package dev.sockeye.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The C library by jffi, and not by jnr-ffi above it, which makes code for each function: that
 * takes a tenth of a second, and its calls are no faster. To functions of six {@code long}s jffi
 * has the shortest way.
 */
final class JffiLibC extends SixLongLibC {

  private static final Invoker INVOKER = Invoker.getInstance();
  private static final CallContext FIXED = sixLongs(6);
  private static final CallContext VARIADIC = sixLongs(2);

  private static final LastError LAST_ERROR = LastError.getInstance();

  /** For addresses alone, and not the other one, which looks for {@code sun.misc.Unsafe}. */
  private static final MemoryIO MEMORY = MemoryIO.getCheckedInstance();

  /** Of the functions; zero for one that was not looked for. Threads that look find the same. */
  private final long[] addresses = new long[functions()];

  /** With as many that C names. */
  private static CallContext sixLongs(int named) {
    Type[] arguments = new Type[6];
    Arrays.fill(arguments, Type.SINT64);
    return CallContext.getCallContext(
        Type.SINT64, named, arguments, CallingConvention.DEFAULT, true);
  }

  @Override
  long call(int function, long a, long b, long c, long d, long e, long f) {
    long result = invoke(FIXED, function, a, b, c, d, e, f);
    return result == -1 ? -LAST_ERROR.get() : result;
  }

  @Override
  int callInt(int function, long a, long b, long c, long d, long e, long f) {
    return result((int) invoke(FIXED, function, a, b, c, d, e, f));
  }

  @Override
  int callVariadic(int function, long a, long b, long c) {
    return result((int) invoke(VARIADIC, function, a, b, c, 0, 0, 0));
  }

  private static int result(int returned) {
    return returned == -1 ? -LAST_ERROR.get() : returned;
  }

  private long invoke(
      CallContext types, int function, long a, long b, long c, long d, long e, long f) {
    long address = addresses[function];
    if (address == 0) {
      address = find(function);
    }
    return INVOKER.invokeL6(types, address, a, b, c, d, e, f);
  }

  private long find(int function) {
    long address = Library.getDefault().getSymbolAddress(name(function));
    if (address == 0) {
      throw missing(function);
    }
    addresses[function] = address;
    return address;
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return MEMORY.getDirectBufferAddress(direct);
  }

  @Override
  public String binding() {
    return "jffi";
  }
}
