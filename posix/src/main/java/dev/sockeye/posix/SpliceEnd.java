package dev.sockeye.posix;

import dev.sockeye.Domain;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.DescriptorStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A stream that bytes are moved from or to: one of the JDK's channels by a duplicate of its
 * descriptor, a native one by its own. Harmless when closed again.
 */
final class SpliceEnd implements Closeable {

  private static final int OWN = -1;

  private final DescriptorStream stream;
  private final DescriptorStream.Calls calls;
  private final int duplicate; // OWN where the stream itself knows its descriptor
  private boolean closed;

  private SpliceEnd(DescriptorStream stream, DescriptorStream.Calls calls, int duplicate) {
    this.stream = stream;
    this.calls = calls;
    this.duplicate = duplicate;
  }

  /** Gives {@code null} where the stream's bytes cannot be moved. */
  static SpliceEnd of(StreamEndpoint stream) throws IOException {
    DescriptorStream descriptor = (DescriptorStream) stream;
    DescriptorStream.Calls calls = descriptor.beginCalls();
    SpliceEnd end = null;
    try {
      end = calls == null ? null : of(stream, descriptor, calls);
      return end;
    } finally {
      if (calls != null && end == null) {
        calls.close();
      }
    }
  }

  private static SpliceEnd of(
      StreamEndpoint stream, DescriptorStream descriptor, DescriptorStream.Calls calls)
      throws IOException {
    if (stream instanceof NativeStreamEndpoint) {
      return new SpliceEnd(descriptor, calls, OWN);
    }
    int duplicate = duplicate(stream);
    return duplicate == OWN ? null : new SpliceEnd(descriptor, calls, duplicate);
  }

  private static int duplicate(StreamEndpoint stream) throws IOException {
    SocketChannel channel = stream.unwrap(SocketChannel.class);
    if (stream instanceof ChannelAddresses known) {
      return ChannelDescriptor.duplicate(channel, known.channelAddresses());
    }
    boolean inet = !stream.spec().domain().equals(Domain.AF_UNIX);
    return inet ? ChannelDescriptor.duplicate(channel, null) : OWN;
  }

  DescriptorStream stream() {
    return stream;
  }

  /** The descriptor to use, where the stream says which is its own. */
  int descriptor(int own) {
    return duplicate == OWN ? own : duplicate;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      calls.close();
      if (duplicate != OWN) {
        Bindings.libc().close(duplicate);
      }
    }
  }
}
