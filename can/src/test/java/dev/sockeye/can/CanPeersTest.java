package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.posix.Abi;
import dev.sockeye.posix.Bindings;
import dev.sockeye.testkit.VirtualCan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are not ours: python3, and cansend, cangen and testj1939 of can-utils. */
@Timeout(60)
class CanPeersTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final Network network = Network.system();
  private VirtualCan bus;
  private String name;

  @BeforeEach
  void create() throws IOException {
    Lab.require(Can.RAW);
    bus = VirtualCan.make();
    name = bus.name();
  }

  @AfterEach
  void delete() throws IOException {
    if (bus != null) {
      bus.close();
    }
  }

  private MessageEndpoint connect(String scheme, String more) throws IOException {
    return network
        .connectMessages(EndpointUri.valueOf(scheme + ":" + name + more))
        .setOption(EndpointOptions.SO_RCVTIMEO, LONG);
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }

  private static String receive(MessageEndpoint endpoint) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
    endpoint.receive(buffer);
    return new CanFrame().wrap(buffer.flip()).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "fd"})
  void pythonAnswersFrames(String kind) throws Exception {
    boolean fd = kind.equals("fd");
    Process peer = Lab.python(kind, name);
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = connect("can", "?CAN_RAW_FD_FRAMES=" + fd)) {
      assertEquals("ready", says.readLine());
      ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.FD);
      for (int id : new int[] {0, 0x7fe, 0x1234567 | CanFrame.EFF}) {
        frame.clear();
        if (fd) {
          CanFrame.putFd(frame, id, CanFrame.BRS, ascii("0123456789ab"));
        } else {
          CanFrame.put(frame, id, ascii("abc"));
        }
        endpoint.send(frame.flip());
        ByteBuffer buffer = ByteBuffer.allocate(CanFrame.FD);
        endpoint.receive(buffer);
        CanFrame answer = new CanFrame().wrap(buffer.flip());
        assertEquals(id + 1, answer.canId());
        ByteBuffer data = ByteBuffer.allocate(64);
        answer.data(data);
        assertEquals(ascii(fd ? "ba9876543210" : "cba"), data.flip());
        assertEquals(fd ? CanFrame.BRS : 0, answer.flags());
      }
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void cansendAndCangenAreUnderstood() throws Exception {
    try (MessageEndpoint endpoint = connect("can", "?CAN_RAW_FD_FRAMES=on")) {
      String[] frames = {"123#DEADBEEF", "7FF#R3", "00012345#", "00000001##311223344", "001#R"};
      for (String frame : frames) {
        Lab.start("cansend", name, frame).waitFor();
        assertEquals(frame, receive(endpoint));
      }
      Process generator = Lab.start("cangen", name, "-g", "1", "-n", "50", "-I", "i", "-L", "i");
      for (int i = 0; i < 50; i++) {
        assertTrue(receive(endpoint).startsWith(String.format("%03X#", i)));
      }
      assertEquals(0, generator.waitFor());
    }
  }

  @Test
  void candumpShowsOurFrames() throws Exception {
    Process dump = Lab.start("candump", "-L", "-n", "4", name);
    try (BufferedReader says = dump.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = connect("can", "?CAN_RAW_FD_FRAMES=on")) {
      awaitReceivers(2); // candump's and ours
      ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.FD);
      CanFrame.put(frame, 0x123, ascii("abc"));
      endpoint.send(frame.flip());
      CanFrame.put(frame.clear(), 0x12345 | CanFrame.EFF, ascii(""));
      endpoint.send(frame.flip());
      CanFrame.putRequest(frame.clear(), 0x7ff, 3);
      endpoint.send(frame.flip());
      CanFrame.putFd(frame.clear(), 1, CanFrame.BRS, ascii("0123456789ab"));
      endpoint.send(frame.flip());
      String fd = "001##[15]303132333435363738396162"; // newer kernels add CANFD_FDF, which is 4
      for (String shown : new String[] {"123#616263", "00012345#", "7FF#R3", fd}) {
        String line = says.readLine(); // (1700000000.000000) vcan0 123#616263
        assertTrue(line.matches("\\(.*\\) " + name + " " + shown), line);
      }
      assertEquals(0, dump.waitFor());
    } finally {
      dump.destroyForcibly();
    }
  }

  /** As the kernel lists those whose filters let everything through. */
  private void awaitReceivers(int count) throws IOException {
    long end = System.nanoTime() + LONG.toNanos();
    while (receivers() < count) {
      assertTrue(System.nanoTime() < end, "candump does not receive");
      Thread.onSpinWait();
    }
  }

  private long receivers() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/can/rcvlist_all"))) {
      return lines.filter(line -> line.strip().startsWith(name + " ")).count();
    }
  }

  /** Python opens the socket as descriptor 3, and becomes our program. */
  @Test
  void aSocketThatAProcessIsStartedWithIsTakenOver() throws Exception {
    Process child =
        Lab.python(
            "exec",
            name,
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Ddev.sockeye.libc=" + System.getProperty("dev.sockeye.libc", ""),
            "-cp",
            System.getProperty("java.class.path"),
            Answerer.class.getName());
    try (BufferedReader says = child.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = connect("can", "")) {
      assertEquals("can " + name, says.readLine());
      ByteBuffer frame = ByteBuffer.allocateDirect(CanFrame.CLASSIC);
      CanFrame.put(frame, 0x123, ascii("abc"));
      endpoint.send(frame.flip());
      assertEquals("124#616263", receive(endpoint));
      assertEquals(0, child.waitFor());
    } finally {
      child.destroyForcibly();
    }
  }

  /** The kernel tells no protocol of them. */
  @Test
  void eachProtocolIsToldOfAnOpenSocket() throws IOException {
    for (SocketSpec<MessageEndpoint> spec : List.of(Can.RAW, Can.BCM, Can.J1939)) {
      int type = spec.equals(Can.RAW) ? Abi.SOCK_RAW : Abi.SOCK_DGRAM;
      int fd = Bindings.libc().socket(CanCodec.AF_CAN, type, spec.protocol().number());
      try {
        assertEquals(spec, network.spec(EndpointUri.valueOf("fd:" + fd)));
      } finally {
        Bindings.libc().close(fd);
      }
    }
  }

  /** Answers one frame by the next identifier. */
  static final class Answerer {

    private Answerer() {}

    /**
     * Runs the program.
     *
     * @param arguments none
     * @throws IOException if descriptor 3 is no socket of CAN
     */
    public static void main(String[] arguments) throws IOException {
      Network network = Network.system();
      try (MessageEndpoint endpoint = network.bindMessages(EndpointUri.valueOf("fd:3"))) {
        assertEquals(Can.RAW, endpoint.spec());
        System.out.println("can " + endpoint.getLocalAddress());
        ByteBuffer buffer = ByteBuffer.allocate(CanFrame.CLASSIC);
        CanAddress from = (CanAddress) endpoint.receiveFrom(buffer);
        CanFrame frame = new CanFrame().wrap(buffer.flip());
        ByteBuffer data = ByteBuffer.allocate(8);
        frame.data(data);
        int next = frame.canId() + 1;
        CanFrame.put(buffer.clear(), next, data.flip());
        endpoint.sendTo(buffer.flip(), from);
      }
    }
  }

  @Test
  void pythonsBroadcastManagerSendsInCyclesAndOursTellsOfIt() throws Exception {
    Process peer = Lab.python("bcm", name);
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        OutputStream input = peer.getOutputStream();
        MessageEndpoint endpoint = connect("can+bcm", "")) {
      assertEquals("ready", says.readLine());
      ByteBuffer message = ByteBuffer.allocateDirect(1024);
      BcmMessage.put(
          message,
          BcmMessage.RX_SETUP,
          BcmMessage.RX_FILTER_ID | BcmMessage.SETTIMER | BcmMessage.STARTTIMER,
          0,
          Duration.ofMillis(400),
          Duration.ZERO,
          0x321,
          0);
      endpoint.send(message.flip());
      BcmMessage told = new BcmMessage();
      for (int i = 0; i < 3; i++) {
        endpoint.receive(message.clear());
        told.wrap(message.flip());
        assertEquals(BcmMessage.RX_CHANGED, told.opcode());
        assertEquals("321#62636D", told.frame(0, new CanFrame()).toString());
      }
      input.write('\n');
      input.flush();
      while (told.opcode() == BcmMessage.RX_CHANGED) {
        endpoint.receive(message.clear());
        told.wrap(message.flip());
      }
      assertEquals(BcmMessage.RX_TIMEOUT, told.opcode());
      assertEquals(0x321, told.canId());
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonAnswersMessagesOfJ1939() throws Exception {
    Process peer = Lab.python("j1939", name);
    try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8);
        MessageEndpoint endpoint = connect("can+j1939", ":0x30,0x12300?LOCAL=0x20")) {
      assertEquals("ready", says.readLine());
      for (String text : new String[] {"short", "long".repeat(300)}) {
        endpoint.send(ascii(text));
        Message message = Message.allocate(2000);
        assertEquals(text.length(), endpoint.receiveMessage(message));
        assertEquals(ascii(text.toUpperCase(java.util.Locale.ROOT)), message.payload().flip());
        assertEquals(CanAddress.of(name).withPgn(0x12300).withAddr(0x30), message.peer());
        assertEquals(0x20, message.get(Can.DEST_ADDR));
      }
    } finally {
      peer.destroyForcibly();
    }
  }

  @Test
  void pythonSendsByJ1939() throws Exception {
    EndpointUri here = EndpointUri.valueOf("can+j1939:" + name + ":0x20,0x12300");
    try (MessageEndpoint endpoint = network.bindMessages(here)) {
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, LONG);
      Process peer = Lab.python("j1939from", name);
      try (BufferedReader says = peer.inputReader(StandardCharsets.UTF_8)) {
        Message message = Message.allocate(3000);
        assertEquals(2000, endpoint.receiveMessage(message));
        CanAddress sender = (CanAddress) message.peer();
        assertEquals(0x40, sender.addr());
        assertEquals(0x12300, sender.pgn());
        endpoint.sendTo(ascii("yes".repeat(100)), sender);
        assertEquals("300 yes 20", says.readLine());
      } finally {
        peer.destroyForcibly();
      }
    }
  }

  @Test
  void testj1939IsUnderstood() throws Exception {
    EndpointUri here = EndpointUri.valueOf("can+j1939:" + name + ":0x20?SO_BROADCAST=true");
    try (MessageEndpoint endpoint = network.bindMessages(here)) {
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, LONG);
      Process sender = Lab.start("testj1939", "-s20", name + ":0x80", ":0x20,0x12300");
      Message message = Message.allocate(100);
      assertEquals(20, endpoint.receiveMessage(message));
      assertEquals(0x80, ((CanAddress) message.peer()).addr());
      assertEquals(6, message.get(Can.PRIO));
      sender.waitFor();
    }
  }
}
