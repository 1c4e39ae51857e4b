package dev.sockeye.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.AncillaryStream;
import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files of memory, here and in a process that we did not write. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class MemoryFileTest {

  @TempDir Path folder;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void itIsReadAndWrittenUntilItIsSealed() throws Exception {
    try (Descriptors file = Descriptors.memory("picture");
        FileChannel channel = file.channel(0)) {
      assertEquals(1, file.size());
      assertFalse(file.isSealed(0));
      assertEquals(7, channel.write(bytes("content"), 0));
      assertEquals(0, channel.position());
      file.seal().seal();
      assertTrue(file.isSealed(0));
      assertRefused(() -> channel.write(bytes("x"), 0));
      assertRefused(() -> channel.write(bytes("x"), 7));
      assertRefused(() -> channel.truncate(1));
      ByteBuffer read = ByteBuffer.allocate(10);
      assertEquals(7, channel.read(read));
      assertEquals(bytes("content"), read.flip());
      Path link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + file.descriptor(0)));
      assertTrue(link.toString().startsWith("/memfd:picture"), link.toString());
    }
  }

  private static void assertRefused(org.junit.jupiter.api.function.Executable change) {
    IOException e = assertThrows(IOException.class, change);
    assertEquals(Errno.EPERM, Errno.of(e).orElseThrow());
  }

  @Test
  void onlySuchAFileIsSealed() throws Exception {
    try (Descriptors file = Descriptors.open(Files.writeString(folder.resolve("f"), ""))) {
      assertThrows(IOException.class, file::seal);
      assertFalse(file.isSealed(0));
    }
    String tooLong = "x".repeat(250);
    IOException e = assertThrows(IOException.class, () -> Descriptors.memory(tooLong).close());
    assertTrue(e.getMessage().contains("memfd_create"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Descriptors.memory("a\0b").close());
  }

  @Test
  void pythonMapsOursAndWeReadPythons() throws Exception {
    String script =
        """
        import fcntl, mmap
        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        s.connect(sys.argv[1])
        _, fds, _, _ = socket.recv_fds(s, 100, 1)
        print(bool(fcntl.fcntl(fds[0], fcntl.F_GET_SEALS) & fcntl.F_SEAL_WRITE))
        print(mmap.mmap(fds[0], 0, prot=mmap.PROT_READ)[:].decode())
        try:
            os.pwrite(fds[0], b'x', 0)
        except PermissionError:
            print('refused')
        f = os.memfd_create('theirs', os.MFD_ALLOW_SEALING)
        os.pwrite(f, b'from python', 0)
        fcntl.fcntl(f, fcntl.F_ADD_SEALS,
            fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        socket.send_fds(s, [b'x'], [f])
        s.recv(1)
        """;
    String uri = "unix:" + folder.resolve("s") + "?SO_PASSRIGHTS=true";
    try (var listener = Network.system().listenStream(EndpointUri.valueOf(uri));
        Peer python = Peer.python(script, folder.resolve("s"));
        StreamEndpoint accepted = listener.accept();
        Descriptors file = Descriptors.memory("ours");
        FileChannel channel = file.channel(0)) {
      channel.write(bytes("from java"), 0);
      AncillaryStream stream = accepted.unwrap(AncillaryStream.class);
      stream.sendMessage(Message.of(bytes("x")).set(Unix.RIGHTS, file.seal()));
      python.assertSays("True");
      python.assertSays("from java");
      python.assertSays("refused");
      Message message = Message.allocate(10);
      stream.receiveMessage(message);
      try (Descriptors theirs = message.get(Unix.RIGHTS).take();
          FileChannel content = theirs.channel(0)) {
        assertTrue(theirs.isSealed(0));
        ByteBuffer read = ByteBuffer.allocate(20);
        content.read(read);
        assertEquals("from python", StandardCharsets.UTF_8.decode(read.flip()).toString());
      }
    }
  }
}
