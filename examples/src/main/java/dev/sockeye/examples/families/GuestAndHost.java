package dev.sockeye.examples.families;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.vsock.VsockAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A virtual machine reports to its host, without a network between them. */
public final class GuestAndHost {

  private GuestAndHost() {}

  /**
   * Runs one of the two.
   *
   * @param arguments {@code host} and where to listen, such as {@code vsock+seqpacket://:5000}; or
   *     {@code guest}, where the host is, such as {@code vsock+seqpacket://2:5000}, and the reports
   * @throws IOException if the system refuses
   */
  public static void main(String[] arguments) throws IOException {
    EndpointUri where = EndpointUri.valueOf(arguments[1]);
    if (arguments[0].equals("host")) {
      listen(where);
    } else {
      try (MessageEndpoint host = Network.system().connectMessages(where)) {
        for (int i = 2; i < arguments.length; i++) {
          report(host, arguments[i]);
        }
      }
    }
  }

  private static void listen(EndpointUri where) throws IOException {
    try (Listener<MessageEndpoint> listener = Network.system().listenMessages(where)) {
      while (true) {
        try (MessageEndpoint guest = listener.accept()) {
          hear(guest);
        }
      }
    }
  }

  private static void hear(MessageEndpoint guest) throws IOException {
    long cid = ((VsockAddress) guest.getRemoteAddress()).cid(); // which no guest can forge
    ByteBuffer report = ByteBuffer.allocate(1000);
    while (guest.receive(report.clear()) >= 0) {
      System.out.println("guest " + cid + ": " + StandardCharsets.UTF_8.decode(report.flip()));
      guest.send(StandardCharsets.UTF_8.encode("noted"));
    }
  }

  private static void report(MessageEndpoint host, String text) throws IOException {
    host.send(StandardCharsets.UTF_8.encode(text));
    ByteBuffer answer = ByteBuffer.allocate(1000);
    host.receive(answer);
    System.out.println(text + ": " + StandardCharsets.UTF_8.decode(answer.flip()));
  }
}
