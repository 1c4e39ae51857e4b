package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.Domain;
import dev.sockeye.Endpoint;
import dev.sockeye.Protocol;
import dev.sockeye.SocketSpec;
import dev.sockeye.SocketType;
import dev.sockeye.sctp.Sctp;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** C opens SCTP's sockets by AF_INET or AF_INET6; here they are of both families. */
class MemorySctpTripleTest {

  private static SocketSpec<?> opened(Domain domain, SocketType type, Protocol protocol)
      throws IOException {
    try (MemoryNetwork network = MemoryNetwork.create();
        Endpoint endpoint = network.socket(domain, type, protocol)) {
      return endpoint.spec();
    }
  }

  @Test
  void sctpIsOpenedByTheTripleThatCHas() throws Exception {
    for (Domain domain : new Domain[] {Domain.AF_INET, Domain.AF_INET6}) {
      assertEquals(Sctp.ONE_TO_ONE, opened(domain, SocketType.SOCK_STREAM, Protocol.IPPROTO_SCTP));
      assertEquals(
          Sctp.ONE_TO_MANY, opened(domain, SocketType.SOCK_SEQPACKET, Protocol.IPPROTO_SCTP));
      assertEquals(Sctp.ONE_TO_MANY, opened(domain, SocketType.SOCK_SEQPACKET, Protocol.DEFAULT));
      SocketSpec<?> stream = opened(domain, SocketType.SOCK_STREAM, Protocol.DEFAULT);
      assertEquals(domain, stream.domain());
      assertEquals(Protocol.IPPROTO_TCP, stream.protocol());
    }
  }
}
