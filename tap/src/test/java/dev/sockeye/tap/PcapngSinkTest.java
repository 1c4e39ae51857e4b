package dev.sockeye.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointPair;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import dev.sockeye.tcp.Tcp;
import dev.sockeye.testkit.local.Tshark;
import dev.sockeye.udp.Udp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of packets when the file is slow, full or closed. */
@Timeout(60)
class PcapngSinkTest {

  private static final int SMALLEST = 512 * 1024;
  private static final int MESSAGE = 10_000;
  private static final int LARGE = 50_000;
  private static final int MANY = 2 * SMALLEST / LARGE + 5;
  private static final int SMALL = 100;
  private static final int MORE_THAN_FIT = 2 * SMALLEST / MESSAGE + 20;

  @TempDir Path folder;

  /** A file that takes nothing until it may. */
  private static final class Held implements WritableByteChannel {
    private final FileChannel file;
    private final CountDownLatch may = new CountDownLatch(1);

    Held(Path path) throws IOException {
      file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      try {
        may.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return file.write(src);
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static void send(PcapngSink sink, int count) throws IOException {
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    try (MessageEndpoint endpoint = memory.socket(Udp.DATAGRAM)) {
      for (int i = 0; i < count; i++) {
        endpoint.sendTo(
            ByteBuffer.allocate(MESSAGE), InetSocketAddress.createUnresolved("10.0.0.1", 7000));
      }
    }
  }

  @Test
  void dropsAndCountsWhereTheFileIsSlower() throws Exception {
    Path file = folder.resolve("tap.pcapng");
    Held held = new Held(file);
    PcapngSink sink = PcapngSink.builder().bufferSize(SMALLEST).writeTo(held);
    send(sink, MORE_THAN_FIT);
    assertTrue(sink.dropped() > 0, sink::toString);
    assertEquals(MORE_THAN_FIT, sink.packets() + sink.dropped());
    held.may.countDown();
    sink.close();
    assertEquals(sink.packets(), new Tshark(file).fields("udp", "frame.number").size());
    assertFalse(held.isOpen());
  }

  @Test
  void waitsIfToldTo() throws Exception {
    Path file = folder.resolve("tap.pcapng");
    Held held = new Held(file);
    PcapngSink sink = PcapngSink.builder().bufferSize(SMALLEST).waitWhenFull().writeTo(held);
    Thread sender = thread(() -> send(sink, MORE_THAN_FIT));
    awaitWaiting(sender);
    assertTrue(sink.packets() < MORE_THAN_FIT, sink::toString);
    held.may.countDown();
    sender.join();
    sink.close();
    assertEquals(0, sink.dropped());
    assertEquals(MORE_THAN_FIT, new Tshark(file).fields("udp", "frame.number").size());
  }

  @Test
  void keepsTheOrderOfAStreamWhereAThreadWaits() throws Exception {
    Path file = folder.resolve("tap.pcapng");
    Held held = new Held(file);
    PcapngSink sink = PcapngSink.builder().bufferSize(SMALLEST).waitWhenFull().writeTo(held);
    Network memory = MemoryNetwork.create();
    try (EndpointPair<StreamEndpoint> pair = TapNetwork.over(memory, sink).pair(Tcp.STREAM)) {
      Thread reader = thread(() -> readAll(pair.second(), MANY * LARGE + SMALL));
      Thread large = thread(() -> write(pair.first(), MANY, LARGE));
      awaitWaiting(large);
      Thread small = thread(() -> write(pair.first(), SMALL, 1)); // which there is room for
      awaitWaiting(small);
      held.may.countDown();
      for (Thread ends : List.of(large, small, reader)) {
        ends.join();
      }
    }
    sink.close();
    Tshark tshark = new Tshark(file);
    assertEquals(List.of(), tshark.warnings());
    String written = String.join("", tshark.follow(0)).replace("\t", "");
    assertEquals(MANY * LARGE + SMALL, written.length() / 2);
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TERMINATED) {
      Thread.onSpinWait();
    }
  }

  private static void write(StreamEndpoint to, int blocks, int length) throws IOException {
    for (int i = 0; i < blocks; i++) {
      Streams.writeFully(to, ByteBuffer.allocate(length));
    }
  }

  private static void readAll(StreamEndpoint from, int count) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(64 * 1024);
    for (int left = count; left > 0; left -= read.position()) {
      Streams.readFully(from, read.clear().limit(Math.min(left, read.capacity())));
    }
  }

  /** What a thread does. */
  private interface Task {
    void run() throws IOException;
  }

  private static Thread thread(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void letsTheProgramGoOnWhenTheDiskIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      System.out.println("Skipped: no /dev/full on this system");
    }
    Assumptions.assumeTrue(Files.exists(full), "no /dev/full on this system");
    PcapngSink sink = PcapngSink.create(full);
    assertThrows(IOException.class, sink::flush);
    send(sink, 3);
    assertEquals(3, sink.dropped());
    IOException failure = assertThrows(IOException.class, sink::close);
    assertTrue(failure.getMessage().contains("No space left"), failure.getMessage());
    sink.close();
  }

  @Test
  void canBeReadWhileItGrows() throws Exception {
    Path file = folder.resolve("tap.pcapng");
    try (PcapngSink sink = PcapngSink.create(file)) {
      send(sink, 1);
      sink.flush();
      assertEquals(List.of("1"), new Tshark(file).fields("udp", "frame.number"));
      send(sink, 1);
      sink.flush();
      assertEquals(List.of("1", "2"), new Tshark(file).fields("udp", "frame.number"));
    }
  }

  @Test
  void takesNothingMoreWhenClosed() throws Exception {
    Path file = folder.resolve("tap.pcapng");
    PcapngSink sink = PcapngSink.create(file);
    Network memory = TapNetwork.over(MemoryNetwork.create(), sink);
    try (EndpointPair<MessageEndpoint> pair = memory.pair(Udp.DATAGRAM)) {
      pair.first().send(ByteBuffer.allocate(1));
      sink.close();
      pair.first().send(ByteBuffer.allocate(1));
    }
    assertEquals(1, sink.dropped());
    assertEquals(List.of("1"), new Tshark(file).fields("udp", "frame.number"));
  }

  @Test
  void refusesABufferThatNoPacketFits() {
    assertThrows(
        IllegalArgumentException.class, () -> PcapngSink.builder().bufferSize(SMALLEST - 1));
  }
}
