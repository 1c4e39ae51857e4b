package dev.sockeye.socket;

import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Two sockets connected to each other, for each case. */
@Timeout(60)
abstract class SocketCases {

  static final int MUCH = 16 << 20;

  Sockets sockets;
  SocketPair pair;
  Socket client;
  Socket peer;

  abstract Sockets sockets() throws IOException;

  /** What has happened to them before a case begins: nothing. */
  void prepare(SocketPair connected) throws IOException {
    // Overridden where it matters.
  }

  @BeforeEach
  void connect() throws IOException {
    sockets = sockets();
    pair = SocketPair.of(sockets);
    prepare(pair);
    client = pair.client;
    peer = pair.peer;
  }

  @AfterEach
  void close() throws IOException {
    pair.close();
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
