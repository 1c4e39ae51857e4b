package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Errno;
import dev.sockeye.posix.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all functions being called alike must not change, on whatever Java this runs. */
class JffiLibCTest {

  private static final int AF_UNIX = 1;
  private static final int SEEK_END = 2;
  private static final int F_GETFL = 3;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final long FIONREAD = 0x541B;

  private static LibC libc;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(256).order(ByteOrder.nativeOrder());
  private final long address = libc.addressOf(bytes);

  @TempDir Path folder;
  private int one = -1;
  private int other = -1;

  @BeforeAll
  static void bind() {
    assumeTrue(Abi.isLinux(), "the numbers are Linux's");
    libc = new JffiLibC();
  }

  @AfterEach
  void close() {
    if (one >= 0) {
      assertEquals(0, libc.close(one));
    }
    if (other >= 0) {
      assertEquals(0, libc.close(other));
    }
  }

  private void openPair() {
    assertEquals(0, libc.socketpair(AF_UNIX, Abi.SOCK_DGRAM, 0, address));
    one = bytes.getInt(0);
    other = bytes.getInt(4);
    assertNotEquals(one, other);
  }

  @Test
  void whatFailsGivesItsErrorNumberWhateverTheSizeOfTheResult() {
    assertEquals(-Errno.EBADF.number(), libc.close(-1));
    assertEquals(-Errno.EBADF.number(), libc.lseek(-1, 0, 0));
    assertEquals(-Errno.EINVAL.number(), libc.socket(AF_UNIX, -1, 0));
  }

  @Test
  void allSixArgumentsArrive() {
    openPair();
    bytes.putInt(8, 0x12345678).putInt(24, 16);
    assertEquals(4, libc.send(one, address + 8, 4, 0));
    assertEquals(4, libc.recvfrom(other, address + 16, 8, 0, address + 32, address + 24));
    assertEquals(0x12345678, bytes.getInt(16));
    assertTrue(bytes.getInt(24) < 16, "the length of an address that has no name");
  }

  private int open(int flags) {
    byte[] path = folder.resolve("file").toString().getBytes(StandardCharsets.UTF_8);
    bytes.put(64, path).put(64 + path.length, (byte) 0);
    one = libc.open(address + 64, flags, 0600);
    assertTrue(one >= 0, "open: " + one);
    return one;
  }

  @Test
  void whatIsVariadicInCHasItsArgument() throws Exception {
    int file = open(O_RDWR | O_CREAT);
    assertEquals("rw-------", permissions());
    assertEquals(O_RDWR, libc.fcntl(file, F_GETFL, 0) & 3);
    assertEquals(3, libc.write(file, address, 3));
    assertEquals(0, libc.lseek(file, 0, 0));
    assertEquals(0, libc.ioctl(file, FIONREAD, address + 8));
    assertEquals(3, bytes.getInt(8));
  }

  private String permissions() throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("file")));
  }

  @Test
  void aPositionBeyondAnIntIsWhole() {
    int file = open(O_RDWR | O_CREAT);
    assertEquals(0, libc.ftruncate(file, 5_000_000_000L));
    assertEquals(5_000_000_000L, libc.lseek(file, 0, SEEK_END));
    assertEquals(4_999_999_999L, libc.lseek(file, -1, SEEK_END));
  }

  @Test
  void whatThisSystemHasNotIsNotCalled() {
    assertThrows(UnsatisfiedLinkError.class, () -> libc.getpeereid(0, address, address));
  }

  @Test
  void theProcessIsThisOne() {
    assertEquals(ProcessHandle.current().pid(), libc.getpid());
  }
}
