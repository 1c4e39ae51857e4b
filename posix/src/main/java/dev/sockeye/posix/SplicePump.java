package dev.sockeye.posix;

import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.internal.StreamSplicing;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A pipe between two streams. */
final class SplicePump implements StreamSplicing.Pump {

  private final SpliceEnd from;
  private final SpliceEnd to;
  private final SplicePipe pipe;
  private final DescriptorStream.Call taking;
  private final DescriptorStream.Call giving;

  /** Becomes the owner of all three. */
  SplicePump(SpliceEnd from, SpliceEnd to, SplicePipe pipe) {
    this.from = from;
    this.to = to;
    this.pipe = pipe;
    taking = fd -> pipe.take(from.descriptor(fd));
    giving = fd -> pipe.give(to.descriptor(fd));
  }

  @Override
  public long take() throws IOException {
    return from.stream().receiveBy(taking);
  }

  @Override
  public long give() throws IOException {
    return to.stream().sendBy(giving);
  }

  @Override
  public int held() {
    return pipe.held();
  }

  @Override
  public ByteBuffer recover() throws IOException {
    return pipe.recover();
  }

  @Override
  public void closeSource() {
    from.close();
  }

  @Override
  public void close() {
    from.close();
    to.close();
    pipe.close();
  }
}
