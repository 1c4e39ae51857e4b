package dev.sockeye.examples.families;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.packet.EthernetHeader;
import dev.sockeye.packet.Packet;
import dev.sockeye.packet.PacketAuxdata;
import dev.sockeye.packet.PacketStatistics;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Counts the frames of an interface by ethertype: {@code PacketCounter packet:eth0 10}. */
public final class PacketCounter {

  private record Count(long frames, long bytes) {
    Count plus(Count other) {
      return new Count(frames + other.frames, bytes + other.bytes);
    }
  }

  private PacketCounter() {}

  /**
   * Runs the example.
   *
   * @param arguments where to listen, and for how many seconds
   * @throws IOException if the interface cannot be listened on
   */
  public static void main(String[] arguments) throws IOException {
    EndpointUri where = EndpointUri.valueOf(arguments[0]).withOption("PACKET_AUXDATA", "true");
    Map<Integer, Count> counts = new TreeMap<>();
    try (MessageEndpoint endpoint = Network.system().bindMessages(where)) {
      count(endpoint, Duration.ofSeconds(Long.parseLong(arguments[1])), counts);
      PacketStatistics all = endpoint.getOption(Packet.PACKET_STATISTICS);
      counts.forEach(
          (type, count) ->
              System.out.printf("0x%04x %6d frames %9d bytes%n", type, count.frames, count.bytes));
      System.out.println(all.packets() + " frames, " + all.drops() + " of them lost");
    }
  }

  private static void count(MessageEndpoint endpoint, Duration time, Map<Integer, Count> counts)
      throws IOException {
    Message frame = Message.allocate(EthernetHeader.LENGTH + 2 * EthernetHeader.TAG_LENGTH);
    EthernetHeader header = new EthernetHeader();
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofNanos(left));
      try {
        endpoint.receiveMessage(frame.clear()); // the header is enough, what is cut is told
      } catch (SocketTimeoutException e) {
        return;
      }
      PacketAuxdata told = frame.get(Packet.AUXDATA);
      int type = header.of(frame.payload().flip()).ethertype();
      counts.merge(type, new Count(1, told.length()), Count::plus);
    }
  }
}
