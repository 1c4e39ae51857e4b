package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The sockets of {@code sd_listen_fds(3)}. */
class ActivationTest {

  private static final long PID = 42;

  private static int descriptor(Map<String, String> variables, String uri) {
    return new Activation(variables, PID).descriptor(EndpointUri.valueOf(uri));
  }

  private static void assertRefused(String why, Map<String, String> variables, String uri) {
    String told =
        assertThrows(IllegalArgumentException.class, () -> descriptor(variables, uri)).getMessage();
    assertEquals(uri + ": " + why, told);
  }

  @Test
  void theOnlyOneNeedsNoName() {
    Map<String, String> one = Map.of("LISTEN_FDS", "1", "LISTEN_PID", "42");
    assertEquals(3, descriptor(one, "systemd:"));
    assertEquals(3, descriptor(one, "systemd:unknown"));
    assertRefused("no socket is named 'web': there are unknown (descriptor 3)", one, "systemd:web");
  }

  @Test
  void ofSeveralOneIsNamed() {
    Map<String, String> three =
        Map.of("LISTEN_FDS", "3", "LISTEN_PID", "42", "LISTEN_FDNAMES", "a b:c:c");
    assertEquals(3, descriptor(three, "systemd:a%20b"));
    assertRefused(
        "there are several: c (descriptor 4), c (descriptor 5): write systemd:c:0 to systemd:c:1",
        three,
        "systemd:c");
    assertRefused(
        "there are several: a b (descriptor 3), c (descriptor 4), c (descriptor 5): write"
            + " systemd:NAME, or systemd::0 to systemd::2",
        three,
        "systemd:");
  }

  @Test
  void ofSeveralWithOneNameEachHasItsPlace() {
    Map<String, String> three =
        Map.of("LISTEN_FDS", "3", "LISTEN_PID", "42", "LISTEN_FDNAMES", "c:a b:c");
    assertEquals(3, descriptor(three, "systemd:c:0"));
    assertEquals(5, descriptor(three, "systemd:c:1?BACKLOG=5"));
    assertEquals(4, descriptor(three, "systemd:a%20b:0"));
    assertEquals(5, descriptor(three, "systemd::2"));
    assertRefused("no socket has the place '2': places go from 0 to 1", three, "systemd:c:2");
    assertRefused("no socket has the place 'x': places go from 0 to 2", three, "systemd::x");
    assertRefused(
        "no socket has the place '1': there is one, of place 0", three, "systemd:a%20b:1");
  }

  @Test
  void othersSocketsAreRefused() {
    String refusal = ", and this one is 42: if a script starts it, have the script exec it";
    assertRefused(
        "the sockets are for another process: LISTEN_PID is 41" + refusal,
        Map.of("LISTEN_FDS", "1", "LISTEN_PID", "41"),
        "systemd:");
    assertRefused(
        "the sockets are for another process: LISTEN_PID is not set" + refusal,
        Map.of("LISTEN_FDS", "1"),
        "systemd:");
  }

  @Test
  void whatIsNoNumberIsRefused() {
    assertRefused(
        "LISTEN_FDS is 'x', not how many sockets were passed",
        Map.of("LISTEN_FDS", "x", "LISTEN_PID", "42"),
        "systemd:");
  }
}
