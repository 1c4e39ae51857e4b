package dev.sockeye.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** What the cases of {@link SocketContract} run on. */
abstract class Sockets {

  /** A server that is bound. */
  abstract ServerSocket bound() throws IOException;

  /** A client that is not connected. */
  abstract Socket client() throws IOException;

  /** Where a client is to go to reach the server. */
  abstract InetSocketAddress address(ServerSocket server);

  /** Whether an interrupt of a virtual thread leaves its call alone. */
  abstract boolean sparesVirtualThreads();

  /** The JDK's own over TCP, of which the cases were learnt. */
  static final class Jdk extends Sockets {

    @Override
    ServerSocket bound() throws IOException {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Override
    Socket client() {
      return new Socket();
    }

    @Override
    InetSocketAddress address(ServerSocket server) {
      return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    boolean sparesVirtualThreads() {
      return false;
    }
  }
}
