package dev.sockeye.sctp;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that makes calls of a network, each with its URI, tells where the socket is, greets who
 * is connected, and sends one message back.
 */
final class SctpInheritor {

  private static final Network NETWORK = Network.system();

  private SctpInheritor() {}

  /** The command that runs it, without its arguments: calls and URIs by turns. */
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    String libc = System.getProperty("dev.sockeye.libc", "");
    if (!libc.isEmpty()) {
      command.add("-Ddev.sockeye.libc=" + libc);
    }
    if (Runtime.version().feature() >= 22) { // older ones do not call by java.lang.foreign
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SctpInheritor.class.getName());
    return command;
  }

  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i += 2) {
      try {
        run(arguments[i], EndpointUri.valueOf(arguments[i + 1]));
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  private static void run(String call, EndpointUri uri) throws IOException {
    switch (call) {
      case "listen" -> accept(uri);
      case "connect" -> {
        try (MessageEndpoint endpoint = NETWORK.connectMessages(uri)) {
          tell(endpoint.getLocalAddress());
          greet(endpoint);
        }
      }
      case "bind" -> {
        try (MessageEndpoint endpoint = NETWORK.bindMessages(uri)) {
          tell(endpoint.getLocalAddress());
          answer(endpoint);
          answer(endpoint);
        }
      }
      case "move" -> {
        try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri)) {
          listener.unwrap(SctpMultihomed.class).bindAddress(InetAddress.getByName("127.0.0.2"));
        }
      }
      default -> throw new IllegalArgumentException(call);
    }
  }

  /** Two, who may have connected before. */
  private static void accept(EndpointUri uri) throws IOException {
    try (Listener<MessageEndpoint> listener = NETWORK.listenMessages(uri)) {
      tell(listener.getLocalAddress());
      for (int i = 0; i < 2; i++) {
        try (MessageEndpoint accepted = listener.accept()) {
          greet(accepted);
        }
      }
    }
  }

  private static void tell(SocketAddress local) {
    System.out.println("at " + Addresses.hostPort((InetSocketAddress) local));
  }

  private static void greet(Endpoint endpoint) throws IOException {
    MessageEndpoint messages = (MessageEndpoint) endpoint;
    messages.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
    answer(messages);
    System.out.println(
        "from " + Addresses.hostPort((InetSocketAddress) messages.getRemoteAddress()));
  }

  /** With the header that it came with, and tells whether the association has a number. */
  private static void answer(MessageEndpoint endpoint) throws IOException {
    Message message = Message.allocate(100);
    if (endpoint.receiveMessage(message) < 0) {
      System.out.println("end");
      return;
    }
    System.out.println(
        "stream "
            + message.get(Sctp.STREAM_NUMBER)
            + (message.get(Sctp.ASSOCIATION) == SctpEvent.NO_ASSOCIATION ? " old" : " numbered"));
    message.payload().flip();
    endpoint.sendMessage(message);
  }
}
