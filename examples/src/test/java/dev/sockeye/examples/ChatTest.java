package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.server.Connection;
import dev.sockeye.server.EventLoop;
import dev.sockeye.server.ReconnectingClient;
import dev.sockeye.server.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChatTest {

  private static final EndpointUri TCP = EndpointUri.valueOf("tcp://chat.internal:1");
  private static final EndpointUri UNIX = EndpointUri.valueOf("unix:/run/chat");

  private final MemoryNetwork network = MemoryNetwork.create();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    network.close();
  }

  private void hears(String line) throws Exception {
    assertEquals(line, heard.poll(30, TimeUnit.SECONDS));
  }

  private static BufferedReader ears(StreamEndpoint guest) {
    return new BufferedReader(new InputStreamReader(Streams.inputStream(guest), UTF_8));
  }

  private static void say(StreamEndpoint guest, String text) throws IOException {
    Streams.writeFully(guest, UTF_8.encode(text));
  }

  private static List<String> until(String last, BufferedReader ears) throws IOException {
    List<String> heard = new ArrayList<>();
    String line;
    do {
      line = Objects.requireNonNull(ears.readLine(), "the end of the room");
      heard.add(line);
    } while (!line.equals(last));
    return heard;
  }

  @Test
  void whatOneSaysAllHear() throws Exception {
    try (Server room = Chat.open(network, List.of(TCP, UNIX));
        StreamEndpoint ann = network.connectStream(TCP);
        StreamEndpoint bob = network.connectStream(UNIX)) {
      BufferedReader anns = ears(ann);
      BufferedReader bobs = ears(bob);
      say(ann, "I am Ann\n");
      assertEquals("I am Ann", anns.readLine()); // Who has spoken has entered.
      say(bob, "and I ");
      say(bob, "am Bob\n");
      assertEquals("and I am Bob", anns.readLine());
      List<String> heard = new ArrayList<>(until("and I am Bob", bobs));
      say(ann, "hello Bob\n");
      assertEquals("hello Bob", anns.readLine());
      heard.addAll(until("hello Bob", bobs));
      heard.remove("I am Ann"); // which he may have been late for, and which is of another loop
      assertEquals(List.of("and I am Bob", "hello Bob"), heard);
      Chat.announce(room, "we close");
      assertEquals("* we close", anns.readLine());
      assertEquals("* we close", bobs.readLine());
    }
  }

  @Test
  void aGuestComesBackToARoomThatWasClosed() throws Exception {
    try (EventLoop loop = EventLoop.builder().onFailure(failure -> {}).start();
        ReconnectingClient<Connection> guest = Chat.visit(loop, network, TCP, heard::add)) {
      hears("(CONNECTING)");
      hears("(WAITING)");
      assertFalse(Chat.say(guest, "is anybody there?"));
      Server room = Chat.open(network, List.of(TCP));
      while (!"(CONNECTED)".equals(heard.poll(30, TimeUnit.SECONDS))) {
        assertTrue(room.counters().failures() == 0);
      }
      assertTrue(Chat.say(guest, "hello"));
      hears("hello");
      room.close();
      hears("(WAITING)");
      try (Server again = Chat.open(network, List.of(TCP))) {
        while (!"(CONNECTED)".equals(heard.poll(30, TimeUnit.SECONDS))) {
          assertTrue(again.counters().failures() == 0);
        }
        assertTrue(Chat.say(guest, "hello again"));
        hears("hello again");
      }
    }
  }
}
