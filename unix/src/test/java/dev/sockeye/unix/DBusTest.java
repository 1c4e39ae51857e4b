package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.EndpointUri;
import dev.sockeye.Message;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A descriptor that goes along with a call over a real D-Bus daemon: {@code AGREE_UNIX_FD} of the
 * D-Bus Specification, "Passing UNIX file descriptors".
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DBusTest {

  private static final String CONFIGURATION =
      """
      <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
       "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>session</type>
        <listen>unix:path=%s</listen>
        <auth>EXTERNAL</auth>
        <policy context="default">
          <allow send_destination="*" eavesdrop="true"/>
          <allow eavesdrop="true"/>
          <allow own="*"/>
        </policy>
      </busconfig>
      """;

  @TempDir Path folder;

  @Test
  void aCallWithADescriptorGoesOverTheBusToAnotherClient() throws Exception {
    Host.DBUS_DAEMON.isNeeded();
    Path socket = folder.resolve("bus");
    Path configuration = Files.writeString(folder.resolve("c"), CONFIGURATION.formatted(socket));
    Path file = Files.writeString(folder.resolve("f"), "over the bus");
    try (Peer daemon =
        Peer.run(
            "dbus-daemon", "--nofork", "--config-file=" + configuration, "--print-address=1")) {
      assertTrue(daemon.line().contains(socket.toString()));
      try (Client caller = new Client(socket);
          Client service = new Client(socket);
          Descriptors sent = Descriptors.open(file)) {
        caller.call(service.name, sent);
        try (Descriptors received = service.awaitCall("Take").take();
            FileChannel channel = received.channel(0)) {
          ByteBuffer content = ByteBuffer.allocate(100);
          channel.read(content);
          assertEquals("over the bus", StandardCharsets.UTF_8.decode(content.flip()).toString());
        }
      }
    }
  }

  /** Of the protocol as much as the test needs, little-endian. */
  private static final class Client implements AutoCloseable {

    private final StreamEndpoint endpoint;
    private final AncillaryStream stream;
    private final Message incoming = Message.allocate(65_536);
    private final String name;
    private int serial;

    Client(Path socket) throws IOException {
      EndpointUri bus = EndpointUri.valueOf("unix:" + socket + "?SO_PASSRIGHTS=true");
      endpoint = Network.system().connectStream(bus);
      stream = endpoint.unwrap(AncillaryStream.class);
      authenticate();
      call("org.freedesktop.DBus", "/org/freedesktop/DBus", "Hello", null);
      name = awaitReply();
    }

    private void authenticate() throws IOException {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      byte[] digits = uid.toString().getBytes(StandardCharsets.US_ASCII);
      say("\0AUTH EXTERNAL " + HexFormat.of().formatHex(digits) + "\r\n");
      assertTrue(line().startsWith("OK "));
      say("NEGOTIATE_UNIX_FD\r\n");
      assertEquals("AGREE_UNIX_FD", line());
      say("BEGIN\r\n");
    }

    private void say(String text) throws IOException {
      Streams.writeFully(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      ByteBuffer one = ByteBuffer.allocate(1);
      while (line.indexOf("\r\n") < 0) {
        assertEquals(1, stream.read(one.clear()));
        line.append((char) one.get(0));
      }
      return line.toString().strip();
    }

    void call(String destination, Descriptors descriptor) throws IOException {
      call(destination, "/test", "Take", descriptor);
    }

    private void call(String destination, String path, String member, Descriptors descriptor)
        throws IOException {
      Marshaller fields = new Marshaller();
      fields.field(1, "o", path).field(3, "s", member).field(6, "s", destination);
      Marshaller body = new Marshaller();
      if (descriptor != null) {
        fields.align(8).bytes(8, 1, 'g', 0, 1, 'h', 0).field(9, 1); // SIGNATURE "h", UNIX_FDS 1
        body.word(0); // the index among them
      }
      Marshaller message = new Marshaller();
      message.bytes('l', 1, 0, 1).word(body.size()).word(++serial).word(fields.size());
      message.append(fields).align(8).append(body);
      Message out = Message.of(ByteBuffer.wrap(message.toByteArray()));
      if (descriptor != null) {
        out.set(Unix.RIGHTS, descriptor);
      }
      long n = stream.sendMessage(out); // sendmsg(2)
      assertEquals(message.size(), n);
    }

    /** The string that the reply begins with. */
    private String awaitReply() throws IOException {
      ByteBuffer message;
      do {
        message = receive().get(0);
      } while (message.get(1) != 2);
      int at = bodyOf(message);
      byte[] text = new byte[message.getInt(at)];
      message.get(at + 4, text);
      return new String(text, StandardCharsets.UTF_8);
    }

    /** The descriptors of a call of that name. */
    Descriptors awaitCall(String member) throws IOException {
      while (true) {
        for (ByteBuffer message : receive()) {
          String text = StandardCharsets.ISO_8859_1.decode(message.duplicate()).toString();
          if (message.get(1) == 1 && text.contains(member)) {
            return incoming.get(Unix.RIGHTS); // null if none came
          }
        }
      }
    }

    private static int bodyOf(ByteBuffer message) {
      return 16 + ((message.getInt(12) + 7) & -8);
    }

    /** What is there, message by message: the daemon sends each by a call of its own. */
    private List<ByteBuffer> receive() throws IOException {
      ByteBuffer buffer = incoming.clear().payload();
      assertTrue(stream.receiveMessage(incoming) > 0); // recvmsg(2)
      buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
      List<ByteBuffer> messages = new ArrayList<>();
      while (buffer.hasRemaining()) {
        ByteBuffer rest = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        int length = bodyOf(rest) + rest.getInt(4);
        messages.add(rest.limit(length));
        buffer.position(buffer.position() + length);
      }
      return messages;
    }

    @Override
    public void close() throws IOException {
      endpoint.close();
    }
  }

  /** Writes as the D-Bus Specification has it, "Marshaling". */
  private static final class Marshaller extends ByteArrayOutputStream {

    Marshaller align(int to) {
      while (size() % to != 0) {
        write(0);
      }
      return this;
    }

    Marshaller bytes(int... values) {
      for (int value : values) {
        write(value);
      }
      return this;
    }

    Marshaller word(int value) {
      align(4);
      return bytes(value, value >> 8, value >> 16, value >> 24);
    }

    Marshaller field(int code, String type, String value) {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      align(8).bytes(code, 1, type.charAt(0), 0).word(text.length).writeBytes(text);
      return bytes(0);
    }

    Marshaller field(int code, int value) {
      return align(8).bytes(code, 1, 'u', 0).word(value);
    }

    Marshaller append(Marshaller other) {
      writeBytes(other.toByteArray());
      return this;
    }
  }
}
