package dev.sockeye.unix;

import dev.sockeye.Endpoint;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that is out of memory for native calls. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LittleMemoryTest {

  @Test
  void aSocketThatCannotBeMadeIsClosed() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String program = Program.class.getName();
    try (Peer peer = Peer.run(java, "-XX:MaxDirectMemorySize=1m", "-cp", classes, program)) {
      peer.assertSays("unix+dgram leaked 0");
      peer.assertSays("unix+seqpacket leaked 0");
    }
  }

  /** The program of that process. */
  static final class Program {

    private static final List<ByteBuffer> TAKEN = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
      Network network = Network.system();
      Endpoint warm = network.pair(Unix.DATAGRAM).first();
      network.listener(Unix.SEQPACKET).close();
      takeAll();
      tell("unix+dgram", () -> network.socket(Unix.DATAGRAM));
      tell("unix+seqpacket", () -> network.listener(Unix.SEQPACKET));
      warm.close();
    }

    private static void takeAll() {
      for (int size = 1 << 16; size > 0; ) {
        try {
          TAKEN.add(ByteBuffer.allocateDirect(size));
        } catch (OutOfMemoryError e) {
          size /= 16;
        }
      }
    }

    private static void tell(String what, Callable<?> opening) throws Exception {
      long before = sockets();
      try {
        System.out.println(what + " opened: " + opening.call());
      } catch (OutOfMemoryError e) {
        System.out.println(what + " leaked " + (sockets() - before));
      }
    }

    private static long sockets() throws IOException {
      try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
        return all.filter(Program::isSocket).count();
      }
    }

    private static boolean isSocket(Path link) {
      try {
        return Files.readSymbolicLink(link).toString().startsWith("socket:");
      } catch (IOException e) {
        return false; // closed meanwhile
      }
    }
  }
}
