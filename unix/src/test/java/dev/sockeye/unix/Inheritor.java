package dev.sockeye.unix;

import dev.sockeye.Addresses;
import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.Pollable;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that makes calls of a network, each with its URI, tells what it got, and sends one
 * message or what one read gave back.
 */
final class Inheritor {

  private static final Network NETWORK = Network.system();

  private Inheritor() {}

  /** The command that runs it, and its arguments: calls and URIs by turns. */
  static List<String> command(String... callsAndUris) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    String libc = System.getProperty("dev.sockeye.libc");
    if (libc != null) {
      command.add("-Ddev.sockeye.libc=" + libc);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Inheritor.class.getName());
    command.addAll(List.of(callsAndUris));
    return command;
  }

  public static void main(String[] arguments) throws IOException {
    for (int i = 0; i < arguments.length; i += 2) {
      try (Pollable socket = open(arguments[i], EndpointUri.valueOf(arguments[i + 1]))) {
        tell(socket);
        serve(socket);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  private static Pollable open(String call, EndpointUri uri) throws IOException {
    return switch (call) {
      case "listenStream" -> NETWORK.listenStream(uri);
      case "listenMessages" -> NETWORK.listenMessages(uri);
      case "connectStream" -> NETWORK.connectStream(uri);
      case "connectMessages" -> NETWORK.connectMessages(uri);
      case "bindMessages" -> NETWORK.bindMessages(uri);
      default -> throw new IllegalArgumentException(call);
    };
  }

  private static void tell(Pollable socket) throws IOException {
    SocketAddress local =
        socket instanceof Listener<?> listener
            ? listener.getLocalAddress()
            : ((Endpoint) socket).getLocalAddress();
    String of = isOfJdk(socket) ? "jdk " : "native ";
    boolean inet = local instanceof InetSocketAddress;
    System.out.println(of + (inet ? Addresses.hostPort((InetSocketAddress) local) : local));
  }

  private static boolean isOfJdk(Pollable socket) {
    try {
      return socket.unwrap(SelectableChannel.class) instanceof NetworkChannel;
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  private static void serve(Pollable socket) throws IOException {
    if (socket instanceof Listener<?> listener) {
      try (Endpoint accepted = listener.accept()) {
        serve(accepted);
      }
    } else if (socket instanceof StreamEndpoint stream) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      stream.read(buffer);
      stream.write(buffer.flip());
    } else if (((MessageEndpoint) socket).isConnected()) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      ((MessageEndpoint) socket).receive(buffer);
      ((MessageEndpoint) socket).send(buffer.flip());
    } else {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      SocketAddress from = ((MessageEndpoint) socket).receiveFrom(buffer);
      ((MessageEndpoint) socket).sendTo(buffer.flip(), from);
    }
  }
}
