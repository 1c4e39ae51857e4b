package dev.sockeye.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The C library by {@code java.lang.foreign}: no code but the JDK's, and nothing that is unpacked.
 * One call stub is made instead of a dozen, or two where variadic functions are called in another
 * way, which starts in half the time.
 *
 * <p>No call is {@code critical}: one that blocks would keep the collector waiting for ever.
 */
final class ForeignLibC extends SixLongLibC {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final MemoryLayout LONG = JAVA_LONG;
  private static final FunctionDescriptor SIX =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

  // Each takes where a function lies, where it leaves errno, and its six longs. No constant to the
  // compiler, unlike a static final one. Of one that is, the code becomes part of the loop that
  // calls; and where that is nested so deep already that the compiler stops on the way
  // (MaxInlineLevel), each call allocates the slice that the handle makes of the memory for errno.
  // One that is none is compiled by itself, the same for all who call.
  private MethodHandle fixed = LINKER.downcallHandle(SIX, CallState.CAPTURED);
  private MethodHandle variadic = areVariadicAlike() ? fixed : variadic();

  /** Of the functions; null for one that was not looked for. Threads that look find the same. */
  private final MemorySegment[] addresses = new MemorySegment[functions()];

  /** Whether an argument lies in the same place if C does not name it. */
  private static boolean areVariadicAlike() {
    return System.getProperty("os.name").equals("Linux")
        && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
  }

  private static MethodHandle variadic() {
    return LINKER.downcallHandle(SIX, CallState.CAPTURED, Linker.Option.firstVariadicArg(2));
  }

  @Override
  long call(int function, long a, long b, long c, long d, long e, long f) {
    return call(fixed, function, true, a, b, c, d, e, f);
  }

  @Override
  int callInt(int function, long a, long b, long c, long d, long e, long f) {
    return (int) call(fixed, function, false, a, b, c, d, e, f);
  }

  @Override
  int callVariadic(int function, long a, long b, long c) {
    return (int) call(variadic, function, false, a, b, c, 0, 0, 0);
  }

  private long call(
      MethodHandle handle,
      int function,
      boolean isLong,
      long a,
      long b,
      long c,
      long d,
      long e,
      long f) {
    MemorySegment address = address(function);
    CallState state = CallState.take();
    try {
      long returned = (long) handle.invokeExact(address, state.segment(), a, b, c, d, e, f);
      long result = isLong ? returned : (int) returned;
      return result == -1 ? -state.errno() : result;
    } catch (Throwable failure) {
      throw new AssertionError(failure); // No C function throws.
    } finally {
      state.giveBack();
    }
  }

  private MemorySegment address(int function) {
    MemorySegment address = addresses[function];
    return address == null ? find(function) : address;
  }

  private MemorySegment find(int function) {
    MemorySegment address = LIBRARY.find(name(function)).orElse(null);
    if (address == null) {
      throw missing(function);
    }
    addresses[function] = address;
    return address;
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address() - direct.position();
  }

  @Override
  public String binding() {
    return "java.lang.foreign";
  }
}
