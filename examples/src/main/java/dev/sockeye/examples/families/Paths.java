package dev.sockeye.examples.families;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.tcp.Mptcp;
import dev.sockeye.tcp.MptcpInfo;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** Tells by how many paths a connection of Multipath TCP goes, as they come and go. */
public final class Paths {

  private Paths() {}

  /**
   * Sends a little now and then, to a server that sends it back.
   *
   * @param args where it is, such as {@code mptcp://10.0.1.2:7000}, and for how many seconds
   * @throws Exception if the connection breaks
   */
  public static void main(String[] args) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]));
    try (StreamEndpoint endpoint = Network.system().connectStream(EndpointUri.valueOf(args[0]))) {
      for (int paths = 0; System.nanoTime() < end; TimeUnit.MILLISECONDS.sleep(50)) {
        Streams.writeFully(endpoint, ByteBuffer.allocate(1000));
        Streams.readFully(endpoint, ByteBuffer.allocate(1000));
        MptcpInfo info = endpoint.getOption(Mptcp.MPTCP_INFO);
        if (info.subflowsTotal() != paths) {
          paths = info.subflowsTotal();
          System.out.println(paths + " of at most " + (info.subflowsMax() + 1) + " paths");
        }
      }
      MptcpInfo all = endpoint.getOption(Mptcp.MPTCP_INFO);
      System.out.println(
          all.bytesAcked() + " bytes arrived, " + all.bytesRetrans() + " sent twice");
    }
  }
}
