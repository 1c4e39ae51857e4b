package dev.sockeye.tap;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pcapng file (draft-ietf-opsawg-pcapng) that {@link TapNetwork}s record to and that Wireshark,
 * {@code tshark} and {@code capinfos} read, also while it grows.
 *
 * <pre>{@code
 * try (PcapngSink sink = PcapngSink.create(Path.of("app.pcapng"))) {
 *   run(TapNetwork.over(Network.system(), sink));
 * }
 * }</pre>
 *
 * <p>Those who send and receive copy into a buffer of a fixed size, and a daemon thread writes that
 * to the file. Where the file is slower, the buffer becomes full and packets are dropped: {@link
 * #dropped()} counts them, the file says of each interface how many there were ("isb_ifdrop"), and
 * the sequence numbers of TCP have a gap, which Wireshark shows. {@link Builder#waitWhenFull} slows
 * the program down instead. If the file cannot be written any more, such as on a full disk, all
 * further packets are dropped, the program goes on, and {@link #flush} and {@link #close} throw.
 *
 * <p>For any number of threads and networks.
 */
public final class PcapngSink implements Closeable, Flushable {

  private static final int SMALLEST_BUFFER = 512 * 1024;
  private static final int DEFAULT_BUFFER = 8 << 20;

  private final WritableByteChannel file;
  private final BlockQueue queue;

  /** The TCP connections that there are; guarded by the queue's lock. */
  private final TcpFlows flows = new TcpFlows();

  // Guarded by the queue's lock.
  private final Set<TappedInterface> interfaces = new LinkedHashSet<>(); // in the file, and open
  private int interfaceCount; // in the file
  private int endpointCount;

  private final AtomicBoolean closed = new AtomicBoolean();
  private final LongAdder packets = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  private PcapngSink(WritableByteChannel file, int bufferSize, boolean waits) {
    this.file = file;
    queue = new BlockQueue(file, bufferSize, waits);
    lock();
    try {
      Blocks.section(queue.tail(), "Sockeye");
      queue.appended();
    } finally {
      unlock();
    }
  }

  /**
   * Creates a file, or empties one that is there.
   *
   * @param file where
   * @return the sink
   * @throws IOException if the file cannot be written
   */
  public static PcapngSink create(Path file) throws IOException {
    return builder().create(file);
  }

  /**
   * Begins a sink that is not as usual.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * How many packets were taken so far.
   *
   * @return the number
   */
  public long packets() {
    return packets.sum();
  }

  /**
   * How many packets there was no room for, or which could not be written any more.
   *
   * @return the number
   */
  public long dropped() {
    return dropped.sum();
  }

  /**
   * Waits until all that was recorded is in the file.
   *
   * @throws IOException if it could not be written
   */
  @Override
  public void flush() throws IOException {
    queue.flush();
  }

  /**
   * Writes what was recorded and closes the file. What endpoints do afterwards is not recorded.
   * Harmless when repeated.
   *
   * @throws IOException if something could not be written
   */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try (file) {
        queue.flush(); // so that there is room for what the end says
        end();
        queue.flush();
      }
    }
  }

  private void end() {
    lock();
    try {
      for (TappedInterface open : List.copyOf(interfaces)) {
        finish(open);
      }
      queue.end();
    } finally {
      unlock();
    }
  }

  @Override
  public String toString() {
    return "pcapng of " + packets() + " packets, " + dropped() + " dropped";
  }

  void lock() {
    queue.lock();
  }

  void unlock() {
    queue.unlock();
  }

  TcpFlows flows() {
    return flows;
  }

  /** Numbers endpoints, from 1 on, with the lock held. */
  int nextEndpoint() {
    return ++endpointCount;
  }

  /**
   * Tells, with the lock held, whether a packet of so many bytes can be {@linkplain #record
   * recorded} now. It may wait for that, and nobody else records meanwhile.
   */
  boolean hasRoom(int length) {
    return queue.hasRoom(length + Blocks.PACKET_OVERHEAD + Blocks.LARGEST_DESCRIPTION);
  }

  /** Counts a packet that there was no room for, with the lock held. */
  void drop(TappedInterface of) {
    of.countDropped();
    dropped.increment();
  }

  /** Records a packet that there is room for, with the lock held. */
  void record(TappedInterface of, Direction direction, int length, Content content) {
    ByteBuffer to = queue.tail();
    if (of.number() < 0) {
      of.describe(to, interfaceCount++);
      interfaces.add(of);
    }
    int start = Blocks.beginPacket(to, of.number(), now(), length);
    content.put(to.order(ByteOrder.BIG_ENDIAN)); // the network's, and the blocks' is the host's
    to.order(ByteOrder.nativeOrder());
    Blocks.endPacket(to, start, direction);
    queue.appended();
    of.countRecorded();
    packets.increment();
  }

  /**
   * Says how much of an endpoint was recorded, at its end, with the lock held; or at the sink's own
   * end, if there is no room now.
   */
  void finish(TappedInterface of) {
    if (interfaces.contains(of) && queue.hasRoom(Blocks.LARGEST_DESCRIPTION)) {
      interfaces.remove(of);
      Blocks.statistics(queue.tail(), of.number(), now(), of.recorded(), of.dropped());
      queue.appended();
    }
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Sets a sink up. */
  public static final class Builder {

    private int bufferSize = DEFAULT_BUFFER;
    private boolean waits;

    private Builder() {}

    /**
     * Says how much may wait to be written.
     *
     * @param bytes of each of two buffers, of which one is filled while the other is written; at
     *     least 512 KiB, 8 MiB unless set
     * @return this
     * @throws IllegalArgumentException if that is too few
     */
    public Builder bufferSize(int bytes) {
      if (bytes < SMALLEST_BUFFER) {
        throw new IllegalArgumentException("a buffer of " + bytes + " bytes: at least 524288");
      }
      bufferSize = bytes;
      return this;
    }

    /**
     * Makes those who send and receive wait while the buffer is full, so that nothing is dropped:
     * the program is then no faster than the file, and calls in non-blocking mode wait too.
     *
     * @return this
     */
    public Builder waitWhenFull() {
      waits = true;
      return this;
    }

    /**
     * Creates a file, or empties one that is there. A named pipe will do, too.
     *
     * @param file where
     * @return the sink
     * @throws IOException if the file cannot be written
     */
    public PcapngSink create(Path file) throws IOException {
      return writeTo(
          Files.newByteChannel(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING));
    }

    /**
     * Writes to a channel, such as a pipe to {@code wireshark -k -i -}.
     *
     * @param channel in blocking mode, which the sink owns from now on
     * @return the sink
     */
    public PcapngSink writeTo(WritableByteChannel channel) {
      return new PcapngSink(Objects.requireNonNull(channel, "channel"), bufferSize, waits);
    }
  }
}
