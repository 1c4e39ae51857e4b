package dev.sockeye.tap;

import dev.sockeye.AncillaryStream;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A stream that is recorded. */
class TapStreamEndpoint extends TapEndpoint<StreamEndpoint> implements StreamEndpoint {

  TapStreamEndpoint(StreamEndpoint under, Recorder recorder) {
    super(under, StreamEndpoint.class, recorder);
  }

  @Override
  public final int read(ByteBuffer dst) throws IOException {
    return (int) received(Mark.of(dst), () -> under().read(dst));
  }

  @Override
  public final long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public final long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    return received(Mark.of(dsts, offset, length), () -> under().read(dsts, offset, length));
  }

  /** Runs what reads, and records what it read. */
  final long received(Mark before, Recorder.Call call) throws IOException {
    long n = recorder().watch(call);
    if (n > 0) {
      recorder().received(before.moved());
    } else if (n < 0) {
      recorder().receivedEnd();
    }
    return n;
  }

  @Override
  public final int write(ByteBuffer src) throws IOException {
    return (int) sent(Mark.of(src), () -> under().write(src));
  }

  @Override
  public final long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public final long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    return sent(Mark.of(srcs, offset, length), () -> under().write(srcs, offset, length));
  }

  /** Runs what writes, and records what it wrote. */
  final long sent(Mark before, Recorder.Call call) throws IOException {
    long n = recorder().watch(call);
    if (n > 0) {
      recorder().sent(before.moved());
    }
    return n;
  }

  @Override
  public final StreamEndpoint shutdownInput() throws IOException {
    under().shutdownInput();
    return this;
  }

  @Override
  public final StreamEndpoint shutdownOutput() throws IOException {
    under().shutdownOutput();
    recorder().sentEnd();
    return this;
  }

  @Override
  public final <T> T unwrap(Class<T> type) {
    return type == AncillaryStream.class && !type.isInstance(this)
        ? type.cast(new TapAncillaryStream(under().unwrap(AncillaryStream.class), recorder()))
        : super.unwrap(type);
  }
}
