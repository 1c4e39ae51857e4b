package dev.sockeye.bench;

import dev.sockeye.MessageEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.ThreadFactory;

/**
 * Two connected channels, the second served by a thread; of messages, where a read is a receive.
 */
final class ConnectedPeers implements Closeable {

  private static final ThreadFactory THREADS =
      task -> {
        Thread thread = new Thread(task, "bench-peer");
        thread.setDaemon(true);
        return thread;
      };

  private final ByteChannel near;
  private final ByteChannel far;

  /** Over message endpoints. */
  ConnectedPeers(MessageEndpoint near, MessageEndpoint far) {
    this(new MessageChannel(near), new MessageChannel(far));
  }

  ConnectedPeers(ByteChannel near, ByteChannel far) {
    this.near = near;
    this.far = far;
  }

  /** Round trips of a message of {@code size} bytes. */
  Contender roundTrip(int size) {
    THREADS.newThread(() -> echo(size)).start();
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    return trips -> {
      for (int i = 0; i < trips; i++) {
        near.write(buffer.clear());
        fill(near, buffer.clear());
      }
    };
  }

  /** Writes of {@code size} bytes, each until the peer has read it all together with the others. */
  Contender throughput(int size) {
    THREADS.newThread(() -> drain(size)).start();
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    ByteBuffer receipt = ByteBuffer.allocateDirect(1);
    return writes -> {
      ByteBuffer count = ByteBuffer.allocate(Integer.BYTES).putInt(writes).flip();
      near.write(count);
      for (int i = 0; i < writes; i++) {
        buffer.clear();
        while (buffer.hasRemaining()) {
          near.write(buffer);
        }
      }
      fill(near, receipt.clear());
    };
  }

  private void echo(int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    try {
      while (fill(far, buffer.clear())) {
        far.write(buffer.flip());
      }
    } catch (IOException closed) {
      // The measurement is over.
    }
  }

  private void drain(int size) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    ByteBuffer count = ByteBuffer.allocate(Integer.BYTES);
    ByteBuffer receipt = ByteBuffer.allocateDirect(1);
    try {
      while (fill(far, count.clear())) {
        long left = (long) count.flip().getInt() * size;
        while (left > 0) {
          left -= far.read(buffer.clear().limit((int) Math.min(size, left)));
        }
        far.write(receipt.clear());
      }
    } catch (IOException closed) {
      // The measurement is over.
    }
  }

  private static boolean fill(ByteChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    near.close();
    far.close();
  }

  /** A message endpoint in the shape of the channels that it is measured against. */
  private record MessageChannel(MessageEndpoint endpoint) implements ByteChannel {

    @Override
    public int read(ByteBuffer dst) throws IOException {
      return endpoint.receive(dst);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
      return endpoint.send(src);
    }

    @Override
    public boolean isOpen() {
      return endpoint.isOpen();
    }

    @Override
    public void close() throws IOException {
      endpoint.close();
    }
  }
}
