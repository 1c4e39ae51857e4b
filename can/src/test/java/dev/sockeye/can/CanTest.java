package dev.sockeye.can;

import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.can.contract.RawCases;
import dev.sockeye.testkit.Background;
import dev.sockeye.testkit.local.Programs;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CanTest extends RawCases {

  private static final Duration SHORT = Duration.ofMillis(60);

  @Override
  protected Bus make() throws IOException {
    return LabBus.of(Can.RAW);
  }

  @Test
  void aLinkThatGoesDownAndADeviceThatGoesAwayAreTold() throws Exception {
    Background<String> receive = Background.run(() -> receive(two())).awaitBlocked();
    Programs.run("ip", "link", "set", name(), "down");
    SocketErrnoException down = receive.failure(SocketErrnoException.class);
    assertEquals(Errno.ENETDOWN, Errno.of(down).orElseThrow());
    IOException send = assertThrows(IOException.class, () -> one().send(frame(1, "")));
    assertEquals(Errno.ENETDOWN, Errno.of(send).orElseThrow());
    Programs.run("ip", "link", "set", name(), "up");
    assertThrows(IOException.class, () -> receive(one())); // it is told of it once as well
    one().send(frame(1, ""));
    assertEquals("001#", receive(two()));
    Programs.run("ip", "link", "set", name(), "down"); // as a device that is deleted would be first
    assertThrows(IOException.class, () -> receive(two()));
    receive = Background.run(() -> receive(two())).awaitBlocked();
    String gone = name();
    closeBus();
    assertEquals(Errno.ENODEV, Errno.of(receive.failure(SocketErrnoException.class)).orElseThrow());
    IOException none = assertThrows(IOException.class, () -> CanAddress.of(gone));
    assertTrue(none.getMessage().contains(gone), none.getMessage());
  }

  /** A queue of 10 frames that hardly empties. */
  @Test
  void aFullQueueOfTheDeviceMakesASendWait() throws Exception {
    String slow = "tc qdisc add dev " + name() + " root tbf rate 8bit burst 16 limit 160";
    Programs.run(slow.split(" "));
    one().setOption(EndpointOptions.SO_SNDTIMEO, SHORT);
    one().configureBlocking(false);
    int sent = 0;
    while (sent < 100 && one().send(frame(1, "")) != WOULD_BLOCK) {
      sent++;
    }
    assertTrue(sent < 100, "the buffer would hold some hundreds"); // with EAGAIN, not ENOBUFS
    one().configureBlocking(true);
    assertThrows(SocketTimeoutException.class, () -> one().send(frame(1, "")));
    one().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ZERO);
    Background<Integer> send = Background.run(() -> one().send(frame(1, ""))).awaitBlocked();
    one().close();
    send.failure(AsynchronousCloseException.class);
  }
}
