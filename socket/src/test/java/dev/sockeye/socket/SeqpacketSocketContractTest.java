package dev.sockeye.socket;

import dev.sockeye.Network;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SeqpacketSocketContractTest extends SocketContract {

  @TempDir Path folder;

  @Override
  Sockets sockets() {
    return new EndpointSockets(Network.system(), "unix+seqpacket:" + folder.resolve("s"));
  }
}
