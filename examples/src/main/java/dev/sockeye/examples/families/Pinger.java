package dev.sockeye.examples.families;

import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.raw.Icmp;
import dev.sockeye.raw.IcmpView;
import dev.sockeye.raw.Ip;
import dev.sockeye.raw.Ping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/** Sends three echo requests, {@code ping(8)}, to a host such as {@code ping://127.0.0.1}. */
public final class Pinger {

  private Pinger() {}

  /**
   * Runs the program.
   *
   * @param arguments the URI of the host
   * @throws IOException if the host cannot be sent to
   */
  public static void main(String[] arguments) throws IOException {
    run(Network.system(), EndpointUri.valueOf(arguments[0]));
  }

  static void run(Network network, EndpointUri host) throws IOException {
    try (MessageEndpoint endpoint = network.connectMessages(host.withOption("SO_RCVTIMEO", "1s"))) {
      boolean v6 = endpoint.spec().equals(Ping.DATAGRAM6);
      endpoint.setOption(v6 ? Ip.IPV6_RECVHOPLIMIT : Ip.IP_RECVTTL, true);
      for (int sequence = 1; sequence <= 3; sequence++) {
        ping(endpoint, v6, sequence);
      }
    }
  }

  private static void ping(MessageEndpoint endpoint, boolean v6, int sequence) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(64);
    ByteBuffer data = ByteBuffer.allocate(56);
    if (v6) {
      Icmp.echoRequest6(request, 0, sequence, data); // the system fills in the identifier
    } else {
      Icmp.echoRequest(request, 0, sequence, data);
    }
    long start = System.nanoTime();
    endpoint.send(request.flip());
    Message reply = Message.allocate(1500);
    try {
      endpoint.receiveMessage(reply);
    } catch (SocketTimeoutException e) {
      System.out.println("no reply to icmp_seq=" + sequence);
      return;
    }
    long micros = (System.nanoTime() - start) / 1000;
    IcmpView echo = new IcmpView();
    if (echo.wrap(reply.payload().flip())) {
      String from = ((InetSocketAddress) endpoint.getRemoteAddress()).getHostString();
      int length = echo.headerLength() + echo.payloadLength();
      System.out.printf(
          "%d bytes from %s: icmp_seq=%d ttl=%d time=%d us%n",
          length, from, echo.sequence(), reply.get(Ip.TTL), micros);
    }
  }
}
