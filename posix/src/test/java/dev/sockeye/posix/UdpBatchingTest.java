package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageTooLargeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What UDP's batches do that does not show at an endpoint. */
@Timeout(30)
class UdpBatchingTest {

  @BeforeEach
  void onLinux() {
    assumeTrue(Abi.isLinux(), "only Linux has sendmmsg(2)");
  }

  @Test
  void aFailureThatSegmentsAreNotToBlameForDoesNotEndThem() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open();
        DatagramChannel receiver = DatagramChannel.open()) {
      receiver.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.connect(receiver.getLocalAddress());
      try (var batch = new UdpBatching().open(channel).orElseThrow()) {
        Message[] out = {
          Message.of(ByteBuffer.allocate(65_536)),
          Message.of(ByteBuffer.allocate(9)),
          Message.of(ByteBuffer.allocate(9))
        };
        assertThrows(MessageTooLargeException.class, () -> batch.send(out, 0, 3));
        assertTrue(((UdpBatch) batch).usesSegments());
        assertEquals(2, batch.send(out, 1, 2));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Errno.class)
  void onlyWhatSegmentsFailWithEndsThem(Errno errno) {
    boolean expected =
        switch (errno) {
          case EINVAL, EIO, EMSGSIZE, EOPNOTSUPP, ENOPROTOOPT -> true;
          default -> false;
        };
    assertEquals(expected, UdpBatch.isOfSegments(errno.number()));
  }

  @Test
  void aSocketIsFoundAmongSeveralOnItsPort() throws IOException {
    try (DatagramChannel a = DatagramChannel.open();
        DatagramChannel b = DatagramChannel.open()) {
      a.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      b.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      a.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      b.bind(a.getLocalAddress());
      a.setOption(StandardSocketOptions.SO_SNDBUF, 10_000);
      int fd = ChannelDescriptor.duplicate(a, null);
      assertTrue(fd >= 0);
      int[] value = new int[1];
      DescriptorCalls.getInt(fd, Abi.CURRENT.soSndbuf(), value);
      assertEquals(20_000, value[0], "Linux doubles it");
      Bindings.libc().close(fd);
    }
  }
}
