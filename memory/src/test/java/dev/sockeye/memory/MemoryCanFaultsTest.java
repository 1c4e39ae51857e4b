package dev.sockeye.memory;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.can.CanFrame;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.faults.FaultPlanBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bus of which a plan makes frames get lost, arrive twice, late, or in another order. */
@Timeout(60)
class MemoryCanFaultsTest {

  private MemoryNetwork network = MemoryNetwork.create();
  private MessageEndpoint one;
  private MessageEndpoint two;

  @BeforeEach
  void open() throws IOException {
    one = on("can:vcan9");
    two = on("can:vcan9");
  }

  @AfterEach
  void close() throws IOException {
    one.close();
    two.close();
    assertEquals(0, network.openSockets());
    network.close();
  }

  private MessageEndpoint on(String uri) throws IOException {
    return network.connectMessages(EndpointUri.valueOf(uri));
  }

  private static ByteBuffer frame(int id, String text) {
    ByteBuffer frame = ByteBuffer.allocate(CanFrame.CLASSIC);
    CanFrame.put(frame, id, StandardCharsets.US_ASCII.encode(text));
    return frame.flip();
  }

  /** All that is there now. */
  static List<String> heard(MessageEndpoint endpoint) throws IOException {
    endpoint.configureBlocking(false);
    List<String> frames = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    while (endpoint.receive(buffer.clear()) != WOULD_BLOCK) {
      frames.add(new CanFrame().wrap(buffer.flip()).toString());
    }
    endpoint.configureBlocking(true);
    return frames;
  }

  private List<String> sent(FaultPlanBuilder plan) throws IOException {
    close();
    network = MemoryNetwork.builder().faults(plan.seed(3).schemes("can").build()).build();
    open();
    for (int i = 0; i < 100; i++) {
      one.send(frame(i, ""));
    }
    try (MessageEndpoint late = on("can:vcan9")) {
      assertEquals(List.of(), heard(late));
    }
    return heard(two);
  }

  @Test
  void framesGetLostToAllArriveTwiceAndOvertake() throws IOException {
    List<String> all = sent(FaultPlan.builder());
    assertEquals(100, all.size());
    assertEquals(List.of(), sent(FaultPlan.builder().loss(1)));
    assertTrue(sent(FaultPlan.builder().loss(0.5)).size() < 80);
    assertEquals(
        List.of("000#", "000#", "001#"), sent(FaultPlan.builder().duplication(1)).subList(0, 3));
    List<String> mixed = sent(FaultPlan.builder().reordering(0.5));
    assertNotEquals(all, mixed);
    assertEquals(all, mixed.stream().sorted().toList());
  }

  @Test
  void whatIsLostIsLostToTheWholeBus() throws IOException {
    close();
    network = MemoryNetwork.builder().faults(FaultPlan.builder().seed(1).loss(0.5).build()).build();
    open();
    try (MessageEndpoint sender = on("can:vcan9")) {
      for (int i = 0; i < 100; i++) {
        sender.send(frame(i, ""));
      }
    }
    List<String> heard = heard(one);
    assertTrue(heard.size() > 20 && heard.size() < 80);
    assertEquals(heard, heard(two));
  }

  @Test
  void aBusTakesTimeOnceForAll() throws IOException {
    close();
    ManualTime time = ManualTime.create();
    FaultPlan plan =
        FaultPlan.builder().latency(Duration.ofMillis(5)).bytesPerSecond(16_000).build();
    network = MemoryNetwork.builder().time(time).faults(plan).build();
    open();
    try (MessageEndpoint sender = on("can:vcan9")) {
      sender.send(frame(1, ""));
      time.advance(Duration.ofMillis(5));
      assertEquals(List.of(), heard(two));
      time.advance(Duration.ofMillis(1));
      assertEquals(List.of("001#"), heard(one));
      assertEquals(List.of("001#"), heard(two));
    }
  }
}
