package dev.sockeye.posix.libc;

import java.nio.ByteBuffer;

/**
 * The system calls that the JDK has no way to make. Addresses are plain {@code long}s. Each gives
 * what its manual page says, but instead of -1 the negated error number, as the kernel itself does.
 */
public interface LibC {

  int socket(int domain, int type, int protocol);

  int socketpair(int domain, int type, int protocol, long descriptors);

  int bind(int fd, long address, int length);

  int listen(int fd, int backlog);

  /** Linux only. */
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

  long recvfrom(int fd, long buffer, long length, int flags, long address, long addressLength);

  long send(int fd, long buffer, long length, int flags);

  long recvmsg(int fd, long header, int flags);

  long sendmsg(int fd, long header, int flags);

  /** Linux only. */
  int recvmmsg(int fd, long headers, int count, int flags, long timeout);

  /** Linux only. */
  int sendmmsg(int fd, long headers, int count, int flags);

  int poll(long descriptors, long count, int timeoutMillis);

  /** Linux only. */
  int epoll_create1(int flags);

  /** Linux only. */
  int epoll_ctl(int epoll, int operation, int fd, long event);

  /** Linux only. */
  int epoll_wait(int epoll, long events, int count, int timeoutMillis);

  /** Linux only. */
  int eventfd(int initial, int flags);

  /** Linux only. */
  int memfd_create(long name, int flags);

  /** Linux only. */
  int pipe2(long descriptors, int flags);

  /** Linux only. Between a pipe and something that has no position: no offset is passed. */
  long splice(int from, int to, long length, int flags);

  int fcntl(int fd, int command, int argument);

  int ioctl(int fd, long request, long argument);

  int fchmod(int fd, int mode);

  int flock(int fd, int operation);

  int open(long path, int flags, int mode);

  long read(int fd, long buffer, long length);

  long write(int fd, long buffer, long length);

  long pread(int fd, long buffer, long length, long offset);

  long pwrite(int fd, long buffer, long length, long offset);

  long lseek(int fd, long offset, int whence);

  int ftruncate(int fd, long length);

  int fsync(int fd);

  /** macOS only. */
  int getpeereid(int fd, long uid, long gid);

  int getpid();

  // Not of C, but asked of the same library.

  /** The address of a direct buffer's position 0. */
  long addressOf(ByteBuffer direct);

  /** What this is bound by, for who asks. */
  String binding();
}
