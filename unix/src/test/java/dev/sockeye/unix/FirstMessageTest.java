package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.kenai.jffi.Invoker;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.posix.NativeTransport;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program loads, as the JVM logs it, that sends a message and ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FirstMessageTest {

  private static final Pattern OURS =
      Pattern.compile(" (dev\\.sockeye\\.(?:network|posix|unix)\\.\\S+) source: ");

  @TempDir Path folder;

  /** That program. */
  static final class Program {
    public static void main(String[] arguments) throws IOException {
      EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + arguments[0]);
      try (MessageEndpoint endpoint = Network.system().connectMessages(uri)) {
        endpoint.send(ByteBuffer.allocate(1));
      }
    }
  }

  private List<String> loaded() throws Exception {
    Path socket = folder.resolve("s");
    Path log = folder.resolve("classes");
    EndpointUri uri = EndpointUri.valueOf("unix+seqpacket:" + socket);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String option = "-Xlog:class+load:file=" + log;
    String program = Program.class.getName();
    try (Listener<MessageEndpoint> listener = Network.system().listenMessages(uri);
        Peer sender = Peer.run(java, option, "-cp", classPath(), program, socket);
        MessageEndpoint accepted = listener.accept()) {
      assertEquals(1, accepted.receive(ByteBuffer.allocate(9)));
      sender.assertSucceeds();
    }
    return OURS.matcher(Files.readString(log))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toList());
  }

  /** Of these modules alone: others may have tables from the start. */
  private static String classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (Class<?> type :
        List.of(Program.class, Network.class, NativeTransport.class, Unix.class, Invoker.class)) {
      urls.add(type.getProtectionDomain().getCodeSource().getLocation());
    }
    URL library = Invoker.class.getClassLoader().getResource("jni");
    if (library != null && library.openConnection() instanceof JarURLConnection jar) {
      urls.add(jar.getJarFileURL()); // jffi's part of this system
    }
    List<String> files = new ArrayList<>();
    for (URL url : urls) {
      files.add(Path.of(url.toURI()).toString());
    }
    return String.join(File.pathSeparator, files);
  }

  /** Each lambda takes a program that has just started a millisecond, a table many classes. */
  @Test
  void needsNoLambdaNoTableOfOptionsAndNothingOfFrames() throws Exception {
    List<String> loaded = loaded();
    assertTrue(loaded.contains(SeqpacketHooks.class.getName()), loaded::toString);
    List<String> needless =
        loaded.stream().filter(FirstMessageTest::isNeedless).collect(Collectors.toList());
    assertEquals(List.of(), needless);
  }

  private static boolean isNeedless(String name) {
    return name.contains("$$Lambda") || name.contains("PeerOption") || name.contains("Framed");
  }
}
