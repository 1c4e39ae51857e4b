package dev.sockeye.spi;

import dev.sockeye.Addresses;
import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.Errno;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;

/**
 * Turns what a channel or a system call failed with into an exception that says everything once:
 * {@code connect tcp 127.0.0.1:5000: Connection refused (ECONNREFUSED)}.
 */
public final class SocketFailure {

  private SocketFailure() {}

  /**
   * Describes a failure. The class is the JDK's where it has one, else ours. Exceptions that are
   * complete already, such as {@link ClosedChannelException} and its kin, are given back as they
   * are.
   *
   * @param operation the call, such as {@code connect}
   * @param transport the transport's name
   * @param local the local address, {@code null} if unknown
   * @param remote the peer's address, {@code null} if there is none
   * @param cause what was thrown
   * @return the exception to throw, with {@code cause} as its cause
   */
  public static IOException describe(
      String operation,
      String transport,
      SocketAddress local,
      SocketAddress remote,
      IOException cause) {
    if (cause instanceof ClosedChannelException
        || cause instanceof SocketErrnoException
        || cause instanceof MessageTruncatedException) {
      return cause;
    }
    Errno errno = Errno.of(cause).orElse(null);
    String message = sentence(operation, transport, local, remote, reason(cause, errno));
    IOException described = ofClass(operation, message, cause, errno);
    described.initCause(cause);
    return described;
  }

  /**
   * Describes a system call that failed with an error number.
   *
   * @param operation the call, such as {@code sendmsg}
   * @param transport the transport's name
   * @param local the local address, {@code null} if unknown
   * @param remote the peer's address, {@code null} if there is none
   * @param errno the error number
   * @return the exception to throw
   */
  public static IOException describe(
      String operation, String transport, SocketAddress local, SocketAddress remote, Errno errno) {
    String reason = errno.text() + " (" + errno + ")";
    return ofErrno(operation, sentence(operation, transport, local, remote, reason), errno);
  }

  /**
   * Writes the sentence that every message is: {@code read tcp a->b: reason}.
   *
   * @param operation the call
   * @param transport the transport's name
   * @param local the local address, {@code null} if unknown
   * @param remote the peer's address, {@code null} if there is none
   * @param reason why it failed
   * @return the sentence
   */
  public static String sentence(
      String operation,
      String transport,
      SocketAddress local,
      SocketAddress remote,
      String reason) {
    StringBuilder text = new StringBuilder(operation).append(' ').append(transport);
    if (local != null || remote != null) {
      text.append(' ').append(local == null ? "" : Addresses.format(local));
      text.append(local != null && remote != null ? "->" : "");
      text.append(remote == null ? "" : Addresses.format(remote));
    }
    return text.append(": ").append(reason).toString();
  }

  private static String reason(IOException cause, Errno errno) {
    String said = said(cause, errno);
    if (errno == null || cause instanceof SocketTimeoutException || said.endsWith(")")) {
      return said;
    }
    return (said.equals("Connection reset") ? errno.text() : said) + " (" + errno + ")";
  }

  /** Of UDP's errors and of what is closed the JDK says nothing but the class. */
  private static String said(IOException cause, Errno errno) {
    if (cause.getMessage() != null) {
      return cause.getMessage();
    }
    return errno == null ? cause.getClass().getSimpleName() : errno.text();
  }

  private static IOException ofClass(
      String operation, String message, IOException cause, Errno errno) {
    if (cause instanceof SocketTimeoutException timeout) {
      return Buffers.timedOut(new SocketTimeoutException(message), timeout.bytesTransferred);
    } else if (cause instanceof PortUnreachableException) {
      return new PortUnreachableException(message);
    } else if (errno != null) {
      return ofErrno(operation, message, errno);
    }
    // strerror(3) may speak the user's language: then the class is all that there is to go by.
    return cause instanceof BindException
        ? new BindException(message)
        : new SocketException(message);
  }

  private static IOException ofErrno(String operation, String message, Errno errno) {
    return switch (errno) {
      case ECONNREFUSED -> new ConnectException(message);
      case ETIMEDOUT ->
          operation.equals("connect")
              ? new ConnectException(message)
              : new SocketErrnoException(message, errno);
      case EHOSTUNREACH, ENETUNREACH -> new NoRouteToHostException(message);
      case EADDRINUSE, EADDRNOTAVAIL -> new BindException(message);
      case EACCES ->
          operation.equals("bind")
              ? new BindException(message)
              : new SocketErrnoException(message, errno);
      case ECONNRESET -> new ConnectionResetException(message);
      case EPIPE -> new BrokenPipeException(message);
      case EMSGSIZE -> new MessageTooLargeException(message);
      default -> new SocketErrnoException(message, errno);
    };
  }
}
