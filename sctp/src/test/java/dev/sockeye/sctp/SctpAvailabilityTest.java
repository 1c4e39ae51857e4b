package dev.sockeye.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On every host: either SCTP is there, or the reason says which part is missing. */
class SctpAvailabilityTest {

  @Test
  void bothSchemesArePresentAndAreAvailableAlike() {
    List<SchemeInfo> schemes =
        Network.system().schemes().stream().filter(s -> s.transport().equals("sctp")).toList();
    assertEquals(
        List.of("sctp", "sctp+seqpacket"), schemes.stream().map(SchemeInfo::scheme).toList());
    assertEquals(schemes.get(0).unavailable(), schemes.get(1).unavailable());
  }

  @Test
  void whereItIsMissingEveryWayOfOpeningSaysWhy() {
    SctpTransport transport = new SctpTransport();
    transport
        .unavailable(Sctp.ONE_TO_ONE)
        .ifPresent(
            why -> {
              assertTrue(why.contains("modprobe sctp") || why.contains("libsctp"), why);
              EndpointUri uri = EndpointUri.valueOf("sctp://127.0.0.1:5000");
              UnsupportedOperationException told =
                  assertThrows(
                      UnsupportedOperationException.class,
                      () -> Network.system().connectMessages(uri));
              assertTrue(told.getMessage().contains(why), told::getMessage);
              assertThrows(
                  UnsupportedOperationException.class,
                  () -> Network.system().socket(Sctp.ONE_TO_MANY));
            });
  }

  @Test
  void theReasonTellsTheLibraryFromTheSystemAndTheRuntime() {
    Exception missing =
        new UnsupportedOperationException(
            "libsctp.so.1: cannot open shared object file: No such file or directory");
    assertTrue(Availability.explain(missing, "Linux").contains("libsctp1"));
    for (String said : List.of("Protocol not supported", "Socket type not supported")) {
      String kernel = Availability.explain(new UnsupportedOperationException(said), "Linux");
      assertTrue(kernel.contains("modprobe sctp"), kernel);
    }
    String mac = Availability.explain(new UnsupportedOperationException(), "Mac OS X");
    assertTrue(mac.contains("no SCTP on Mac OS X") && mac.contains("in-memory"), mac);
    String stripped = Availability.explain(new UnsatisfiedLinkError("no sctp in path"), "Linux");
    assertTrue(stripped.contains("whole JDK"), stripped);
    assertFalse(Availability.explain(new UnsupportedOperationException(), "Linux").isBlank());
  }
}
