package dev.sockeye.posix;

import com.kenai.jffi.MemoryIO;
import dev.sockeye.posix.libc.JnrCalls;
import dev.sockeye.posix.libc.LibC;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** The C library by jnr-ffi, whose types only this class and what it calls know. */
final class JnrLibC implements LibC {

  private static final int POINTERS = 1024;

  private final JnrCalls calls = LibraryLoader.create(JnrCalls.class).failImmediately().load("c");
  private final Runtime runtime = Runtime.getRuntime(calls);

  /** Those that calls had last: a socket has the same for each of its own. */
  private final Pointer[] pointers = new Pointer[POINTERS];

  @Override
  public int socket(int domain, int type, int protocol) {
    return result(calls.socket(domain, type, protocol));
  }

  @Override
  public int socketpair(int domain, int type, int protocol, long descriptors) {
    return result(calls.socketpair(domain, type, protocol, descriptors));
  }

  @Override
  public int bind(int fd, long address, int length) {
    return result(calls.bind(fd, address, length));
  }

  @Override
  public int listen(int fd, int backlog) {
    return result(calls.listen(fd, backlog));
  }

  @Override
  public int accept4(int fd, long address, long length, int flags) {
    return result(calls.accept4(fd, address, length, flags));
  }

  @Override
  public int accept(int fd, long address, long length) {
    return result(calls.accept(fd, address, length));
  }

  @Override
  public int connect(int fd, long address, int length) {
    return result(calls.connect(fd, address, length));
  }

  @Override
  public int shutdown(int fd, int how) {
    return result(calls.shutdown(fd, how));
  }

  @Override
  public int dup2(int fd, int number) {
    return result(calls.dup2(fd, number));
  }

  @Override
  public int close(int fd) {
    return result(calls.close(fd));
  }

  @Override
  public int getsockname(int fd, long address, long length) {
    return result(calls.getsockname(fd, address, length));
  }

  @Override
  public int getpeername(int fd, long address, long length) {
    return result(calls.getpeername(fd, address, length));
  }

  @Override
  public int getsockopt(int fd, int level, int name, long value, long length) {
    return result(calls.getsockopt(fd, level, name, value, length));
  }

  @Override
  public int setsockopt(int fd, int level, int name, long value, int length) {
    return result(calls.setsockopt(fd, level, name, value, length));
  }

  @Override
  public long recv(int fd, long buffer, long length, int flags) {
    return result(calls.recv(fd, buffer, length, flags));
  }

  @Override
  public long recvfrom(
      int fd, long buffer, long length, int flags, long address, long addressLength) {
    return result(calls.recvfrom(fd, buffer, length, flags, address, pointer(addressLength)));
  }

  @Override
  public long send(int fd, long buffer, long length, int flags) {
    return result(calls.send(fd, buffer, length, flags));
  }

  @Override
  public long recvmsg(int fd, long header, int flags) {
    return result(calls.recvmsg(fd, header, flags));
  }

  @Override
  public long sendmsg(int fd, long header, int flags) {
    return result(calls.sendmsg(fd, header, flags));
  }

  @Override
  public int recvmmsg(int fd, long headers, int count, int flags, long timeout) {
    return result(calls.recvmmsg(fd, headers, count, flags, timeout));
  }

  @Override
  public int sendmmsg(int fd, long headers, int count, int flags) {
    return result(calls.sendmmsg(fd, headers, count, flags));
  }

  @Override
  public int poll(long descriptors, long count, int timeoutMillis) {
    return result(calls.poll(descriptors, count, timeoutMillis));
  }

  @Override
  public int epoll_create1(int flags) {
    return result(calls.epoll_create1(flags));
  }

  @Override
  public int epoll_ctl(int epoll, int operation, int fd, long event) {
    return result(calls.epoll_ctl(epoll, operation, fd, event));
  }

  @Override
  public int epoll_wait(int epoll, long events, int count, int timeoutMillis) {
    return result(calls.epoll_wait(epoll, events, count, timeoutMillis));
  }

  @Override
  public int eventfd(int initial, int flags) {
    return result(calls.eventfd(initial, flags));
  }

  @Override
  public int memfd_create(long name, int flags) {
    return result(calls.memfd_create(name, flags));
  }

  @Override
  public int pipe2(long descriptors, int flags) {
    return result(calls.pipe2(descriptors, flags));
  }

  @Override
  public long splice(int from, int to, long length, int flags) {
    return result(calls.splice(from, null, to, 0, length, flags));
  }

  @Override
  public int fcntl(int fd, int command, int argument) {
    return result(calls.fcntl(fd, command, argument));
  }

  @Override
  public int ioctl(int fd, long request, long argument) {
    return result(calls.ioctl(fd, request, argument));
  }

  @Override
  public int fchmod(int fd, int mode) {
    return result(calls.fchmod(fd, mode));
  }

  @Override
  public int flock(int fd, int operation) {
    return result(calls.flock(fd, operation));
  }

  @Override
  public int open(long path, int flags, int mode) {
    return result(calls.open(path, flags, mode));
  }

  @Override
  public long read(int fd, long buffer, long length) {
    return result(calls.read(fd, buffer, length));
  }

  @Override
  public long write(int fd, long buffer, long length) {
    return result(calls.write(fd, buffer, length));
  }

  @Override
  public long pread(int fd, long buffer, long length, long offset) {
    return result(calls.pread(fd, buffer, length, offset));
  }

  @Override
  public long pwrite(int fd, long buffer, long length, long offset) {
    return result(calls.pwrite(fd, buffer, length, offset));
  }

  @Override
  public long lseek(int fd, long offset, int whence) {
    return result(calls.lseek(fd, offset, whence));
  }

  @Override
  public int ftruncate(int fd, long length) {
    return result(calls.ftruncate(fd, length));
  }

  @Override
  public int fsync(int fd) {
    return result(calls.fsync(fd));
  }

  @Override
  public int getpeereid(int fd, long uid, long gid) {
    return result(calls.getpeereid(fd, uid, gid));
  }

  @Override
  public int getpid() {
    return calls.getpid();
  }

  /** Immutable, so that who finds another thread's finds it whole. */
  private Pointer pointer(long address) {
    int slot = Long.hashCode(address >>> 4) & (POINTERS - 1);
    Pointer known = pointers[slot];
    if (known == null || known.address() != address) {
      known = Pointer.wrap(runtime, address);
      pointers[slot] = known;
    }
    return known;
  }

  private int result(int returned) {
    return returned == -1 ? -runtime.getLastError() : returned;
  }

  private long result(long returned) {
    return returned == -1 ? -runtime.getLastError() : returned;
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return MemoryIO.getInstance().getDirectBufferAddress(direct);
  }

  @Override
  public String binding() {
    return "jnr-ffi";
  }
}
