package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one scattered read of a native stream fills. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScatterVectorTest {

  /** Bytes that tell where in the stream they are, as far as a byte can. */
  private static byte at(int index) {
    return (byte) (index * 7 + (index >> 8));
  }

  private static void write(StreamEndpoint to, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    for (int i = 0; i < size; i++) {
      bytes.put(i, at(i));
    }
    to.setOption(EndpointOptions.SO_SNDTIMEO, Duration.ofSeconds(10));
    assertEquals(size, to.write(bytes));
  }

  private static void assertFollows(ByteBuffer[] buffers, long received, int... positions) {
    int index = 0;
    for (int i = 0; i < buffers.length; i++) {
      assertEquals(i < positions.length ? positions[i] : 0, buffers[i].position(), "buffer " + i);
      for (int k = 0; k < buffers[i].position(); k++) {
        assertEquals(at(index), buffers[i].get(k), "byte " + index++);
      }
    }
    assertEquals(received, index);
  }

  private static ByteBuffer[] mixed(int... sizes) {
    ByteBuffer[] buffers = new ByteBuffer[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      buffers[i] = i % 2 == 0 ? ByteBuffer.allocate(sizes[i]) : ByteBuffer.allocateDirect(sizes[i]);
    }
    return buffers;
  }

  private static EndpointPair<StreamEndpoint> pair() throws IOException {
    return Internet.NETWORK.pair(Internet.STREAM);
  }

  @Test
  void heapAndDirectBuffersAreFilledInTurn() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = pair()) {
      write(pair.first(), 14);
      ByteBuffer[] buffers = mixed(3, 4, 0, 0, 5, 9);
      assertEquals(14, pair.second().read(buffers));
      assertFollows(buffers, 14, 3, 4, 0, 0, 5, 2);
    }
  }

  @Test
  void onlyTheRoomOfABufferIsFilled() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = pair()) {
      ByteBuffer[] buffers = mixed(8, 8);
      for (ByteBuffer buffer : buffers) {
        buffer.put(2, (byte) 9).put(6, (byte) 9).position(3).limit(6);
      }
      write(pair.first(), 20);
      assertEquals(6, pair.second().read(buffers, 0, 2));
      for (int i = 0; i < 2; i++) {
        assertEquals(6, buffers[i].position());
        buffers[i].limit(8);
        byte[] all = {9, at(3 * i), at(3 * i + 1), at(3 * i + 2), 9};
        assertEquals(ByteBuffer.wrap(all), buffers[i].slice(2, 5));
      }
    }
  }

  @Test
  void whatIsTooMuchForOneCallIsLeftForTheNext() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = pair()) {
      write(pair.first(), 100);
      int[] ones = new int[100];
      Arrays.fill(ones, 1);
      ByteBuffer[] buffers = mixed(ones);
      int most = ScatterVector.MOST_BUFFERS;
      assertEquals(most, pair.second().read(buffers));
      assertFollows(buffers, most, Arrays.copyOf(ones, most));
      assertEquals(100 - most, pair.second().read(buffers, most, 100 - most));
      assertFollows(buffers, 100, ones);
    }
  }

  @Test
  void aLargeHeapBufferIsNotPassedOver() throws Exception {
    try (EndpointPair<StreamEndpoint> pair = pair()) {
      write(pair.first(), 70_000);
      ByteBuffer[] buffers = mixed(1, 10, 69_000, 2000);
      for (long received = 0; received < 70_000; ) {
        received += pair.second().read(buffers);
      }
      assertFollows(buffers, 70_000, 1, 10, 69_000, 989);
    }
  }
}
