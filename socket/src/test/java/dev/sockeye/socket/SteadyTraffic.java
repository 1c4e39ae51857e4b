package dev.sockeye.socket;

import dev.sockeye.Network;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.local.Allocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A program that does nothing but send and receive, and fails if that takes memory of the heap. */
final class SteadyTraffic {

  private SteadyTraffic() {}

  /** Takes the URI of the server. */
  public static void main(String[] args) throws IOException {
    try (SocketPair pair = SocketPair.of(new EndpointSockets(Network.system(), args[0]))) {
      Background<Void> echo = Background.run(() -> echo(pair.peer));
      byte[] bytes = new byte[64];
      InputStream in = pair.client.getInputStream();
      OutputStream out = pair.client.getOutputStream();
      Allocation.assertNone(
          () -> {
            out.write(bytes);
            read(in, bytes);
          });
      pair.client.close();
      echo.awaitDone();
    }
  }

  private static Void echo(Socket socket) throws IOException {
    byte[] bytes = new byte[64];
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    for (int n; (n = in.read(bytes)) >= 0; ) {
      out.write(bytes, 0, n);
    }
    return null;
  }

  private static void read(InputStream in, byte[] into) throws IOException {
    for (int n = 0; n < into.length; ) {
      n += in.read(into, n, into.length - n);
    }
  }
}
