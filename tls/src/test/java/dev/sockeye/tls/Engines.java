package dev.sockeye.tls;

import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.spi.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Two of the JDK's engines, with nothing around them but the buffer that records go through. */
final class Engines {

  private final SSLEngine client;
  private final SSLEngine server;
  private final ByteBuffer records;
  private final ByteBuffer[] one = new ByteBuffer[1];

  private Engines(SSLEngine client, SSLEngine server) {
    this.client = client;
    this.server = server;
    records = ByteBuffer.allocateDirect(4 * client.getSession().getPacketBufferSize());
  }

  /** Which have shaken hands over a pair, of which they have no use any more. */
  static Engines shaken(EndpointPair<StreamEndpoint> plain, TlsSettings client, TlsSettings server)
      throws IOException {
    try (plain) {
      TlsCore one = new TlsCore(plain.first(), EngineSetup.engine(client, null), () -> false);
      TlsCore other = new TlsCore(plain.second(), EngineSetup.engine(server, null), () -> false);
      CompletableFuture<Boolean> shaking = TlsPairs.background(() -> other.shake(Deadline.NEVER));
      one.shake(Deadline.NEVER);
      shaking.join();
      pass(one, other);
      pass(other, one); // behind the ticket
      return new Engines(one.engine(), other.engine());
    }
  }

  private static void pass(TlsCore from, TlsCore to) throws IOException {
    from.output().write(ByteBuffer.allocate(1), null, 0, 1, 1, Deadline.NEVER);
    to.input().read(ByteBuffer.allocate(1), null, 0, 1, Deadline.NEVER);
  }

  /** One record there and one back, through a buffer that has the room of a record. */
  void echo(ByteBuffer bytes, int length) throws SSLException {
    pass(client, server, bytes, length);
    pass(server, client, bytes, length);
  }

  private void pass(SSLEngine from, SSLEngine to, ByteBuffer bytes, int length)
      throws SSLException {
    one[0] = bytes.clear().limit(length);
    from.wrap(one, 0, 1, records.clear());
    records.flip();
    bytes.clear();
    to.unwrap(records, one, 0, 1);
    if (bytes.position() != length || records.hasRemaining()) {
      throw new IllegalStateException("not one record: " + bytes + ", " + records);
    }
  }
}
