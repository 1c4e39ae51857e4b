package dev.sockeye.internal;

import dev.sockeye.StreamCopier;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;

/** Copies from stream to stream; once much comes at once, without a look at it. */
public final class SplicedCopy implements StreamCopier {

  /** Creates it; {@link java.util.ServiceLoader} does. */
  public SplicedCopy() {}

  @Override
  public long copy(StreamEndpoint from, StreamEndpoint to, ByteBuffer buffer) throws IOException {
    return StreamSplicing.mayBeBetween(from, to)
        ? Copying.copy(from, to, buffer)
        : Streams.copy(from, to, buffer);
  }

  /** One copy. */
  private static final class Copying {
    private static final int MUCH = 32 * 1024;

    private final StreamEndpoint from;
    private final StreamEndpoint to;
    private boolean tried;

    Copying(StreamEndpoint from, StreamEndpoint to) {
      this.from = from;
      this.to = to;
    }

    /** Until the end of the stream. */
    static long copy(StreamEndpoint from, StreamEndpoint to, ByteBuffer buffer) throws IOException {
      DescriptorStream.Calls reads = ((DescriptorStream) from).beginCalls();
      DescriptorStream.Calls writes = null;
      try {
        writes = ((DescriptorStream) to).beginCalls();
        Copying copy = new Copying(from, to);
        copy.tried = reads == null || writes == null;
        return copy.copy(buffer);
      } finally {
        end(writes);
        end(reads);
      }
    }

    private static void end(DescriptorStream.Calls calls) {
      if (calls != null) {
        calls.close();
      }
    }

    private long copy(ByteBuffer buffer) throws IOException {
      long copied = 0;
      for (int n; (n = from.read(buffer.clear())) >= 0; copied += n) {
        if (n == 0) {
          throw new IllegalBlockingModeException();
        }
        Streams.writeFully(to, buffer.flip());
        if (!tried && n >= MUCH) {
          tried = true;
          copied += move();
        }
      }
      return copied;
    }

    /** Until the end of the stream, which a further read tells, or until that cannot go on. */
    private long move() throws IOException {
      try (StreamSplicing.Pump pump = StreamSplicing.between(from, to)) {
        return pump == null ? 0 : move(pump);
      }
    }

    private long move(StreamSplicing.Pump pump) throws IOException {
      long moved = 0;
      for (long n; (n = pump.take()) >= 0; moved += n) {
        if (n == 0) {
          throw new IllegalBlockingModeException();
        } else if (!giveAll(pump)) {
          Streams.writeFully(to, pump.recover());
          return moved + n;
        }
      }
      return moved;
    }

    /** Gives {@code false} if it cannot go on in this way. */
    private static boolean giveAll(StreamSplicing.Pump pump) throws IOException {
      while (pump.held() > 0) {
        long n = pump.give();
        if (n == 0) {
          throw new IllegalBlockingModeException();
        } else if (n == DescriptorStream.NOT_NOW) {
          return false;
        }
      }
      return true;
    }
  }
}
