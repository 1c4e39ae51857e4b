package dev.sockeye.bench.program;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.udp.Udp;
import dev.sockeye.unix.Unix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Does operations of one transport a number of times each, to be traced by {@code strace}: before
 * and after each it asks for a file that is not there, whose name says what is to come.
 */
public final class Calls {

  /** The beginning of those names. */
  public static final String MARK = "/sockeye-bench/";

  /** What is marked when an operation is over. */
  public static final String REST = "rest";

  private static final int SIZE = 64;
  private static final int WARM_UPS = 20; // what loads classes on first use

  private final int count;

  private Calls(int count) {
    this.count = count;
  }

  /** An operation, and what goes before or after it each time and is not counted. */
  private interface Step {
    void run() throws IOException;
  }

  /**
   * Runs the operations.
   *
   * @param args the transport, and how often each
   * @throws IOException if a call fails
   */
  public static void main(String[] args) throws IOException {
    Calls calls = new Calls(Integer.parseInt(args[1]));
    switch (args[0]) {
      case "tcp" -> calls.streams(Tcp.STREAM, "tcp://127.0.0.1:0");
      case "unix" -> calls.streams(Unix.STREAM, "unix:" + path());
      case "udp" -> calls.messages(Udp.DATAGRAM);
      case "unix+dgram" -> calls.messages(Unix.DATAGRAM);
      case "unix+seqpacket" -> calls.messages(Unix.SEQPACKET);
      default -> throw new IllegalArgumentException("no such transport: " + args[0]);
    }
    System.exit(0);
  }

  private static Path path() throws IOException {
    return Files.createTempDirectory("sockeye-bench").resolve("s");
  }

  /** Steps that are one after the other each time; each is counted by its name. */
  private void count(Map<String, Step> steps) throws IOException {
    for (int i = 0; i < WARM_UPS; i++) {
      for (Step step : steps.values()) {
        step.run();
      }
    }
    for (int i = 0; i < count; i++) {
      for (Map.Entry<String, Step> step : steps.entrySet()) {
        mark(step.getKey());
        step.getValue().run();
        mark(REST);
      }
    }
  }

  private void count(String there, Step sending, String back, Step taking) throws IOException {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put(there, sending);
    steps.put(back, taking);
    count(steps);
  }

  private static void mark(String name) {
    new java.io.File(MARK + name).exists();
  }

  private void streams(SocketSpec<StreamEndpoint> spec, String where) throws IOException {
    try (EndpointPair<StreamEndpoint> pair = Network.system().pair(spec)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      ByteBuffer[] buffers = {ByteBuffer.allocateDirect(4), ByteBuffer.allocateDirect(SIZE)};
      count(
          "write",
          () -> pair.first().write(buffer.clear()),
          "read",
          () -> pair.second().read(buffer.clear()));
      count(
          "write, gathered",
          () -> pair.first().write(clear(buffers)),
          "read, scattered",
          () -> pair.second().read(clear(buffers)));
      pair.first().setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(5));
      pair.second().setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
      count(
          "write with a timeout",
          () -> pair.first().write(buffer.clear()),
          "read with a timeout",
          () -> pair.second().read(buffer.clear()));
    }
    connections(EndpointUri.valueOf(where));
  }

  private static ByteBuffer[] clear(ByteBuffer[] buffers) {
    for (ByteBuffer buffer : buffers) {
      buffer.clear();
    }
    return buffers;
  }

  private void connections(EndpointUri uri) throws IOException {
    StreamEndpoint[] ends = new StreamEndpoint[2];
    try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
      EndpointUri bound = uri.withAddress(listener.getLocalAddress());
      SocketSpec<StreamEndpoint> spec = listener.spec();
      Map<String, Step> steps = new LinkedHashMap<>();
      steps.put("socket", () -> ends[0] = Network.system().socket(spec));
      steps.put("connect", () -> ends[0].connect(listener.getLocalAddress()));
      steps.put("accept", () -> ends[1] = listener.accept());
      steps.put("close", () -> ends[0].close());
      steps.put(REST, () -> ends[1].close());
      steps.put("connectStream", () -> ends[0] = Network.system().connectStream(bound));
      steps.put(REST + ", accept", () -> listener.accept().close());
      steps.put(REST + ", close", () -> ends[0].close());
      count(steps);
    }
  }

  private void messages(SocketSpec<MessageEndpoint> spec) throws IOException {
    try (EndpointPair<MessageEndpoint> pair = Network.system().pair(spec)) {
      MessageEndpoint from = pair.first();
      MessageEndpoint to = pair.second();
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      Message message = Message.allocate(SIZE);
      Message[] messages = messages();
      count("send", () -> from.send(buffer.clear()), "receive", () -> to.receive(buffer.clear()));
      count(
          "sendMessage",
          () -> from.sendMessage(message.clear()),
          "receiveMessage",
          () -> to.receiveMessage(message.clear()));
      count(
          "sendMessages, 8",
          () -> from.sendMessages(clear(messages), 0, 8),
          "receiveMessages, 8",
          () -> to.receiveMessages(clear(messages), 0, 8));
      from.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(5));
      to.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(5));
      count(
          "send with a timeout",
          () -> from.send(buffer.clear()),
          "receive with a timeout",
          () -> to.receive(buffer.clear()));
    }
    if (!spec.equals(Unix.SEQPACKET)) {
      addressed(spec);
    }
  }

  private static Message[] messages() {
    Message[] messages = new Message[8];
    for (int k = 0; k < messages.length; k++) {
      messages[k] = Message.allocate(SIZE);
    }
    return messages;
  }

  private static Message[] clear(Message[] messages) {
    for (Message message : messages) {
      message.clear();
    }
    return messages;
  }

  private void addressed(SocketSpec<MessageEndpoint> spec) throws IOException {
    SocketAddress any =
        spec.equals(Udp.DATAGRAM)
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
            : null;
    try (MessageEndpoint from = Network.system().socket(spec).bind(any);
        MessageEndpoint to = Network.system().socket(spec).bind(any)) {
      SocketAddress target = to.getLocalAddress();
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
      count(
          "sendTo",
          () -> from.sendTo(buffer.clear(), target),
          "receiveFrom",
          () -> to.receiveFrom(buffer.clear()));
    }
  }
}
