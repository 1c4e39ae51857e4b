package dev.sockeye.bench.program;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.newsclub.net.unix.AFSocketType;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The same with junixsocket. */
public final class JunixsocketConnect {

  private JunixsocketConnect() {}

  /**
   * Sends one byte.
   *
   * @param args the path
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    try (AFUNIXDatagramSocket socket =
            AFUNIXDatagramSocket.newInstance(AFSocketType.SOCK_SEQPACKET);
        AFUNIXDatagramChannel channel = socket.getChannel()) {
      channel.connect(AFUNIXSocketAddress.of(new File(args[0])));
      channel.write(ByteBuffer.allocate(1));
    }
  }
}
