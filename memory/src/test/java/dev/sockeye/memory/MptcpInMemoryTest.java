package dev.sockeye.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Mptcp;
import dev.sockeye.tcp.MptcpInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MPTCP and TCP meet at one port, and whoever speaks MPTCP is told what it came to. */
@Timeout(60)
class MptcpInMemoryTest {

  private final MemoryNetwork network = MemoryNetwork.create();

  @ParameterizedTest
  @CsvSource({"mptcp, tcp", "tcp, mptcp4", "mptcp4, tcp4"})
  void withTcpOnTheOtherSideItIsTcp(String passive, String active) throws IOException {
    EndpointUri there = EndpointUri.valueOf(passive + "://db.internal:5432");
    EndpointUri where = EndpointUri.valueOf(active + "://db.internal:5432");
    try (Listener<StreamEndpoint> listener = network.listenStream(there);
        StreamEndpoint client = network.connectStream(where);
        StreamEndpoint accepted = listener.accept()) {
      client.write(ByteBuffer.allocate(3));
      assertEquals(3, accepted.read(ByteBuffer.allocate(9)));
      StreamEndpoint mptcp = active.startsWith("mptcp") ? client : accepted;
      assertEquals(MptcpInfo.FELL_BACK, mptcp.getOption(Mptcp.MPTCP_INFO));
    }
  }

  @Test
  void betweenTwoItIsMptcp() throws IOException {
    try (EndpointPair<StreamEndpoint> pair = network.pair(Mptcp.STREAM);
        StreamEndpoint alone = network.socket(Mptcp.STREAM)) {
      MptcpInfo info = pair.first().getOption(Mptcp.MPTCP_INFO);
      assertFalse(info.fellBack());
      assertEquals(1, info.subflowsTotal());
      assertNotEquals(pair.second().getOption(Mptcp.MPTCP_INFO).token(), info.token());
      assertEquals(0, alone.getOption(Mptcp.MPTCP_INFO).flags());
      assertThrows(
          UnsupportedOperationException.class,
          () -> alone.setOption(Mptcp.MPTCP_INFO, MptcpInfo.FELL_BACK));
    }
  }
}
