package dev.sockeye.spi;

import static dev.sockeye.MessageEndpoint.END_OF_INPUT;
import static dev.sockeye.MessageEndpoint.WOULD_BLOCK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.Attribute;
import dev.sockeye.EndpointPair;
import dev.sockeye.Errno;
import dev.sockeye.Message;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.MessageTooLargeException;
import dev.sockeye.MessageTruncatedException;
import dev.sockeye.SocketErrnoException;
import dev.sockeye.SocketOptions;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FramedEndpointTest {

  private static final int LIMIT = 1 << 20;

  private EndpointPair<StreamEndpoint> streams;
  private StreamEndpoint raw; // the peer, without framing
  private MessageEndpoint framed;

  @BeforeEach
  void open() throws IOException {
    streams = Loopback.pair();
    raw = streams.first();
    framed = new FramedEndpoint(streams.second(), LIMIT);
  }

  @AfterEach
  void close() throws IOException {
    streams.close();
  }

  private void small() throws IOException {
    streams.close();
    streams = Loopback.pair(16 * 1024);
    raw = streams.first();
    framed = new FramedEndpoint(streams.second(), LIMIT);
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] frame(byte[] payload) {
    return ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array();
  }

  private void feed(byte[] bytes, int from, int to) throws IOException {
    Streams.writeFully(raw, ByteBuffer.wrap(bytes, from, to - from));
  }

  private void feed(byte[] bytes) throws IOException {
    feed(bytes, 0, bytes.length);
  }

  private byte[] drain(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(raw, buffer);
    return buffer.array();
  }

  private byte[] receive(int capacity) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(capacity);
    int n = framed.receive(buffer);
    assertEquals(n, buffer.position());
    return Arrays.copyOf(buffer.array(), n);
  }

  private void receiveTimeout(int millis) throws IOException {
    framed.setOption(SocketOptions.SO_RCVTIMEO, Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void keepsBoundaries(boolean direct) throws Exception {
    int[] lengths = {0, 1, 2, 1024, 0, 16_379, 16_380, 16_381, 65_532, 65_533, 200_000, LIMIT, 3};
    Threads.Call<Void> sender =
        Threads.start(
            () -> {
              MessageEndpoint out = new FramedEndpoint(raw, LIMIT);
              for (int length : lengths) {
                ByteBuffer src =
                    direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
                src.put(bytes(length)).flip();
                assertEquals(length, out.send(src));
                assertEquals(length, src.position());
              }
              out.shutdownOutput();
              return null;
            });
    ByteBuffer dst = direct ? ByteBuffer.allocateDirect(LIMIT + 7) : ByteBuffer.allocate(LIMIT + 7);
    for (int length : lengths) {
      dst.clear().position(3);
      assertEquals(length, framed.receive(dst));
      byte[] got = new byte[length];
      dst.flip().position(3).get(got);
      assertArrayEquals(bytes(length), got);
    }
    assertEquals(END_OF_INPUT, framed.receive(dst));
    assertEquals(END_OF_INPUT, framed.receive(dst));
    sender.get();
  }

  @Test
  void putsTheLengthInNetworkOrder() throws IOException {
    framed.send(ByteBuffer.wrap(new byte[] {7, 8}));
    assertArrayEquals(new byte[] {0, 0, 0, 2, 7, 8}, drain(6));
  }

  @Test
  void refusesToSendMoreThanTheLimit() throws IOException {
    ByteBuffer src = ByteBuffer.allocate(LIMIT + 1);
    MessageTooLargeException e =
        assertThrows(MessageTooLargeException.class, () -> framed.send(src));
    assertEquals(LIMIT + 1, src.remaining());
    assertTrue(e.getMessage().contains("1048577"), e.getMessage());
    assertTrue(e.getMessage().contains("1048576"), e.getMessage());
    assertTrue(e.getMessage().contains("MAX_MESSAGE_SIZE"), e.getMessage());
    framed.send(ByteBuffer.wrap(new byte[] {1}));
    assertArrayEquals(new byte[] {0, 0, 0, 1, 1}, drain(5));
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFFFF_FFFFL, 0x8000_0000L, 0x7FFF_FFFFL, LIMIT + 1})
  void refusesAGarbageLength(long length) throws IOException {
    feed(ByteBuffer.allocate(8).putInt((int) length).putInt(1).array());
    for (int i = 0; i < 2; i++) {
      SocketErrnoException e =
          assertThrows(SocketErrnoException.class, () -> framed.receive(ByteBuffer.allocate(9)));
      assertEquals(Errno.EPROTO, e.errno());
      assertTrue(e.getMessage().contains(length + " bytes"), e.getMessage());
      assertTrue(e.getMessage().contains(LIMIT + " of MAX_MESSAGE_SIZE"), e.getMessage());
    }
  }

  @Test
  void aRaisedLimitLetsTheMessagePass() throws IOException {
    framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, 2);
    feed(frame(bytes(3)));
    assertThrows(SocketErrnoException.class, () -> receive(9));
    framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, 3);
    assertArrayEquals(bytes(3), receive(9));
  }

  @Test
  void theLimitIsAnOption() throws IOException {
    assertTrue(framed.supportedOptions().contains(SocketOptions.MAX_MESSAGE_SIZE));
    assertTrue(framed.supportedOptions().contains(SocketOptions.SO_RCVTIMEO));
    assertEquals(LIMIT, framed.getOption(SocketOptions.MAX_MESSAGE_SIZE));
    assertEquals(
        5,
        framed
            .setOption(SocketOptions.MAX_MESSAGE_SIZE, 5)
            .getOption(SocketOptions.MAX_MESSAGE_SIZE));
    assertThrows(
        IllegalArgumentException.class, () -> framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({"10, 4", "10, 0", "65533, 10", "200000, 0", "200000, 100000", "200000, 199999"})
  void tellsTruncation(int length, int capacity) throws Exception {
    byte[] two = Arrays.copyOf(frame(bytes(length)), 2 * (4 + length));
    System.arraycopy(two, 0, two, 4 + length, 4 + length);
    Threads.Call<Void> feeder =
        Threads.start(
            () -> {
              feed(two);
              feed(frame(bytes(3)));
              return null;
            });
    ByteBuffer dst = ByteBuffer.allocate(capacity);
    MessageTruncatedException e =
        assertThrows(MessageTruncatedException.class, () -> framed.receive(dst));
    assertEquals(length, e.length());
    assertArrayEquals(Arrays.copyOf(bytes(length), capacity), dst.array());
    Message message = Message.of(ByteBuffer.allocate(capacity));
    assertEquals(capacity, framed.receiveMessage(message));
    assertTrue(message.isTruncated());
    assertArrayEquals(bytes(3), receive(9));
    feeder.get();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void takesByteByByte(boolean blocking) throws Exception {
    byte[] stream = ByteBuffer.allocate(15).put(frame(bytes(3))).put(frame(bytes(4))).array();
    framed.configureBlocking(blocking);
    receiveTimeout(blocking ? 1 : 0);
    ByteBuffer dst = ByteBuffer.allocate(9);
    for (int i = 0; i < stream.length; i++) {
      assertNothing(dst, blocking);
      feed(stream, i, i + 1);
      if (i == 6 || i == 14) {
        receiveTimeout(blocking ? 10_000 : 0);
        int n;
        while ((n = framed.receive(dst)) == WOULD_BLOCK) {
          Thread.onSpinWait();
        }
        assertEquals(i == 6 ? 3 : 4, n);
        assertArrayEquals(bytes(n), Arrays.copyOf(dst.array(), n));
        dst.clear();
        receiveTimeout(blocking ? 1 : 0);
      }
    }
  }

  private void assertNothing(ByteBuffer dst, boolean blocking) throws IOException {
    if (blocking) {
      assertThrows(SocketTimeoutException.class, () -> framed.receive(dst));
    } else {
      assertEquals(WOULD_BLOCK, framed.receive(dst));
    }
    assertEquals(0, dst.position());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimeoutInsideALongMessageLosesNothing(boolean blocking) throws IOException {
    byte[] frame = frame(bytes(300_000));
    framed.configureBlocking(blocking);
    receiveTimeout(blocking ? 20 : 0);
    int[] cuts = {0, 2, 1000, 70_000, 140_000, 299_999, 300_004};
    for (int i = 0; i + 1 < cuts.length; i++) {
      ByteBuffer dst = ByteBuffer.allocate(300_000);
      assertNothing(dst, blocking);
      feed(frame, cuts[i], cuts[i + 1]);
    }
    // Another buffer than before, in two parts, and a short message behind.
    feed(frame(bytes(2)));
    framed.configureBlocking(true);
    receiveTimeout(10_000);
    Message message = Message.of(ByteBuffer.allocate(100_000), ByteBuffer.allocateDirect(250_000));
    assertEquals(300_000, framed.receiveMessage(message));
    assertFalse(message.isTruncated());
    byte[] got = new byte[300_000];
    message.buffer(0).flip().get(got, 0, 100_000);
    message.buffer(1).flip().get(got, 100_000, 200_000);
    assertArrayEquals(bytes(300_000), got);
    assertArrayEquals(bytes(2), receive(9));
  }

  @Test
  void aTricklingPeerDoesNotExtendTheTimeout() throws Exception {
    receiveTimeout(150);
    feed(ByteBuffer.allocate(4).putInt(LIMIT).array());
    Threads.Call<Void> trickle =
        Threads.start(
            () -> {
              try {
                while (true) {
                  feed(new byte[] {1});
                  java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                }
              } catch (IOException closed) {
                return null;
              }
            });
    long start = System.nanoTime();
    assertThrows(
        SocketTimeoutException.class, () -> framed.receive(ByteBuffer.allocateDirect(LIMIT)));
    assertTrue(System.nanoTime() - start < 5_000_000_000L);
    streams.close();
    trickle.get();
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "3, 1", "4, 300000", "7, 299997", "100004, 200000"})
  void theEndInsideAFrameIsNotTheEnd(int had, int missing) throws Exception {
    Threads.Call<Void> feeder =
        Threads.start(
            () -> {
              feed(frame(bytes(300_000)), 0, had);
              raw.shutdownOutput();
              return null;
            });
    for (int i = 0; i < 2; i++) {
      ByteBuffer dst = ByteBuffer.allocate(300_000);
      EOFException e = assertThrows(EOFException.class, () -> framed.receive(dst));
      assertTrue(e.getMessage().contains(" " + missing + " bytes"), e.getMessage());
      assertEquals(0, dst.position());
    }
    feeder.get();
  }

  @Test
  void theEndInsideACutMessageIsTold() throws IOException {
    feed(frame(bytes(300_000)), 0, 100);
    raw.shutdownOutput();
    assertThrows(MessageTruncatedException.class, () -> receive(10));
    EOFException e = assertThrows(EOFException.class, () -> receive(10));
    assertTrue(e.getMessage().contains("299904 bytes"), e.getMessage());
  }

  @Test
  void shutdownInputEndsReceiving() throws Exception {
    feed(frame(bytes(3)));
    feed(frame(bytes(3)));
    assertArrayEquals(bytes(3), receive(9));
    framed.shutdownInput();
    assertEquals(END_OF_INPUT, framed.receive(ByteBuffer.allocate(9)));
  }

  @Test
  void whatIsBufferedDoesNotOutliveClose() throws IOException {
    feed(frame(bytes(3)));
    feed(frame(bytes(3)));
    assertArrayEquals(bytes(3), receive(9));
    framed.close();
    assertFalse(framed.isOpen());
    assertThrows(ClosedChannelException.class, () -> receive(9));
    assertThrows(ClosedChannelException.class, () -> framed.send(ByteBuffer.allocate(1)));
    assertThrows(
        ClosedChannelException.class, () -> framed.getOption(SocketOptions.MAX_MESSAGE_SIZE));
  }

  @Test
  void closeWakesAReceive() throws Exception {
    Threads.Call<byte[]> call = Threads.start(() -> receive(9)).awaitIn("readIntoNativeBuffer");
    framed.close();
    assertThrows(AsynchronousCloseException.class, call::get);
  }

  @Test
  void addressesAndMessages() throws IOException {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    assertEquals(2, framed.sendTo(ByteBuffer.wrap(bytes(2)), raw.getLocalAddress()));
    Message message = Message.allocate(9);
    message.set(Attribute.of("old", String.class), "x").truncated(true);
    assertEquals(2, peer.receiveMessage(message));
    assertEquals(framed.getLocalAddress(), message.peer());
    assertEquals(0, message.attributeCount());
    assertTrue(message.isEndOfRecord());
    assertFalse(message.isTruncated());
    message.payload().flip();
    assertEquals(2, peer.sendMessage(message));
    ByteBuffer dst = ByteBuffer.allocate(9);
    assertEquals(raw.getLocalAddress(), framed.receiveFrom(dst));
    assertEquals(2, dst.position());
    raw.shutdownOutput();
    assertThrows(EOFException.class, () -> framed.receiveFrom(dst));
    framed.configureBlocking(false);
    assertThrows(IllegalBlockingModeException.class, () -> framed.receiveFrom(dst));
  }

  @Test
  void refusesWhatAStreamHasNot() throws IOException {
    ByteBuffer src = ByteBuffer.allocate(1);
    assertThrows(
        AlreadyConnectedException.class, () -> framed.sendTo(src, new InetSocketAddress(9)));
    Attribute<String> ppid = Attribute.of("PPID", String.class);
    Message message = Message.of(src).set(ppid, "7");
    UnsupportedOperationException e =
        assertThrows(UnsupportedOperationException.class, () -> framed.sendMessage(message));
    assertTrue(e.getMessage().contains("PPID"), e.getMessage());
    assertEquals(1, src.remaining());
    assertThrows(UnsupportedOperationException.class, framed::disconnect);
    assertThrows(
        IllegalArgumentException.class,
        () -> framed.receive(ByteBuffer.allocate(1).asReadOnlyBuffer()));
    raw.configureBlocking(false);
    assertEquals(0, raw.read(ByteBuffer.allocate(1)), "nothing was sent");
  }

  @Test
  void unwrapsToEachLayer() {
    assertSame(streams.second(), framed.unwrap(StreamEndpoint.class));
    assertTrue(framed.unwrap(SocketChannel.class).isConnected());
    assertThrows(UnsupportedOperationException.class, () -> framed.unwrap(String.class));
    assertEquals(MessageEndpoint.class, framed.spec().shape());
    assertEquals(Loopback.STREAM.toString(), framed.spec().toString());
  }

  @Test
  void gathersAndScatters() throws Exception {
    Message out =
        Message.of(
            ByteBuffer.wrap(bytes(1000)), ByteBuffer.allocate(0), ByteBuffer.wrap(bytes(70_000)));
    Threads.Call<Integer> sender =
        Threads.start(() -> new FramedEndpoint(raw, LIMIT).sendMessage(out));
    Message in = Message.of(ByteBuffer.allocate(70_000), ByteBuffer.allocate(1000));
    assertEquals(71_000, framed.receiveMessage(in));
    assertEquals(71_000, sender.get());
    assertEquals(0, out.remaining());
    byte[] got = Arrays.copyOf(in.buffer(0).array(), 71_000);
    in.buffer(1).flip().get(got, 70_000, 1000);
    assertArrayEquals(bytes(1000), Arrays.copyOf(got, 1000));
    assertArrayEquals(bytes(70_000), Arrays.copyOfRange(got, 1000, 71_000));
  }

  private static Message[] messages(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> Message.of(ByteBuffer.wrap(bytes(length))))
        .toArray(Message[]::new);
  }

  @Test
  void batches() throws Exception {
    int[] lengths = {1, 0, 10_000, 10_000, 100_000, 5, LIMIT, 6};
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    Message[] out = messages(lengths);
    Threads.Call<Integer> sender = Threads.start(() -> peer.sendMessages(out, 0, out.length));
    Message[] in = new Message[lengths.length];
    Arrays.setAll(in, i -> Message.of(ByteBuffer.allocate(lengths[i])));
    for (int n = 0; n < in.length; ) {
      n += framed.receiveMessages(in, n, in.length - n);
    }
    for (int i = 0; i < lengths.length; i++) {
      assertArrayEquals(bytes(lengths[i]), in[i].payload().array());
    }
    assertEquals(lengths.length, sender.get());
    assertEquals(0, framed.receiveMessages(in, 0, 0));
    assertEquals(0, peer.sendMessages(out, 0, 0));
    raw.shutdownOutput();
    assertEquals(END_OF_INPUT, framed.receiveMessages(in, 0, 3));
  }

  @Test
  void manyFramesComeWithOneRead() throws IOException {
    Message[] out = messages(1, 2, 3, 4, 5);
    assertEquals(5, new FramedEndpoint(raw, LIMIT).sendMessages(out, 0, 5));
    Message[] in = messages(9, 9, 9, 9, 9);
    assertEquals(5, framed.receiveMessages(in, 0, 5));
  }

  @Test
  void aBatchEndsBeforeWhatFails() throws IOException {
    Message[] out = messages(1, 2, LIMIT + 1, 3);
    assertEquals(2, framed.sendMessages(out, 0, 4));
    assertThrows(MessageTooLargeException.class, () -> framed.sendMessages(out, 2, 2));
    out[2] = messages(3)[0].set(Attribute.of("x", String.class), "y");
    assertThrows(UnsupportedOperationException.class, () -> framed.sendMessages(out, 2, 2));
    out[0] = messages(1)[0];
    assertEquals(1, framed.sendMessages(out, 0, 1));
    out[0] = messages(4)[0];
    assertEquals(1, framed.sendMessages(new Message[] {out[0], out[2]}, 0, 2));
    assertArrayEquals(frame(bytes(1)), drain(5));
    assertArrayEquals(frame(bytes(2)), drain(6));
    assertArrayEquals(frame(bytes(1)), drain(5));
    assertArrayEquals(frame(bytes(4)), drain(8));
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 3_000, 20_000, 300_000})
  void nonBlockingSendsTakeWholeMessages(int length) throws Exception {
    small();
    framed.configureBlocking(false);
    int sent = 0;
    ByteBuffer src = ByteBuffer.wrap(bytes(length));
    while (framed.send(src.rewind()) != WOULD_BLOCK) {
      assertEquals(length, src.position());
      sent++;
    }
    assertEquals(0, src.position());
    assertTrue(sent > 0);
    assertReceives(sent, length);
  }

  private void assertReceives(int count, int length) throws Exception {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    Threads.Call<Void> reader =
        Threads.start(
            () -> {
              ByteBuffer dst = ByteBuffer.allocate(length);
              for (int i = 0; i < count; i++) {
                assertEquals(length, peer.receive(dst.clear()));
                assertArrayEquals(bytes(length), dst.array());
              }
              assertEquals(END_OF_INPUT, peer.receive(dst));
              return null;
            });
    framed.shutdownOutput();
    assertThrows(ClosedChannelException.class, () -> framed.send(ByteBuffer.allocate(1)));
    while (framed.sendMessages(new Message[0], 0, 0) == WOULD_BLOCK) {
      Thread.onSpinWait();
    }
    reader.get();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 20_000, 300_000})
  void nonBlockingBatchesTakeWholeMessages(int length) throws Exception {
    small();
    framed.configureBlocking(false);
    int sent = 0;
    for (int n = 0; n != WOULD_BLOCK; ) {
      Message[] out = messages(length, length, length, length, length);
      n = framed.sendMessages(out, 0, 5);
      sent += Math.max(n, 0);
      for (int i = 0; i < 5; i++) {
        assertEquals(i < n ? 0 : length, out[i].remaining());
      }
    }
    assertReceives(sent, length);
  }

  @ParameterizedTest
  @ValueSource(ints = {3_000, 300_000})
  void aSendTimeoutDoesNotCorruptTheStream(int length) throws Exception {
    small();
    framed.setOption(SocketOptions.SO_SNDTIMEO, Duration.ofMillis(30));
    ByteBuffer src = ByteBuffer.wrap(bytes(length));
    int[] sent = {0};
    SocketTimeoutException e =
        assertThrows(
            SocketTimeoutException.class,
            () -> {
              while (framed.send(src.rewind()) == length) {
                sent[0]++;
              }
            });
    assertEquals(0, src.position(), e::toString);
    framed.setOption(SocketOptions.SO_SNDTIMEO, Duration.ZERO);
    assertReceives(sent[0], length);
  }

  @Test
  void twoWritersDoNotMix() throws Exception {
    Threads.Call<?>[] writers = {writer(100), writer(50_000)};
    ByteBuffer dst = ByteBuffer.allocate(50_000);
    int total = 0;
    for (int i = 0; i < 400; i++) {
      int n = framed.receive(dst.clear());
      assertArrayEquals(bytes(n), Arrays.copyOf(dst.array(), n));
      total += n;
    }
    assertEquals(200 * 50_100, total);
    for (Threads.Call<?> writer : writers) {
      writer.get();
    }
  }

  private MessageEndpoint shared;

  private synchronized MessageEndpoint shared() {
    if (shared == null) {
      shared = new FramedEndpoint(raw, LIMIT);
    }
    return shared;
  }

  private Threads.Call<Void> writer(int length) {
    return Threads.start(
        () -> {
          for (int i = 0; i < 200; i++) {
            shared().send(ByteBuffer.wrap(bytes(length)));
          }
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void steadyUseAllocatesNothing(boolean direct) throws IOException {
    MessageEndpoint peer = new FramedEndpoint(raw, LIMIT);
    ByteBuffer little = direct ? ByteBuffer.allocateDirect(64) : ByteBuffer.allocate(64);
    ByteBuffer large = direct ? ByteBuffer.allocateDirect(100_000) : ByteBuffer.allocate(100_000);
    Message parts = Message.of(little.duplicate(), large.duplicate());
    Message all = Message.allocate(200_000);
    com.sun.management.ThreadMXBean beans =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + 40_000_000_000L;
    while (best >= 1000 && System.nanoTime() < end) { // until it is compiled
      long before = beans.getThreadAllocatedBytes(id);
      for (int i = 0; i < 1000; i++) {
        exchange(peer, little);
        parts.clear();
        framed.sendMessage(parts);
        peer.receiveMessage(all.clear());
        if (i % 10 == 0) {
          exchange(peer, large);
        }
      }
      best = Math.min(best, beans.getThreadAllocatedBytes(id) - before);
    }
    assertTrue(best < 1000, best + " bytes in 1000 rounds");
  }

  private void exchange(MessageEndpoint peer, ByteBuffer buffer) throws IOException {
    framed.send(buffer.clear());
    peer.receive(buffer.clear());
  }

  @Test
  void allocatesNothingForAPromise() throws IOException {
    framed.configureBlocking(false);
    framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, 1 << 30);
    feed(ByteBuffer.allocate(5).putInt(1 << 30).array());
    long before = directMemory();
    ByteBuffer dst = ByteBuffer.allocate(100);
    for (int i = 0; i < 100; i++) {
      assertEquals(WOULD_BLOCK, framed.receive(dst));
    }
    assertTrue(directMemory() - before < 1 << 20);
  }

  private static long directMemory() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void anUnconnectedOneSaysSo() throws IOException {
    try (MessageEndpoint alone =
        new FramedEndpoint(
            new NioStreamEndpoint(Loopback.STREAM, "tcp", SocketChannel.open()), 9)) {
      Class<java.nio.channels.NotYetConnectedException> expected =
          java.nio.channels.NotYetConnectedException.class;
      assertThrows(expected, () -> alone.send(ByteBuffer.allocate(1)));
      assertThrows(expected, () -> alone.receive(ByteBuffer.allocate(1)));
      assertThrows(expected, alone::shutdownOutput);
      assertThrows(expected, alone::shutdownInput);
      assertThrows(expected, () -> alone.sendTo(ByteBuffer.allocate(1), new InetSocketAddress(80)));
      assertNull(alone.getRemoteAddress());
      assertFalse(alone.isConnected());
    }
  }

  /** A stream that takes nothing now, as after a write that filled it to the last byte. */
  private static StreamEndpoint full() throws IOException {
    StreamEndpoint stream = mock(StreamEndpoint.class);
    doReturn(Loopback.STREAM).when(stream).spec();
    when(stream.isOpen()).thenReturn(true);
    when(stream.getOption(any())).thenReturn(Duration.ZERO);
    return stream;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50_000})
  void aBatchIntoAFullStreamGivesUpAtOnce(int length) throws Exception {
    MessageEndpoint out = new FramedEndpoint(full(), LIMIT);
    Message[] two = {Message.of(ByteBuffer.allocate(length)), Message.of(ByteBuffer.allocate(1))};
    assertEquals(WOULD_BLOCK, Threads.start(() -> out.sendMessages(two, 0, 2)).get());
    assertEquals(length, two[0].remaining());
  }

  @Test
  void aBatchThatFailsLaterKeepsWhatWasReceived() throws IOException {
    feed(frame(bytes(1)));
    feed(frame(bytes(2)));
    feed(frame(bytes(300)));
    feed(frame(bytes(4)));
    framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, 100);
    Message[] messages = new Message[4];
    Arrays.setAll(messages, i -> Message.allocate(1000));
    int count = 0;
    while (count < 2) { // more than one read, if they come apart
      count += framed.receiveMessages(messages, count, 4 - count);
    }
    assertEquals(2, count);
    assertEquals(2, messages[1].payload().position());
    SocketErrnoException e =
        assertThrows(
            SocketErrnoException.class, () -> framed.receiveMessages(messages, 2, 2), "met again");
    assertEquals(Errno.EPROTO, e.errno());
    framed.setOption(SocketOptions.MAX_MESSAGE_SIZE, 300);
    assertEquals(300, framed.receiveMessage(messages[2]));
  }

  @Test
  void aBatchThatIsRefusedLeavesNothingBehind() throws IOException {
    Message one = Message.of(ByteBuffer.wrap(bytes(10)));
    assertThrows(
        NullPointerException.class, () -> framed.sendMessages(new Message[] {one, null}, 0, 2));
    assertEquals(10, one.remaining());
    framed.send(ByteBuffer.wrap(bytes(5)));
    assertArrayEquals(frame(bytes(5)), drain(9));
  }
}
