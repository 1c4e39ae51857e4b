package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients in a process of their own that stay connected: for each number that it is told as many
 * more, each of which has one framed request answered.
 */
final class IdleProgram {

  private static final List<StreamEndpoint> open = new ArrayList<>();

  private IdleProgram() {}

  /** The URI. */
  public static void main(String[] arguments) throws IOException {
    EndpointUri uri = EndpointUri.valueOf(arguments[0]);
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String count;
    while ((count = input.readLine()) != null) {
      connect(uri, Integer.parseInt(count));
      System.out.println("idle");
    }
  }

  private static void connect(EndpointUri uri, int count) throws IOException {
    ByteBuffer frame = ByteBuffer.allocateDirect(14);
    for (int i = 0; i < count; i++) {
      StreamEndpoint client = Network.system().connectStream(uri);
      open.add(client);
      Streams.writeFully(client, frame.clear().putInt(0, 10));
      Streams.readFully(client, frame.clear());
    }
  }
}
