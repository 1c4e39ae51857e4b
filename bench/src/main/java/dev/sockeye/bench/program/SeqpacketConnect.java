package dev.sockeye.bench.program;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The least that one writes to send a message to a UNIX socket with Sockeye. */
public final class SeqpacketConnect {

  private SeqpacketConnect() {}

  /**
   * Sends one byte.
   *
   * @param args the path
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + args[0]);
    try (MessageEndpoint endpoint = Network.system().connectMessages(uri)) {
      endpoint.send(ByteBuffer.allocate(1));
    }
  }
}
