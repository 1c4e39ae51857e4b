package dev.sockeye.examples.families;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.faults.FaultPlan;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.memory.ScriptedPeer;
import dev.sockeye.raw.Ip;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A unit test of {@link Pinger}, without a privilege, a host that answers, or a network. */
@Timeout(60)
class PingerTest {

  private static String output(MemoryNetwork.Builder builder) throws IOException {
    ScriptedPeer echo = ScriptedPeer.icmpEcho();
    builder.peer("ping", (request, line) -> echo.received(request.set(Ip.TTL, 57), line));
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (MemoryNetwork network = builder.build()) {
      Pinger.run(network, EndpointUri.valueOf("ping://gateway.example"));
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void repliesAreShown() throws IOException {
    String output = output(MemoryNetwork.builder());

    assertTrue(output.contains("64 bytes from gateway.example: icmp_seq=3 ttl=57"), output);
  }

  @Test
  void whatGetsLostIsTold() throws IOException {
    FaultPlan lossy = FaultPlan.builder().seed(1).loss(0.5).build();

    String output = output(MemoryNetwork.builder().faults(lossy));

    assertTrue(output.contains("no reply to icmp_seq="), output);
    assertTrue(output.contains("64 bytes from gateway.example"), output);
  }
}
