package dev.sockeye.posix;

import static dev.sockeye.posix.BpfInstruction.BPF_ABS;
import static dev.sockeye.posix.BpfInstruction.BPF_B;
import static dev.sockeye.posix.BpfInstruction.BPF_JEQ;
import static dev.sockeye.posix.BpfInstruction.BPF_JMP;
import static dev.sockeye.posix.BpfInstruction.BPF_K;
import static dev.sockeye.posix.BpfInstruction.BPF_LD;
import static dev.sockeye.posix.BpfInstruction.BPF_RET;
import static dev.sockeye.posix.BpfInstruction.jump;
import static dev.sockeye.posix.BpfInstruction.statement;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.Errno;
import dev.sockeye.MessageEndpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters on sockets of UDP, whose headers of 8 bytes they see. */
@Timeout(60)
class BpfFilterTest {

  /** Only messages that begin with this byte, and of these no more than two bytes. */
  private static final BpfFilter SEVENS =
      BpfFilter.of(
          statement(BPF_LD | BPF_B | BPF_ABS, 8),
          jump(BPF_JMP | BPF_JEQ | BPF_K, 7, 0, 1),
          statement(BPF_RET | BPF_K, 8 + 2),
          statement(BPF_RET | BPF_K, 0));

  @BeforeEach
  void onLinux() {
    assumeTrue(Abi.isLinux() && Bindings.unavailable().isEmpty(), "native sockets of Linux");
  }

  @SuppressWarnings("unchecked") // a kind of datagrams
  private static MessageEndpoint open() throws IOException {
    Kind<MessageEndpoint> kind = (Kind<MessageEndpoint>) Internet.KINDS.get(Internet.DATAGRAM);
    OptionTable options = FilterOption.in(OptionTable.common());
    MessageEndpoint endpoint = NativeSockets.open(kind.withOptions(options, OptionTable.NONE));
    endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
    return endpoint.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void isReadBackAsItWasSet() throws IOException {
    try (MessageEndpoint endpoint = open()) {
      assertEquals(BpfFilter.NONE, endpoint.getOption(BpfFilter.SO_ATTACH_FILTER));
      endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, BpfFilter.NONE);
      endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, SEVENS);
      assertEquals(SEVENS, endpoint.getOption(BpfFilter.SO_ATTACH_FILTER));
      endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, BpfFilter.NONE);
      assertEquals(BpfFilter.NONE, endpoint.getOption(BpfFilter.SO_ATTACH_FILTER));
    }
  }

  @Test
  void decidesWhatArrivesAndHowMuchOfIt() throws IOException {
    try (MessageEndpoint receiver = open();
        MessageEndpoint sender = open()) {
      receiver.setOption(BpfFilter.SO_ATTACH_FILTER, SEVENS);
      sender.connect(receiver.getLocalAddress());
      sender.send(ByteBuffer.wrap(new byte[] {6}));
      sender.send(ByteBuffer.wrap(new byte[] {7, 1, 2, 3}));
      ByteBuffer received = ByteBuffer.allocate(10);
      assertEquals(2, receiver.receive(received));
      assertEquals(ByteBuffer.wrap(new byte[] {7, 1}), received.flip());
      receiver.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(20));
      assertThrows(SocketTimeoutException.class, () -> receiver.receive(received.clear()));
    }
  }

  @Test
  void staysOnceItIsLocked() throws IOException {
    try (MessageEndpoint endpoint = open()) {
      endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, SEVENS);
      endpoint.setOption(BpfFilter.SO_LOCK_FILTER, true);
      assertTrue(endpoint.getOption(BpfFilter.SO_LOCK_FILTER));
      IOException e =
          assertThrows(
              IOException.class,
              () -> endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, BpfFilter.NONE));
      assertEquals(Errno.EPERM, Errno.of(e).orElseThrow());
      assertEquals(SEVENS, endpoint.getOption(BpfFilter.SO_ATTACH_FILTER));
    }
  }

  @Test
  void aProgramWithoutAnEndIsRefused() throws IOException {
    try (MessageEndpoint endpoint = open()) {
      BpfFilter endless = BpfFilter.of(statement(BPF_LD | BPF_B | BPF_ABS, 0));
      IOException e =
          assertThrows(
              IOException.class, () -> endpoint.setOption(BpfFilter.SO_ATTACH_FILTER, endless));
      assertEquals(Errno.EINVAL, Errno.of(e).orElseThrow());
    }
  }

  /** {@code tcpdump -ddd -y RAW icmp}, version 4.99. */
  @Test
  void readsWhatTcpdumpPrints() {
    String printed =
        "7\n48 0 0 0\n84 0 0 240\n21 0 3 64\n48 0 0 9\n21 0 1 1\n6 0 0 262144\n6 0 0 0\n";
    BpfFilter filter = BpfFilter.parse(printed);
    assertEquals(7, filter.instructions().size());
    assertEquals(jump(BPF_JMP | BPF_JEQ | BPF_K, 64, 0, 3), filter.instructions().get(2));
    assertEquals(filter, BpfFilter.parse(filter.toString()));
    assertEquals(printed.strip().replace('\n', ','), filter.toString());
    assertEquals(BpfFilter.NONE, BpfFilter.parse(BpfFilter.NONE.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "icmp", "1", "2,6 0 0 0", "1,6 0 0", "1,6 0 0 -1", "1,6 0 256 0"})
  void otherTextIsExplained(String text) {
    assertThrows(IllegalArgumentException.class, () -> BpfFilter.parse(text));
  }

  @Test
  void aProgramMayBeTooLong() {
    BpfInstruction[] many = new BpfInstruction[BpfFilter.MAX_INSTRUCTIONS + 1];
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> BpfFilter.of(many));
    assertTrue(e.getMessage().contains("at most 4096"), e.getMessage());
  }
}
