package dev.sockeye.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What holds on every socket, the JDK's own first: here what it is before, while and after it is
 * connected, and in what this extends all else, by subject.
 */
abstract class SocketContract extends SocketCloseContract {

  @Test
  void connectsOnce() {
    assertThrows(SocketException.class, () -> client.connect(sockets.address(pair.server)));
    assertThrows(IllegalArgumentException.class, () -> client.connect(null));
    assertFalse(client.isClosed());
  }

  @Test
  void isUnconnectedAtFirst() throws IOException {
    try (Socket socket = sockets.client()) {
      assertFalse(socket.isConnected());
      assertFalse(socket.isBound());
      assertFalse(socket.isClosed());
      assertNull(socket.getInetAddress());
      assertNull(socket.getRemoteSocketAddress());
      assertNull(socket.getLocalSocketAddress());
      assertEquals(0, socket.getPort());
      assertEquals(-1, socket.getLocalPort());
      assertTrue(socket.getLocalAddress().isAnyLocalAddress());
      assertThrows(SocketException.class, socket::getInputStream);
      assertThrows(SocketException.class, socket::getOutputStream);
      assertThrows(SocketException.class, socket::shutdownInput);
      assertThrows(SocketException.class, socket::shutdownOutput);
    }
  }

  @Test
  void keepsOptionsThatAreSetBeforeTheConnect() throws IOException {
    try (Socket socket = sockets.client()) {
      socket.setSoTimeout(20);
      socket.setKeepAlive(true);
      socket.setTcpNoDelay(true);
      socket.setSoLinger(true, 3);
      socket.setReuseAddress(true);
      socket.setTrafficClass(0x10);
      socket.setPerformancePreferences(1, 2, 3);
      socket.setOOBInline(true);
      socket.connect(sockets.address(pair.server));
      assertEquals(20, socket.getSoTimeout());
      assertTrue(socket.getKeepAlive());
      assertTrue(socket.getTcpNoDelay());
      assertEquals(3, socket.getSoLinger());
      assertTrue(socket.getReuseAddress());
      assertTrue(socket.getOOBInline());
      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertThrows(IllegalArgumentException.class, () -> socket.setSoTimeout(-1));
      assertThrows(IllegalArgumentException.class, () -> socket.setSendBufferSize(0));
      assertThrows(IllegalArgumentException.class, () -> socket.setReceiveBufferSize(0));
      assertThrows(IllegalArgumentException.class, () -> socket.setSoLinger(true, -1));
      assertThrows(IllegalArgumentException.class, () -> socket.setTrafficClass(256));
      assertTrue(socket.getSendBufferSize() > 0);
      assertTrue(socket.getReceiveBufferSize() > 0);
    }
  }

  @Test
  void namesItsPeer() {
    assertEquals(sockets.address(pair.server).getPort(), client.getPort());
    assertEquals(
        sockets.address(pair.server).getHostString(), client.getInetAddress().getHostName());
    assertTrue(client.getInetAddress().isLoopbackAddress());
    assertTrue(client.getLocalAddress().isLoopbackAddress());
    assertTrue(peer.getInetAddress().isLoopbackAddress());
    assertTrue(client.getLocalPort() >= 0);
  }
}
