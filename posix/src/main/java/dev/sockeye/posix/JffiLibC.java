package dev.sockeye.posix;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import dev.sockeye.posix.libc.LibC;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The C library by jffi, and not by jnr-ffi above it, which makes code for each function: that
 * takes a tenth of a second, and its calls are no faster.
 *
 * <p>All functions are called as ones of six {@code long}s, to which jffi has the shortest way. The
 * calling conventions of 64-bit Linux and macOS allow it: each integer and pointer takes a
 * register, or on ARM's macOS a place on the stack if it is variadic, and a function looks at as
 * much of it as its type has, and at no others. An {@code int} is widened by its sign, as RISC-V
 * wants it.
 */
final class JffiLibC implements LibC {

  private static final Invoker INVOKER = Invoker.getInstance();
  private static final CallContext FIXED = sixLongs(6);
  private static final CallContext VARIADIC = sixLongs(2);

  private static final LastError LAST_ERROR = LastError.getInstance();

  /** For addresses alone, and not the other one, which looks for {@code sun.misc.Unsafe}. */
  private static final MemoryIO MEMORY = MemoryIO.getCheckedInstance();

  private static final long SOCKET = address("socket");
  private static final long SOCKETPAIR = address("socketpair");
  private static final long BIND = address("bind");
  private static final long LISTEN = address("listen");
  private static final long ACCEPT4 = address("accept4");
  private static final long ACCEPT = address("accept");
  private static final long CONNECT = address("connect");
  private static final long SHUTDOWN = address("shutdown");
  private static final long CLOSE = address("close");
  private static final long DUP2 = address("dup2");
  private static final long GETSOCKNAME = address("getsockname");
  private static final long GETPEERNAME = address("getpeername");
  private static final long GETSOCKOPT = address("getsockopt");
  private static final long SETSOCKOPT = address("setsockopt");
  private static final long RECV = address("recv");
  private static final long RECVFROM = address("recvfrom");
  private static final long SEND = address("send");
  private static final long RECVMSG = address("recvmsg");
  private static final long SENDMSG = address("sendmsg");
  private static final long RECVMMSG = address("recvmmsg");
  private static final long SENDMMSG = address("sendmmsg");
  private static final long POLL = address("poll");
  private static final long EPOLL_CREATE1 = address("epoll_create1");
  private static final long EPOLL_CTL = address("epoll_ctl");
  private static final long EPOLL_WAIT = address("epoll_wait");
  private static final long EVENTFD = address("eventfd");
  private static final long MEMFD_CREATE = address("memfd_create");
  private static final long PIPE2 = address("pipe2");
  private static final long SPLICE = address("splice");
  private static final long FCNTL = address("fcntl");
  private static final long IOCTL = address("ioctl");
  private static final long FCHMOD = address("fchmod");
  private static final long FLOCK = address("flock");
  private static final long OPEN = address("open");
  private static final long READ = address("read");
  private static final long WRITE = address("write");
  private static final long PREAD = address("pread");
  private static final long PWRITE = address("pwrite");
  private static final long LSEEK = address("lseek");
  private static final long FTRUNCATE = address("ftruncate");
  private static final long FSYNC = address("fsync");
  private static final long GETPEEREID = address("getpeereid");
  private static final long GETPID = address("getpid");

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
    return callVariadic(FCNTL, fd, command, argument);
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    return callVariadic(IOCTL, fd, request, argument);
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
    return callVariadic(OPEN, path, flags, mode);
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
    return MEMORY.getDirectBufferAddress(direct);
  }

  @Override
  public String binding() {
    return "jffi";
  }

  /** Zero for one that this system does not have. */
  private static long address(String name) {
    return Library.getDefault().getSymbolAddress(name);
  }

  /** With as many that C names. */
  private static CallContext sixLongs(int named) {
    Type[] arguments = new Type[6];
    Arrays.fill(arguments, Type.SINT64);
    return CallContext.getCallContext(
        Type.SINT64, named, arguments, CallingConvention.DEFAULT, true);
  }

  /** Of a function that returns an {@code int}: the other half of the register has anything. */
  private static int callInt(long function, long a, long b, long c, long d, long e, long f) {
    return result((int) invoke(FIXED, function, a, b, c, d, e, f));
  }

  private static int callVariadic(long function, long a, long b, long c) {
    return result((int) invoke(VARIADIC, function, a, b, c, 0, 0, 0));
  }

  private static long call(long function, long a, long b, long c, long d, long e, long f) {
    long result = invoke(FIXED, function, a, b, c, d, e, f);
    return result == -1 ? -LAST_ERROR.get() : result;
  }

  private static int result(int returned) {
    return returned == -1 ? -LAST_ERROR.get() : returned;
  }

  private static long invoke(
      CallContext types, long function, long a, long b, long c, long d, long e, long f) {
    if (function == 0) {
      throw new UnsatisfiedLinkError("not a function of this system");
    }
    return INVOKER.invokeL6(types, function, a, b, c, d, e, f);
  }
}
