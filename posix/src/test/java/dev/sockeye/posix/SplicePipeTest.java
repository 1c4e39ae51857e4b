package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the system moves through a pipe. */
@Timeout(30)
class SplicePipeTest {

  private static final int SIZE = 300_000; // more than a pipe holds that nobody made larger

  @TempDir private Path folder;

  @BeforeEach
  void onLinux() {
    assumeTrue(Abi.isLinux(), "only Linux has splice(2)");
  }

  private byte[] content() {
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    return bytes;
  }

  @Test
  void aPartOfAFileComesOutAsItIs() throws IOException {
    byte[] content = content();
    Path path = Files.write(folder.resolve("file"), content);
    try (SplicePipe pipe = SplicePipe.openForFiles();
        FileChannel file = FileChannel.open(path)) {
      ByteBuffer all = ByteBuffer.allocate(SIZE);
      for (int at = 7; at < SIZE; at = 7 + all.position()) {
        long n = pipe.take(file, at, SIZE);
        assertTrue(n > 0, "taken " + n);
        assertEquals(n, pipe.held());
        all.put(pipe.recover());
        assertEquals(0, pipe.held());
      }
      assertEquals(ByteBuffer.wrap(content, 7, SIZE - 7), all.flip());
      assertEquals(0, pipe.take(file, SIZE, 10));
      assertEquals(0, file.position());
    }
  }

  @Test
  void whatHasNotComeYetIsNoEnd() throws IOException {
    try (SplicePipe source = SplicePipe.open();
        SplicePipe pipe = SplicePipe.open()) {
      assertEquals(-Errno.EAGAIN.number(), pipe.take(source.readEnd()));
      assertEquals(0, pipe.held());
    }
  }
}
