package dev.sockeye.bench.contest;

import dev.sockeye.MessageEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * Two connected channels, the second served by a thread; of messages, where a read is a receive.
 */
final class ConnectedPeers implements Closeable {

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
  Contender roundTrips(int size) {
    Threads.start(() -> echo(size));
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    return contender(
        trips -> {
          for (int i = 0; i < trips; i++) {
            near.write(buffer.clear());
            fill(near, buffer.clear());
          }
        });
  }

  /** Writes of {@code size} bytes, which the peer reads; it sends a receipt for all together. */
  Contender throughput(int size) {
    Threads.start(() -> drain(size));
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    ByteBuffer count = ByteBuffer.allocateDirect(Integer.BYTES);
    ByteBuffer receipt = ByteBuffer.allocateDirect(1);
    return contender(
        writes -> {
          near.write(count.clear().putInt(writes).flip());
          for (int i = 0; i < writes; i++) {
            buffer.clear();
            while (buffer.hasRemaining()) {
              near.write(buffer);
            }
          }
          fill(near, receipt.clear());
        });
  }

  private Contender contender(Contender work) {
    return new Contender() {
      @Override
      public void run(int operations) throws IOException {
        work.run(operations);
      }

      @Override
      public void close() throws IOException {
        ConnectedPeers.this.close();
      }
    };
  }

  private void echo(int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    while (fill(far, buffer.clear())) {
      far.write(buffer.flip());
    }
  }

  private void drain(int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    ByteBuffer count = ByteBuffer.allocateDirect(Integer.BYTES);
    ByteBuffer receipt = ByteBuffer.allocateDirect(1);
    while (fill(far, count.clear())) {
      long left = (long) count.flip().getInt() * size;
      while (left > 0) {
        int read = far.read(buffer.clear().limit((int) Math.min(size, left)));
        if (read < 0) {
          return;
        }
        left -= read;
      }
      far.write(receipt.clear());
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
