package dev.sockeye;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The error numbers that socket calls return, {@code errno(3)}, by their POSIX names.
 *
 * <p>The JDK tells errors by exception class and by the text of {@code strerror(3)}; {@link
 * #of(Throwable)} gets the number back from either. Numbers are Linux's (as on x86 and ARM) and
 * macOS's, texts glibc's and macOS's.
 */
public enum Errno {
  /** Operation not permitted. */
  EPERM(1, 1, "Operation not permitted"),
  /** No such file or directory. */
  ENOENT(2, 2, "No such file or directory"),
  /** No such process. */
  ESRCH(3, 3, "No such process"),
  /** Interrupted system call. */
  EINTR(4, 4, "Interrupted system call"),
  /** Input/output error. */
  EIO(5, 5, "Input/output error"),
  /** No such device or address. */
  ENXIO(6, 6, "No such device or address", "Device not configured"),
  /** Bad file descriptor. */
  EBADF(9, 9, "Bad file descriptor"),
  /** Resource temporarily unavailable. */
  EAGAIN(11, 35, "Resource temporarily unavailable"),
  /** Cannot allocate memory. */
  ENOMEM(12, 12, "Cannot allocate memory"),
  /** Permission denied. */
  EACCES(13, 13, "Permission denied"),
  /** Bad address. */
  EFAULT(14, 14, "Bad address"),
  /** Device or resource busy. */
  EBUSY(16, 16, "Device or resource busy", "Resource busy"),
  /** File exists. */
  EEXIST(17, 17, "File exists"),
  /** No such device. */
  ENODEV(19, 19, "No such device", "Operation not supported by device"),
  /** Not a directory. */
  ENOTDIR(20, 20, "Not a directory"),
  /** Is a directory. */
  EISDIR(21, 21, "Is a directory"),
  /** Invalid argument. */
  EINVAL(22, 22, "Invalid argument"),
  /** Too many open files in system. */
  ENFILE(23, 23, "Too many open files in system"),
  /** Too many open files. */
  EMFILE(24, 24, "Too many open files"),
  /** No space left on device. */
  ENOSPC(28, 28, "No space left on device"),
  /** Read-only file system. */
  EROFS(30, 30, "Read-only file system"),
  /** Broken pipe. */
  EPIPE(32, 32, "Broken pipe"),
  /** File name too long. */
  ENAMETOOLONG(36, 63, "File name too long"),
  /** Too many levels of symbolic links. */
  ELOOP(40, 62, "Too many levels of symbolic links"),
  /** No data available. */
  ENODATA(61, 96, "No data available", "No message available on STREAM"),
  /** Timer expired. */
  ETIME(62, 101, "Timer expired", "STREAM ioctl timeout"),
  /** Protocol error. */
  EPROTO(71, 100, "Protocol error"),
  /** Socket operation on non-socket. */
  ENOTSOCK(88, 38, "Socket operation on non-socket"),
  /** Destination address required. */
  EDESTADDRREQ(89, 39, "Destination address required"),
  /** Message too long. */
  EMSGSIZE(90, 40, "Message too long"),
  /** Protocol wrong type for socket. */
  EPROTOTYPE(91, 41, "Protocol wrong type for socket"),
  /** Protocol not available. */
  ENOPROTOOPT(92, 42, "Protocol not available"),
  /** Protocol not supported. */
  EPROTONOSUPPORT(93, 43, "Protocol not supported"),
  /** Socket type not supported. */
  ESOCKTNOSUPPORT(94, 44, "Socket type not supported"),
  /** Operation not supported. */
  EOPNOTSUPP(95, 102, "Operation not supported"),
  /** Protocol family not supported. */
  EPFNOSUPPORT(96, 46, "Protocol family not supported"),
  /** Address family not supported by protocol. */
  EAFNOSUPPORT(
      97,
      47,
      "Address family not supported by protocol",
      "Address family not supported by protocol family"),
  /** Address already in use. */
  EADDRINUSE(98, 48, "Address already in use"),
  /** Cannot assign requested address. */
  EADDRNOTAVAIL(99, 49, "Cannot assign requested address", "Can't assign requested address"),
  /** Network is down. */
  ENETDOWN(100, 50, "Network is down"),
  /** Network is unreachable. */
  ENETUNREACH(101, 51, "Network is unreachable"),
  /** Network dropped connection on reset. */
  ENETRESET(102, 52, "Network dropped connection on reset"),
  /** Software caused connection abort. */
  ECONNABORTED(103, 53, "Software caused connection abort"),
  /** Connection reset by peer. */
  ECONNRESET(104, 54, "Connection reset by peer"),
  /** No buffer space available. */
  ENOBUFS(105, 55, "No buffer space available"),
  /** Transport endpoint is already connected. */
  EISCONN(106, 56, "Transport endpoint is already connected", "Socket is already connected"),
  /** Transport endpoint is not connected. */
  ENOTCONN(107, 57, "Transport endpoint is not connected", "Socket is not connected"),
  /** Cannot send after transport endpoint shutdown. */
  ESHUTDOWN(
      108, 58, "Cannot send after transport endpoint shutdown", "Can't send after socket shutdown"),
  /** Too many references: cannot splice. */
  ETOOMANYREFS(109, 59, "Too many references: cannot splice", "Too many references: can't splice"),
  /** Connection timed out. */
  ETIMEDOUT(110, 60, "Connection timed out", "Operation timed out"),
  /** Connection refused. */
  ECONNREFUSED(111, 61, "Connection refused"),
  /** Host is down. */
  EHOSTDOWN(112, 64, "Host is down"),
  /** No route to host. */
  EHOSTUNREACH(113, 65, "No route to host"),
  /** Operation already in progress. */
  EALREADY(114, 37, "Operation already in progress"),
  /** Operation now in progress. */
  EINPROGRESS(115, 36, "Operation now in progress");

  private static final boolean DARWIN =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");

  private static final Map<String, Errno> BY_TEXT = byText();

  private final int linux;
  private final int darwin;
  private final String glibcText;
  private final String darwinText;

  Errno(int linux, int darwin, String text) {
    this(linux, darwin, text, text);
  }

  Errno(int linux, int darwin, String glibcText, String darwinText) {
    this.linux = linux;
    this.darwin = darwin;
    this.glibcText = glibcText;
    this.darwinText = darwinText;
  }

  /**
   * The number on this system.
   *
   * @return the number
   */
  public int number() {
    return DARWIN ? darwin : linux;
  }

  /**
   * What {@code strerror(3)} says of it, in the C locale.
   *
   * @return the text
   */
  public String text() {
    return DARWIN ? darwinText : glibcText;
  }

  /**
   * The constant of a number of this system.
   *
   * @param number as a system call left it in {@code errno}
   * @return the constant; empty for a number that socket calls do not return
   */
  public static Optional<Errno> ofNumber(int number) {
    for (Errno errno : values()) {
      if (errno.number() == number) {
        return Optional.of(errno);
      }
    }
    return Optional.empty();
  }

  /**
   * Finds out which error number stands behind an exception, ours or the JDK's.
   *
   * @param failure the exception; its causes are looked at as well
   * @return the number; empty if none stands behind it, as with a host name that does not resolve
   */
  public static Optional<Errno> of(Throwable failure) {
    Optional<Errno> told = first(failure, Errno::ofNumberOrText);
    return told.isPresent() ? told : first(failure, Errno::ofClass);
  }

  /** What is found on the way down the causes, which may go round in a circle. */
  private static Optional<Errno> first(
      Throwable failure, Function<Throwable, Optional<Errno>> finder) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      Optional<Errno> errno = finder.apply(t);
      if (errno.isPresent()) {
        return errno;
      }
    }
    return Optional.empty();
  }

  private static Optional<Errno> ofNumberOrText(Throwable t) {
    return t instanceof SocketErrnoException e ? Optional.of(e.errno()) : ofText(t);
  }

  private static Optional<Errno> ofText(Throwable t) {
    String message = t.getMessage();
    if (message == null) {
      return Optional.empty();
    }
    if (message.endsWith(")")) { // "...: Connection refused (ECONNREFUSED)"
      String name = message.substring(message.lastIndexOf('(') + 1, message.length() - 1);
      for (Errno errno : values()) {
        if (errno.name().equals(name)) {
          return Optional.of(errno);
        }
      }
      message = message.replaceFirst(" \\(\\w+ failed\\)$", ""); // so does the JDK name the call
    }
    return Optional.ofNullable(BY_TEXT.get(message));
  }

  private static Optional<Errno> ofClass(Throwable t) {
    if (t instanceof ConnectException || t instanceof PortUnreachableException) {
      return Optional.of(ECONNREFUSED);
    } else if (t instanceof NoRouteToHostException) {
      return Optional.of(EHOSTUNREACH);
    } else if (t instanceof SocketTimeoutException) {
      return Optional.of(EAGAIN);
    } else if (t instanceof InterruptedIOException) {
      return Optional.of(EINTR);
    } else if (t instanceof ClosedChannelException) {
      return Optional.of(EBADF);
    } else if (t instanceof NotYetConnectedException) {
      return Optional.of(ENOTCONN);
    } else if (t instanceof AlreadyConnectedException) {
      return Optional.of(EISCONN);
    } else if (t instanceof ConnectionPendingException) {
      return Optional.of(EALREADY);
    } else if (t instanceof AlreadyBoundException) {
      return Optional.of(EINVAL);
    } else if (t instanceof UnsupportedAddressTypeException) {
      return Optional.of(EAFNOSUPPORT);
    }
    return Optional.empty();
  }

  private static Map<String, Errno> byText() {
    Map<String, Errno> map = new HashMap<>();
    for (Errno errno : values()) {
      map.put(errno.glibcText, errno);
      map.put(errno.darwinText, errno);
    }
    map.put("Connection reset", ECONNRESET); // the JDK's own words for it
    return map;
  }
}
