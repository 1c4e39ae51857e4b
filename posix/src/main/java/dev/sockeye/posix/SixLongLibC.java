package dev.sockeye.posix;

import dev.sockeye.posix.libc.LibC;
import java.util.ArrayList;
import java.util.List;

/**
 * The functions of the C library, for a binding that can call one of six {@code long}s.
 *
 * <p>All are called as such, so that a binding makes the way to one, and not to a dozen shapes. The
 * calling conventions of 64-bit Linux and macOS allow it: each integer and pointer takes a
 * register, or on ARM's macOS a place on the stack if it is variadic, and a function looks at as
 * much of it as its type has, and at no others. An {@code int} is widened by its sign, as RISC-V
 * wants it.
 *
 * <p>A function is a number from 0 here. A binding looks for it when it is first called: a program
 * calls a few of them, and some systems do not have all.
 */
abstract class SixLongLibC implements LibC {

  private static final List<String> NAMES = new ArrayList<>();

  private static final int SOCKET = function("socket");
  private static final int SOCKETPAIR = function("socketpair");
  private static final int BIND = function("bind");
  private static final int LISTEN = function("listen");
  private static final int ACCEPT4 = function("accept4");
  private static final int ACCEPT = function("accept");
  private static final int CONNECT = function("connect");
  private static final int SHUTDOWN = function("shutdown");
  private static final int CLOSE = function("close");
  private static final int DUP2 = function("dup2");
  private static final int GETSOCKNAME = function("getsockname");
  private static final int GETPEERNAME = function("getpeername");
  private static final int GETSOCKOPT = function("getsockopt");
  private static final int SETSOCKOPT = function("setsockopt");
  private static final int RECV = function("recv");
  private static final int RECVFROM = function("recvfrom");
  private static final int SEND = function("send");
  private static final int RECVMSG = function("recvmsg");
  private static final int SENDMSG = function("sendmsg");
  private static final int RECVMMSG = function("recvmmsg");
  private static final int SENDMMSG = function("sendmmsg");
  private static final int POLL = function("poll");
  private static final int EPOLL_CREATE1 = function("epoll_create1");
  private static final int EPOLL_CTL = function("epoll_ctl");
  private static final int EPOLL_WAIT = function("epoll_wait");
  private static final int EVENTFD = function("eventfd");
  private static final int MEMFD_CREATE = function("memfd_create");
  private static final int PIPE2 = function("pipe2");
  private static final int SPLICE = function("splice");
  private static final int FCNTL = function("fcntl");
  private static final int IOCTL = function("ioctl");
  private static final int FCHMOD = function("fchmod");
  private static final int FLOCK = function("flock");
  private static final int OPEN = function("open");
  private static final int READ = function("read");
  private static final int WRITE = function("write");
  private static final int PREAD = function("pread");
  private static final int PWRITE = function("pwrite");
  private static final int LSEEK = function("lseek");
  private static final int FTRUNCATE = function("ftruncate");
  private static final int FSYNC = function("fsync");
  private static final int GETPEEREID = function("getpeereid");
  private static final int GETPID = function("getpid");

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

  private static int function(String name) {
    NAMES.add(name);
    return NAMES.size() - 1;
  }

  /** How many functions there are. */
  static int functions() {
    return NAMES.size();
  }

  static String name(int function) {
    return NAMES.get(function);
  }

  /** What to throw for a function that this system does not have. */
  static UnsatisfiedLinkError missing(int function) {
    return new UnsatisfiedLinkError("this system has no " + name(function));
  }

  /** Calls one that returns a {@code long}, and gives the negated error number for -1. */
  abstract long call(int function, long a, long b, long c, long d, long e, long f);

  /** Calls one that returns an {@code int}: the other half of its register has anything. */
  abstract int callInt(int function, long a, long b, long c, long d, long e, long f);

  /** Calls one that returns an {@code int} and of whose three arguments C names two. */
  abstract int callVariadic(int function, long a, long b, long c);
}
