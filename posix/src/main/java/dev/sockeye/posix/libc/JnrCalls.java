package dev.sockeye.posix.libc;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.IgnoreError;
import jnr.ffi.annotations.Variadic;

/**
 * The C library as jnr-ffi binds it. Addresses are plain {@code long}s, which cost least; no call
 * has six of them and nothing else, which jnr-ffi 2.3.4 passes wrongly on x86-64.
 *
 * <p>Public, in a package that is opened, because jnr-ffi implements it.
 */
@SuppressWarnings("exports") // public only for jnr-ffi
public interface JnrCalls {

  int socket(int domain, int type, int protocol);

  int socketpair(int domain, int type, int protocol, long descriptors);

  int bind(int fd, long address, int length);

  int listen(int fd, int backlog);

  int accept4(int fd, long address, long length, int flags);

  int accept(int fd, long address, long length);

  int connect(int fd, long address, int length);

  int shutdown(int fd, int how);

  int close(int fd);

  int dup2(int fd, int number);

  int getsockname(int fd, long address, long length);

  int getpeername(int fd, long address, long length);

  int getsockopt(int fd, int level, int name, long value, long length);

  int setsockopt(int fd, int level, int name, long value, int length);

  long recv(int fd, long buffer, long length, int flags);

  /** With a {@code Pointer}, without which the last argument would be garbage, see above. */
  long recvfrom(int fd, long buffer, long length, int flags, long address, Pointer addressLength);

  long send(int fd, long buffer, long length, int flags);

  long recvmsg(int fd, long header, int flags);

  long sendmsg(int fd, long header, int flags);

  int recvmmsg(int fd, long headers, int count, int flags, long timeout);

  int sendmmsg(int fd, long headers, int count, int flags);

  int poll(long descriptors, long count, int timeoutMillis);

  int epoll_create1(int flags);

  int epoll_ctl(int epoll, int operation, int fd, long event);

  int epoll_wait(int epoll, long events, int count, int timeoutMillis);

  int eventfd(int initial, int flags);

  int memfd_create(long name, int flags);

  int pipe2(long descriptors, int flags);

  /** With a {@code Pointer} as {@link #recvfrom}. */
  long splice(int from, Pointer fromOffset, int to, long toOffset, long length, int flags);

  /** Variadic in C: macOS passes what varies otherwise on ARM than what does not. */
  @Variadic(fixedCount = 2)
  int fcntl(int fd, int command, int argument);

  @Variadic(fixedCount = 2)
  int ioctl(int fd, long request, long argument);

  int fchmod(int fd, int mode);

  int flock(int fd, int operation);

  /** Its mode, which is variadic, is not looked at unless a file is created. */
  int open(long path, int flags, int mode);

  long read(int fd, long buffer, long length);

  long write(int fd, long buffer, long length);

  long pread(int fd, long buffer, long length, long offset);

  long pwrite(int fd, long buffer, long length, long offset);

  long lseek(int fd, long offset, int whence);

  int ftruncate(int fd, long length);

  int fsync(int fd);

  int getpeereid(int fd, long uid, long gid);

  @IgnoreError
  int getpid();
}
