package dev.sockeye.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sockeye.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the JDK throws where the C library's messages are in another language than English. */
class TranslatedFailureTest {

  private static final SocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);

  @Test
  void keepsTheClassThatTheJdkChose() {
    for (IOException thrown :
        new IOException[] {
          new ConnectException("Verbindungsaufbau abgelehnt"),
          new BindException("Die Adresse wird bereits verwendet"),
          new NoRouteToHostException("Keine Route zum Zielrechner"),
          new SocketException("Datenübergabe unterbrochen (broken pipe)"),
        }) {
      assertSame(thrown.getClass(), described(thrown).getClass());
    }
  }

  @Test
  void tellsTheErrnoThatTheClassStandsFor() {
    IOException told = described(new ConnectException("Verbindungsaufbau abgelehnt"));
    assertEquals(Optional.of(Errno.ECONNREFUSED), Errno.of(told));
    assertEquals(
        "connect tcp localhost/127.0.0.1:5000: Verbindungsaufbau abgelehnt (ECONNREFUSED)",
        told.getMessage());
  }

  @Test
  void guessesNoErrnoFromTheText() {
    IOException told = described(new IOException("Datenübergabe unterbrochen"));
    assertEquals(Optional.empty(), Errno.of(told));
    assertEquals(
        "connect tcp localhost/127.0.0.1:5000: Datenübergabe unterbrochen", told.getMessage());
  }

  /** As its UDP channels do. */
  @Test
  void saysItselfWhatTheJdkLeavesToTheClass() {
    assertEquals(
        "connect tcp localhost/127.0.0.1:5000: Connection refused (ECONNREFUSED)",
        described(new PortUnreachableException()).getMessage());
  }

  private static IOException described(IOException thrown) {
    return SocketFailure.describe("connect", "tcp", null, PEER, thrown);
  }
}
