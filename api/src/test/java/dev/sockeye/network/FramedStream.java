package dev.sockeye.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sockeye.EndpointOptions;
import dev.sockeye.EndpointPair;
import dev.sockeye.Loopback;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A framed endpoint whose peer speaks bytes. */
@Timeout(60)
abstract class FramedStream {

  static final int LIMIT = 1 << 20;

  EndpointPair<StreamEndpoint> streams;
  StreamEndpoint raw; // the peer, without framing
  MessageEndpoint framed;

  @BeforeEach
  void open() throws IOException {
    streams = Loopback.pair();
    raw = streams.first();
    framed = new FramedEndpoint(streams.second(), LIMIT);
  }

  /** Opens a pair that holds little, instead. */
  void small() throws IOException {
    small(16 * 1024);
  }

  void small(int buffers) throws IOException {
    streams.close();
    streams = Loopback.pair(buffers);
    raw = streams.first();
    framed = new FramedEndpoint(streams.second(), LIMIT);
  }

  @AfterEach
  void close() throws IOException {
    streams.close();
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static byte[] frame(byte[] payload) {
    return ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
  }

  static Message[] messages(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> Message.of(ByteBuffer.wrap(bytes(length))))
        .toArray(Message[]::new);
  }

  void feed(byte[] bytes, int from, int to) throws IOException {
    Streams.writeFully(raw, ByteBuffer.wrap(bytes, from, to - from));
  }

  void feed(byte[] bytes) throws IOException {
    feed(bytes, 0, bytes.length);
  }

  byte[] drain(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(raw, buffer);
    return buffer.array();
  }

  byte[] receive(int capacity) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(capacity);
    int n = framed.receive(buffer);
    assertEquals(n, buffer.position());
    return Arrays.copyOf(buffer.array(), n);
  }

  void receiveTimeout(int millis) throws IOException {
    framed.setOption(EndpointOptions.SO_RCVTIMEO, Duration.ofMillis(millis));
  }
}
