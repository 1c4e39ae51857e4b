package dev.sockeye.socket;

import dev.sockeye.Network;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that have waited so often that they call the system themselves, where they can. */
final class UnixWaitedSocketContractTest extends SocketContract {

  @TempDir Path folder;

  @Override
  Sockets sockets() {
    return new EndpointSockets(Network.system(), "unix:" + folder.resolve("s"));
  }

  @Override
  void prepare(SocketPair connected) throws IOException {
    connected.waitOften();
  }
}
