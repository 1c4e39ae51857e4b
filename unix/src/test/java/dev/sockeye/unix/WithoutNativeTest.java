package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.posix.Bindings;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left where native calls cannot be made, in processes of their own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WithoutNativeTest {

  @TempDir Path folder;

  /**
   * Tells of every scheme of the domain and uses streams in all the ways that need nothing native.
   */
  static final class Program {
    public static void main(String[] arguments) throws IOException {
      Network network = Network.system();
      for (SchemeInfo info : network.schemes()) {
        if (info.transport().equals("unix")) {
          System.out.println(info.scheme() + ": " + info.unavailable().orElse("usable"));
        }
      }
      EndpointUri uri = EndpointUri.valueOf("unix:" + arguments[0]);
      try (Listener<StreamEndpoint> listener = network.listenStream(uri);
          StreamEndpoint client = network.connectStream(uri);
          StreamEndpoint accepted = listener.accept();
          EndpointPair<StreamEndpoint> pair = network.pair(Unix.STREAM)) {
        client.write(ByteBuffer.allocate(3));
        pair.first().write(ByteBuffer.allocate(4));
        System.out.println("read " + accepted.read(ByteBuffer.allocate(9)));
        System.out.println("read " + pair.second().read(ByteBuffer.allocate(9)));
        tell(() -> network.listenStream(uri));
        tell(() -> client.getOption(Unix.PEER_CREDENTIALS));
      }
      tell(() -> network.listenStream(uri.withOption("mode", "0600")));
      tell(() -> network.connectStream(EndpointUri.valueOf("unix:@name")));
      tell(() -> network.bindMessages(EndpointUri.valueOf("unix+dgram:@name")));
      tell(() -> network.listenStream(EndpointUri.valueOf("unix:/" + "x".repeat(107))));
      System.out.println("end");
    }

    private static void tell(java.util.concurrent.Callable<?> call) {
      try {
        System.out.println("no failure: " + call.call());
      } catch (Exception e) {
        System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      }
    }
  }

  private List<String> run(String classPath, String... options) throws Exception {
    List<Object> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, Program.class.getName(), folder.resolve("s")));
    List<String> lines = new ArrayList<>();
    try (Peer program = Peer.run(command.toArray())) {
      for (String line; (line = program.line()) != null; ) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String classPathWithout(String part) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains(part))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void assertStreamsOnly(List<String> lines, String advice) {
    String text = String.join("\n", lines);
    assertEquals("unix: usable", lines.get(0), text);
    assertTrue(lines.get(1).startsWith("unix+dgram: ") && lines.get(1).contains(advice), text);
    assertTrue(lines.get(2).startsWith("unix+seqpacket: ") && lines.get(2).contains(advice), text);
    assertEquals("read 3", lines.get(3), text);
    assertEquals("read 4", lines.get(4), text);
    assertTrue(lines.get(5).startsWith("BindException: bind unix "), text);
    for (int i = 6; i < 10; i++) {
      assertTrue(lines.get(i).startsWith("UnsupportedOperationException: "), text);
      assertTrue(lines.get(i).contains(advice), text);
    }
    assertTrue(lines.get(10).contains("107 bytes") || lines.get(10).contains("108 bytes"), text);
    assertEquals("end", lines.get(11), text);
  }

  @Test
  void withoutJnrStreamsWorkAndTheOthersSayWhatToAdd() throws Exception {
    List<String> lines = run(classPathWithout("jnr"), "-D" + Bindings.PROPERTY + "=jnr");
    assertStreamsOnly(lines, "add com.github.jnr:jnr-unixsocket");
  }

  @Test
  void whereNativeAccessIsDeniedTheFlagToAddIsTold() throws Exception {
    Host.NATIVE_ACCESS_DENIED.isNeeded();
    List<String> lines = run(System.getProperty("java.class.path"), "--illegal-native-access=deny");
    assertStreamsOnly(lines, "--enable-native-access=ALL-UNNAMED");
  }
}
