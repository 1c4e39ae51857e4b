package dev.sockeye.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans as text. */
class FaultTextTest {

  @Test
  void aPlanSaysWhatItsTextSays() {
    FaultPlan plan = FaultPlan.parse("delay=50ms,loss=1%,cut=1m,seed=7");

    assertEquals(Duration.ofMillis(50).toNanos(), plan.minLatency());
    assertEquals(Duration.ofMillis(50).toNanos(), plan.maxLatency());
    assertEquals(0.01, plan.loss(), 1e-12);
    assertEquals(1 << 20, plan.cutAfter());
    assertEquals(7, plan.seed());
  }

  @Test
  void everyFaultHasAName() {
    FaultPlan plan =
        FaultPlan.parse(
            "delay=1ms..2s, rate=1.5k, duplicate=0.25, reorder=50%, read=10, write=20, reset=1g,"
                + "halfopen=0, slowclose=3s, refuse=2, hang=all, scheme=tcp/unix+dgram,"
                + " direction=received");

    assertEquals(1_000_000, plan.minLatency());
    assertEquals(2_000_000_000, plan.maxLatency());
    assertEquals(1536, plan.bytesPerSecond());
    assertEquals(0.25, plan.duplication());
    assertEquals(0.5, plan.reordering());
    assertEquals(10, plan.maxRead());
    assertEquals(20, plan.maxWrite());
    assertEquals(1L << 30, plan.resetAfter());
    assertEquals(0, plan.halfOpenAfter());
    assertEquals(3_000_000_000L, plan.slowClose());
    assertEquals(2, plan.refusedConnects());
    assertEquals(Integer.MAX_VALUE, plan.hangingConnects());
    assertTrue(plan.concerns("unix+dgram", null));
    assertFalse(plan.concerns("udp", null));
    assertTrue(plan.concerns(FaultDirection.RECEIVED));
    assertFalse(plan.concerns(FaultDirection.SENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "delay=50ms,loss=0.01,cut=1048576,seed=7",
        "loss=0.0001",
        "delay=1ms..2s,rate=1536,duplicate=0.25,reorder=0.5,read=10,write=20,reset=9,halfopen=0,"
            + "slowclose=3s,refuse=2,hang=all,scheme=tcp/unix+dgram,direction=sent,seed=-1"
      })
  void aPlanTellsItsText(String text) {
    assertEquals(text, FaultPlan.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "delay | no fault: delay (write NAME=VALUE)",
        "delay=50 | delay=50: not a time, such as 50ms or 2s",
        "cut=1x | cut=1x: not a number of bytes, such as 500, 64k or 1.5m",
        "loss=2 | loss=2: no probability from 0 to 1: 2.0",
        "loss=1p | loss=1p: not a part, such as 0.01 or 1%",
        "delay=2s..1s | delay=2s..1s: no latency from PT2S to PT1S",
        "speed=1 | speed=1: no such fault: there are delay, rate, loss, duplicate, reorder, read,"
            + " write, cut, reset, halfopen, slowclose, refuse, hang, scheme, direction and seed",
        "direction=up | direction=up: not a direction, sent or received",
        "scheme=unix/tcp4 | scheme=unix/tcp4: tcp4 is of one family, a plan for both: write tcp",
        "scheme=udp6 | scheme=udp6: udp6 is of one family, a plan for both: write udp",
        "scheme=tcp/ | scheme=tcp/: a scheme has a name, such as tcp"
      })
  void whatIsNoPlanIsToldWhy(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> FaultPlan.parse(text)).getMessage());
  }
}
