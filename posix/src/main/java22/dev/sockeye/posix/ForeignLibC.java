package dev.sockeye.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sockeye.posix.libc.LibC;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * The C library by {@code java.lang.foreign}: no code but the JDK's, and nothing that is unpacked.
 *
 * <p>On Linux all functions are called as ones of six {@code long}s, so that one call stub is made
 * instead of a dozen, which starts in half the time. The calling conventions of x86-64 and aarch64
 * allow it: each integer and pointer takes a register, a function looks at as much of it as its
 * type has, and at no others. Elsewhere each has a stub of its type.
 *
 * <p>No call is {@code critical}: one that blocks would keep the collector waiting for ever.
 */
final class ForeignLibC implements LibC {

  private static final boolean ALIKE =
      System.getProperty("os.name").equals("Linux")
          && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final MemoryLayout INT = JAVA_INT;
  private static final MemoryLayout LONG = JAVA_LONG;
  private static final FunctionDescriptor SIX =
      FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG);

  /** Takes where a function lies, where it leaves {@code errno}, and its six {@code long}s. */
  private static final MethodHandle CALL = LINKER.downcallHandle(SIX, CallState.CAPTURED);

  /** A function of the library. */
  private static final class Function {
    final MemorySegment address;

    // No constant to the compiler, unlike a record's member. Of one that is, the code becomes part
    // of the loop that calls; and where that is nested so deep already that the compiler stops on
    // the way (MaxInlineLevel), each call allocates the slice that the handle makes of the memory
    // for errno. One that is none is compiled by itself, the same for all who call.
    MethodHandle call;

    Function(MemorySegment address, MethodHandle call) {
      this.address = address;
      this.call = call;
    }
  }

  private static final Function SOCKET = function("socket", INT, INT, INT, INT);
  private static final Function SOCKETPAIR = function("socketpair", INT, INT, INT, INT, LONG);
  private static final Function BIND = function("bind", INT, INT, LONG, INT);
  private static final Function LISTEN = function("listen", INT, INT, INT);
  private static final Function ACCEPT4 = function("accept4", INT, INT, LONG, LONG, INT);
  private static final Function ACCEPT = function("accept", INT, INT, LONG, LONG);
  private static final Function CONNECT = function("connect", INT, INT, LONG, INT);
  private static final Function SHUTDOWN = function("shutdown", INT, INT, INT);
  private static final Function CLOSE = function("close", INT, INT);
  private static final Function DUP2 = function("dup2", INT, INT, INT);
  private static final Function GETSOCKNAME = function("getsockname", INT, INT, LONG, LONG);
  private static final Function GETPEERNAME = function("getpeername", INT, INT, LONG, LONG);
  private static final Function GETSOCKOPT = function("getsockopt", INT, INT, INT, INT, LONG, LONG);
  private static final Function SETSOCKOPT = function("setsockopt", INT, INT, INT, INT, LONG, INT);
  private static final Function RECV = function("recv", LONG, INT, LONG, LONG, INT);
  private static final Function RECVFROM =
      function("recvfrom", LONG, INT, LONG, LONG, INT, LONG, LONG);
  private static final Function SEND = function("send", LONG, INT, LONG, LONG, INT);
  private static final Function RECVMSG = function("recvmsg", LONG, INT, LONG, INT);
  private static final Function SENDMSG = function("sendmsg", LONG, INT, LONG, INT);
  private static final Function RECVMMSG = function("recvmmsg", INT, INT, LONG, INT, INT, LONG);
  private static final Function SENDMMSG = function("sendmmsg", INT, INT, LONG, INT, INT);
  private static final Function POLL = function("poll", INT, LONG, LONG, INT);
  private static final Function EPOLL_CREATE1 = function("epoll_create1", INT, INT);
  private static final Function EPOLL_CTL = function("epoll_ctl", INT, INT, INT, INT, LONG);
  private static final Function EPOLL_WAIT = function("epoll_wait", INT, INT, LONG, INT, INT);
  private static final Function EVENTFD = function("eventfd", INT, INT, INT);
  private static final Function MEMFD_CREATE = function("memfd_create", INT, LONG, INT);
  private static final Function PIPE2 = function("pipe2", INT, LONG, INT);
  private static final Function SPLICE = function("splice", LONG, INT, LONG, INT, LONG, LONG, INT);
  private static final Function FCNTL = variadic("fcntl", INT, INT, INT, INT);
  private static final Function IOCTL = variadic("ioctl", INT, INT, LONG, LONG);
  private static final Function FCHMOD = function("fchmod", INT, INT, INT);
  private static final Function FLOCK = function("flock", INT, INT, INT);
  private static final Function OPEN = variadic("open", INT, LONG, INT, INT);
  private static final Function READ = function("read", LONG, INT, LONG, LONG);
  private static final Function WRITE = function("write", LONG, INT, LONG, LONG);
  private static final Function PREAD = function("pread", LONG, INT, LONG, LONG, LONG);
  private static final Function PWRITE = function("pwrite", LONG, INT, LONG, LONG, LONG);
  private static final Function LSEEK = function("lseek", LONG, INT, LONG, INT);
  private static final Function FTRUNCATE = function("ftruncate", INT, INT, LONG);
  private static final Function FSYNC = function("fsync", INT, INT);
  private static final Function GETPEEREID = function("getpeereid", INT, INT, LONG, LONG);
  private static final Function GETPID = function("getpid", INT);

  @Override
  public int socket(int domain, int type, int protocol) {
    return callInt(SOCKET, domain, type, protocol, 0, 0, 0);
  }

  @Override
  public int socketpair(int domain, int type, int protocol, long descriptors) {
    return callInt(SOCKETPAIR, domain, type, protocol, descriptors, 0, 0);
  }

  @Override
  public int bind(int fd, long address, int length) {
    return callInt(BIND, fd, address, length, 0, 0, 0);
  }

  @Override
  public int listen(int fd, int backlog) {
    return callInt(LISTEN, fd, backlog, 0, 0, 0, 0);
  }

  @Override
  public int accept4(int fd, long address, long length, int flags) {
    return callInt(ACCEPT4, fd, address, length, flags, 0, 0);
  }

  @Override
  public int accept(int fd, long address, long length) {
    return callInt(ACCEPT, fd, address, length, 0, 0, 0);
  }

  @Override
  public int connect(int fd, long address, int length) {
    return callInt(CONNECT, fd, address, length, 0, 0, 0);
  }

  @Override
  public int shutdown(int fd, int how) {
    return callInt(SHUTDOWN, fd, how, 0, 0, 0, 0);
  }

  @Override
  public int dup2(int fd, int number) {
    return callInt(DUP2, fd, number, 0, 0, 0, 0);
  }

  @Override
  public int close(int fd) {
    return callInt(CLOSE, fd, 0, 0, 0, 0, 0);
  }

  @Override
  public int getsockname(int fd, long address, long length) {
    return callInt(GETSOCKNAME, fd, address, length, 0, 0, 0);
  }

  @Override
  public int getpeername(int fd, long address, long length) {
    return callInt(GETPEERNAME, fd, address, length, 0, 0, 0);
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long length) {
    return callInt(GETSOCKOPT, fd, level, name, value, length, 0);
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    return callInt(SETSOCKOPT, fd, level, name, value, length, 0);
  }

  @Override
  public long recv(int fd, long buffer, long length, int flags) {
    return call(RECV, fd, buffer, length, flags, 0, 0);
  }

  @Override
  public long recvfrom(
      int fd, long buffer, long length, int flags, long address, long addressLength) {
    return call(RECVFROM, fd, buffer, length, flags, address, addressLength);
  }

  @Override
  public long send(int fd, long buffer, long length, int flags) {
    return call(SEND, fd, buffer, length, flags, 0, 0);
  }

  @Override
  public long recvmsg(int fd, long header, int flags) {
    return call(RECVMSG, fd, header, flags, 0, 0, 0);
  }

  @Override
  public long sendmsg(int fd, long header, int flags) {
    return call(SENDMSG, fd, header, flags, 0, 0, 0);
  }

  @Override
  public int recvmmsg(int fd, long headers, int count, int flags, long timeout) {
    return callInt(RECVMMSG, fd, headers, count, flags, timeout, 0);
  }

  @Override
  public int sendmmsg(int fd, long headers, int count, int flags) {
    return callInt(SENDMMSG, fd, headers, count, flags, 0, 0);
  }

  @Override
  public int poll(long descriptors, long count, int timeoutMillis) {
    return callInt(POLL, descriptors, count, timeoutMillis, 0, 0, 0);
  }

  @Override
  public int epoll_create1(int flags) {
    return callInt(EPOLL_CREATE1, flags, 0, 0, 0, 0, 0);
  }

  @Override
  public int epoll_ctl(int epoll, int operation, int fd, long event) {
    return callInt(EPOLL_CTL, epoll, operation, fd, event, 0, 0);
  }

  @Override
  public int epoll_wait(int epoll, long events, int count, int timeoutMillis) {
    return callInt(EPOLL_WAIT, epoll, events, count, timeoutMillis, 0, 0);
  }

  @Override
  public int eventfd(int initial, int flags) {
    return callInt(EVENTFD, initial, flags, 0, 0, 0, 0);
  }

  @Override
  public int memfd_create(long name, int flags) {
    return callInt(MEMFD_CREATE, name, flags, 0, 0, 0, 0);
  }

  @Override
  public int pipe2(long descriptors, int flags) {
    return callInt(PIPE2, descriptors, flags, 0, 0, 0, 0);
  }

  @Override
  public long splice(int from, int to, long length, int flags) {
    return call(SPLICE, from, 0, to, 0, length, flags);
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    return callInt(FCNTL, fd, command, argument, 0, 0, 0);
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    return callInt(IOCTL, fd, request, argument, 0, 0, 0);
  }

  @Override
  public int fchmod(int fd, int mode) {
    return callInt(FCHMOD, fd, mode, 0, 0, 0, 0);
  }

  @Override
  public int flock(int fd, int operation) {
    return callInt(FLOCK, fd, operation, 0, 0, 0, 0);
  }

  @Override
  public int open(long path, int flags, int mode) {
    return callInt(OPEN, path, flags, mode, 0, 0, 0);
  }

  @Override
  public long read(int fd, long buffer, long length) {
    return call(READ, fd, buffer, length, 0, 0, 0);
  }

  @Override
  public long write(int fd, long buffer, long length) {
    return call(WRITE, fd, buffer, length, 0, 0, 0);
  }

  @Override
  public long pread(int fd, long buffer, long length, long offset) {
    return call(PREAD, fd, buffer, length, offset, 0, 0);
  }

  @Override
  public long pwrite(int fd, long buffer, long length, long offset) {
    return call(PWRITE, fd, buffer, length, offset, 0, 0);
  }

  @Override
  public long lseek(int fd, long offset, int whence) {
    return call(LSEEK, fd, offset, whence, 0, 0, 0);
  }

  @Override
  public int ftruncate(int fd, long length) {
    return callInt(FTRUNCATE, fd, length, 0, 0, 0, 0);
  }

  @Override
  public int fsync(int fd) {
    return callInt(FSYNC, fd, 0, 0, 0, 0, 0);
  }

  @Override
  public int getpeereid(int fd, long uid, long gid) {
    return callInt(GETPEEREID, fd, uid, gid, 0, 0, 0);
  }

  @Override
  public int getpid() {
    return callInt(GETPID, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address() - direct.position();
  }

  @Override
  public String binding() {
    return "java.lang.foreign";
  }

  private static Function function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return find(name, result, arguments, CallState.CAPTURED);
  }

  /** With two arguments that C names. */
  private static Function variadic(String name, MemoryLayout result, MemoryLayout... arguments) {
    Linker.Option rest = Linker.Option.firstVariadicArg(2);
    return find(name, result, arguments, CallState.CAPTURED, rest);
  }

  /** {@code null} for one that this system does not have, which nobody calls there. */
  private static Function find(
      String name, MemoryLayout result, MemoryLayout[] arguments, Linker.Option... options) {
    MemorySegment address = LIBRARY.find(name).orElse(null);
    if (address == null) {
      return null;
    }
    return new Function(address, ALIKE ? CALL : typed(result, arguments, options));
  }

  /** Takes six {@code long}s all the same. */
  private static MethodHandle typed(
      MemoryLayout result, MemoryLayout[] arguments, Linker.Option... options) {
    MethodHandle handle = LINKER.downcallHandle(FunctionDescriptor.of(result, arguments), options);
    int count = handle.type().parameterCount();
    List<Class<?>> spare = CALL.type().parameterList().subList(count, CALL.type().parameterCount());
    return MethodHandles.explicitCastArguments(
        MethodHandles.dropArguments(handle, count, spare), CALL.type());
  }

  /** Of a function that returns an {@code int}: the other half of the register has anything. */
  private static int callInt(Function function, long a, long b, long c, long d, long e, long f) {
    CallState state = CallState.take();
    try {
      int result =
          (int)
              (long) function.call.invokeExact(function.address, state.segment(), a, b, c, d, e, f);
      return result == -1 ? -state.errno() : result;
    } catch (Throwable failure) {
      throw new AssertionError(failure); // No C function throws.
    } finally {
      state.giveBack();
    }
  }

  private static long call(Function function, long a, long b, long c, long d, long e, long f) {
    CallState state = CallState.take();
    try {
      long result =
          (long) function.call.invokeExact(function.address, state.segment(), a, b, c, d, e, f);
      return result == -1 ? -state.errno() : result;
    } catch (Throwable failure) {
      throw new AssertionError(failure);
    } finally {
      state.giveBack();
    }
  }
}
