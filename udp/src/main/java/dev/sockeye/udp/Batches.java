package dev.sockeye.udp;

import dev.sockeye.internal.DatagramBatching;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.ServiceLoader;

/** The native batches of one channel, where a module is present that has them. */
final class Batches implements Closeable {

  /** Looked for when the first batch is sent or received; {@code null} if there is none. */
  private static final class Service {
    static final DatagramBatching INSTANCE =
        ServiceLoader.load(DatagramBatching.class, Batches.class.getClassLoader())
            .findFirst()
            .orElse(null);
  }

  private final DatagramChannel channel;

  // Guarded by this.
  private DatagramBatching.Batch batch;
  private boolean settled;

  Batches(DatagramChannel channel) {
    this.channel = channel;
  }

  /** The channel's batches; {@code null} if they are sent and received one by one. */
  synchronized DatagramBatching.Batch get() throws IOException {
    if (!settled && channel.getLocalAddress() != null) {
      settled = true;
      batch = Service.INSTANCE == null ? null : Service.INSTANCE.open(channel).orElse(null);
    }
    return batch;
  }

  @Override
  public synchronized void close() throws IOException {
    settled = true;
    if (batch != null) {
      batch.close();
    }
  }
}
