package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a peer that is another program: python3's socket module. */
@Timeout(60)
class UdpPythonTest {

  private final Network network = Network.system();

  @TempDir Path folder;
  private Process peer;

  @BeforeEach
  void needsPython() throws IOException {
    boolean there = true;
    try {
      new ProcessBuilder("python3", "--version").start().destroy();
    } catch (IOException e) {
      System.out.println("Skipped: no python3: " + e.getMessage());
      there = false;
    }
    assumeTrue(there, "no python3 on the PATH");
    try (InputStream script = UdpPythonTest.class.getResourceAsStream("peer.py")) {
      Files.copy(script, folder.resolve("peer.py"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @AfterEach
  void endPeer() {
    if (peer != null) {
      peer.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({"udp4, 127.0.0.1, 127.0.0.1", "udp, 127.0.0.1, 127.0.0.1", "udp6, ::1, [::1]"})
  void pythonAnswers(String scheme, String host, String inUri) throws IOException {
    String port = start("echo", host).readLine();
    EndpointUri uri = EndpointUri.valueOf(scheme + "://" + inUri + ":" + port + "?SO_RCVTIMEO=10s");
    try (MessageEndpoint endpoint = network.connectMessages(uri)) {
      for (String text : new String[] {"", "hello", "x".repeat(60_000)}) {
        endpoint.send(utf8(text));
        ByteBuffer answer = ByteBuffer.allocate(65_536);
        endpoint.receive(answer);
        assertEquals(utf8(text.toUpperCase(Locale.ROOT)), answer.flip());
      }
    }
  }

  @Test
  void pythonAnswersAGroup() throws IOException {
    String port = start("group", "239.1.2.6").readLine();
    EndpointUri uri = EndpointUri.valueOf("udp4://239.1.2.6:" + port);
    try (MessageEndpoint endpoint =
        network.connectMessages(uri.withOption("IP_MULTICAST_IF", loopbackInterface()))) {
      endpoint.disconnect(); // the answer comes from the member and not from the group
      endpoint.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofSeconds(10));
      SocketAddress group =
          new InetSocketAddress(InetAddress.getAllByName("239.1.2.6")[0], Integer.parseInt(port));
      endpoint.sendTo(utf8("who"), group);
      ByteBuffer answer = ByteBuffer.allocate(100);
      endpoint.receive(answer);
      assertEquals(utf8("WHO"), answer.flip());
    }
  }

  @ParameterizedTest
  @CsvSource({"udp4, 127.0.0.1, 127.0.0.1", "udp6, [::1], ::1", "udp4, 239.1.2.7, 239.1.2.7"})
  void pythonAsks(String scheme, String host, String forPython) throws Exception {
    String uri =
        scheme + "://" + host + ":0?SO_RCVTIMEO=10s&IP_MULTICAST_IF=" + loopbackInterface();
    try (MessageEndpoint endpoint = network.bindMessages(EndpointUri.valueOf(uri))) {
      String port = endpoint.getLocalAddress().toString().replaceAll(".*:", "");
      BufferedReader says = start("send", forPython, port);
      ByteBuffer buffer = ByteBuffer.allocate(65_536);
      for (int i = 0; i < 3; i++) {
        SocketAddress from = endpoint.receiveFrom(buffer.clear());
        String text = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
        endpoint.sendTo(utf8(text.toUpperCase(Locale.ROOT)), from);
      }
      assertEquals("ok", says.readLine());
      assertEquals(0, peer.waitFor());
    }
  }

  private static String loopbackInterface() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
  }

  private static ByteBuffer utf8(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  private BufferedReader start(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("python3", "-u", folder.resolve("peer.py").toString()));
    command.addAll(List.of(arguments));
    peer = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return peer.inputReader(StandardCharsets.UTF_8);
  }
}
