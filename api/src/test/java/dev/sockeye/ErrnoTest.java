package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sockeye.spi.SocketFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrnoTest {

  @ParameterizedTest
  @EnumSource
  void isFoundByNumberAndByText(Errno errno) {
    assertEquals(Optional.of(errno), Errno.ofNumber(errno.number()));
    assertEquals(Optional.of(errno), Errno.of(new SocketException(errno.text())));
    assertEquals(Optional.of(errno), Errno.of(new IOException("x: y (" + errno + ")")));
    assertEquals(Optional.of(errno), Errno.of(new SocketErrnoException("any", errno)));
  }

  @ParameterizedTest
  @EnumSource
  void isFoundInEveryDescription(Errno errno) {
    InetSocketAddress peer = new InetSocketAddress(5000);
    IOException described = SocketFailure.describe("connect", "tcp", null, peer, errno);
    assertEquals(Optional.of(errno), Errno.of(described));
    IOException cause = new SocketException(errno.text());
    IOException again = SocketFailure.describe("connect", "tcp", null, peer, cause);
    assertEquals(described.getMessage(), again.getMessage());
    assertEquals(described.getClass(), again.getClass());
  }

  @Test
  void numbersAreDistinct() {
    long distinct = Arrays.stream(Errno.values()).mapToInt(Errno::number).distinct().count();
    assertEquals(Errno.values().length, distinct);
    assertTrue(Errno.ofNumber(0).isEmpty());
    assertTrue(Errno.ofNumber(99_999).isEmpty());
  }

  static Stream<Arguments> ofExceptions() {
    return Stream.of(
        arguments(new ConnectException(), Errno.ECONNREFUSED),
        arguments(new ConnectException("Connection timed out"), Errno.ETIMEDOUT),
        arguments(new PortUnreachableException(), Errno.ECONNREFUSED),
        arguments(new NoRouteToHostException(), Errno.EHOSTUNREACH),
        arguments(new SocketTimeoutException("timed out"), Errno.EAGAIN),
        arguments(new InterruptedIOException(), Errno.EINTR),
        arguments(new AsynchronousCloseException(), Errno.EBADF),
        arguments(new NotYetConnectedException(), Errno.ENOTCONN),
        arguments(new AlreadyConnectedException(), Errno.EISCONN),
        arguments(new ConnectionPendingException(), Errno.EALREADY),
        arguments(new AlreadyBoundException(), Errno.EINVAL),
        arguments(new UnsupportedAddressTypeException(), Errno.EAFNOSUPPORT),
        arguments(new SocketException("Connection reset"), Errno.ECONNRESET),
        arguments(new RuntimeException("x", new IOException("Broken pipe")), Errno.EPIPE),
        arguments(new MessageTooLargeException("x"), Errno.EMSGSIZE),
        arguments(new ConnectionResetException("x"), Errno.ECONNRESET),
        arguments(new BrokenPipeException("x"), Errno.EPIPE),
        arguments(new IOException("something (else)"), null),
        arguments(new IOException(), null),
        arguments(new UnknownHostException("nowhere"), null),
        arguments(null, null));
  }

  @ParameterizedTest
  @MethodSource
  void ofExceptions(Throwable thrown, Errno expected) {
    assertEquals(Optional.ofNullable(expected), Errno.of(thrown));
  }

  static Stream<Arguments> classes() {
    return Stream.of(
        arguments("connect", Errno.ECONNREFUSED, "ConnectException"),
        arguments("connect", Errno.ETIMEDOUT, "ConnectException"),
        arguments("read", Errno.ETIMEDOUT, "SocketErrnoException"),
        arguments("connect", Errno.ENETUNREACH, "NoRouteToHostException"),
        arguments("bind", Errno.EADDRINUSE, "BindException"),
        arguments("bind", Errno.EACCES, "BindException"),
        arguments("connect", Errno.EACCES, "SocketErrnoException"),
        arguments("read", Errno.ECONNRESET, "ConnectionResetException"),
        arguments("write", Errno.EPIPE, "BrokenPipeException"),
        arguments("send", Errno.EMSGSIZE, "MessageTooLargeException"),
        arguments("accept", Errno.EMFILE, "SocketErrnoException"));
  }

  @ParameterizedTest
  @MethodSource
  void classes(String operation, Errno errno, String expected) {
    IOException e = SocketFailure.describe(operation, "tcp", null, null, errno);
    assertEquals(expected, e.getClass().getSimpleName());
    assertEquals(operation + " tcp: " + errno.text() + " (" + errno + ")", e.getMessage());
  }

  @Test
  void theSentenceSaysWhere() {
    InetSocketAddress a = InetSocketAddress.createUnresolved("a", 1);
    InetSocketAddress b = InetSocketAddress.createUnresolved("b", 2);
    assertEquals("read tcp a:1->b:2: why", SocketFailure.sentence("read", "tcp", a, b, "why"));
    assertEquals("bind tcp a:1: why", SocketFailure.sentence("bind", "tcp", a, null, "why"));
    assertEquals("send udp b:2: why", SocketFailure.sentence("send", "udp", null, b, "why"));
    assertEquals("socket tcp: why", SocketFailure.sentence("socket", "tcp", null, null, "why"));
  }

  @Test
  void causesInACircleEnd() {
    Exception one = new Exception("one");
    Exception other = new Exception("other", one);
    one.initCause(other);
    assertEquals(Optional.empty(), Errno.of(one));
    assertEquals(Optional.empty(), Errno.of(new Exception("outside", other)));
  }

  @Test
  void theClassOfACauseCounts() {
    assertEquals(
        Optional.of(Errno.EAGAIN),
        Errno.of(new java.io.UncheckedIOException(new SocketTimeoutException("too late"))));
  }

  @Test
  void theCallThatTheJdkNamesBehindTheTextIsLeftOut() {
    SocketException e = new SocketException("No such device (setsockopt failed)");
    assertEquals(Optional.of(Errno.ENODEV), Errno.of(e));
  }
}
