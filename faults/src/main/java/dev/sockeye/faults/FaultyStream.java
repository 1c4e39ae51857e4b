package dev.sockeye.faults;

import static java.nio.channels.SelectionKey.OP_CONNECT;
import static java.nio.channels.SelectionKey.OP_READ;
import static java.nio.channels.SelectionKey.OP_WRITE;

import dev.sockeye.StreamEndpoint;
import dev.sockeye.internal.Buffers;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;

/** A stream with faults: its calls that wait. What they do at once each direction knows. */
final class FaultyStream extends FaultySocket<StreamEndpoint> implements StreamEndpoint {

  /** How long what was written before a close may wait for room when it is to leave. */
  private static final long LINGER = 60_000_000_000L;

  // Guarded by the lock.
  private final FaultyInput incoming = new FaultyInput(this);
  private final FaultyOutput outgoing = new FaultyOutput(this);
  private FaultEvent.What broken; // RESET or CUT; null while the connection stands
  private boolean faultClosed; // only ever set: a fault or a close that takes time

  FaultyStream(StreamEndpoint under, Names names, FaultNetwork network) throws IOException {
    super(under, names, network);
  }

  /** How the connection broke; {@code null} if it did not. */
  FaultEvent.What broken() {
    return broken;
  }

  /** A plan's moment has come, in one direction. */
  void strike(FaultEvent.What what, Line line) {
    link().tell(what, line);
    if (what == FaultEvent.What.SILENCED) {
      link().fallSilent();
    } else {
      broken = what;
      faultClosed = true;
      outgoing.endBy(what);
    }
    input().changed();
    output().changed();
  }

  /** All that was on its way out has left, and the connection ends as it was to end. */
  void breakUnder() {
    if (broken == FaultEvent.What.RESET) {
      resetUnder();
    } else {
      outgoing.shutUnder();
      closeUnder();
    }
  }

  @Override
  boolean isLost() {
    return super.isLost() && !faultClosed;
  }

  @Override
  void moved() {
    incoming.pull();
    outgoing.push();
  }

  @Override
  protected int readyOpsNow() {
    if (connect().isPending()) {
      return connect().isReady() ? OP_CONNECT : 0;
    } else if (!connect().isDone()) {
      return 0;
    }
    return (incoming.isReady() ? OP_READ : 0) | (outgoing.isReady() ? OP_WRITE : 0);
  }

  @Override
  protected void closing() {
    super.closing();
    boolean lost = incoming.discard();
    if (broken != null) {
      giveUpAtLast();
      return;
    }
    faultClosed = true;
    if (lost || !connect().isDone() || !outgoing.closesLater()) {
      closeNow(lost);
    } else {
      giveUpAtLast();
    }
  }

  /** Closes, in the end, even if the peer never makes room. */
  private void giveUpAtLast() {
    if (under().isOpen()) {
      at(outgoing.lastLeaves() + LINGER, this::closeUnder);
    }
  }

  private void closeNow(boolean broken) {
    if (broken) {
      resetUnder();
    } else {
      closeUnder();
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    return (int) read("read", new ByteBuffer[] {Objects.requireNonNull(dst, "dst")}, 0, 1);
  }

  @Override
  public long read(ByteBuffer[] dsts) throws IOException {
    return read(dsts, 0, dsts.length);
  }

  @Override
  public long read(ByteBuffer[] dsts, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, dsts.length);
    return read("readv", dsts, offset, length);
  }

  private long read(String operation, ByteBuffer[] dsts, int offset, int length)
      throws IOException {
    Buffers.requireWritable(dsts, offset, length);
    return whileOpen(() -> awaitInput(operation, dsts, offset, length));
  }

  private long awaitInput(String operation, ByteBuffer[] dsts, int offset, int length)
      throws IOException {
    connect().require();
    long deadline = receiveDeadline();
    if (first(dsts, offset, length) == null || !input().enter(operation, deadline, true)) {
      return 0;
    }
    try {
      input().begin();
      long n;
      while ((n = incoming.read(operation, dsts, offset, length)) == 0 && isBlocking()) {
        input().await(operation, deadline);
      }
      return n;
    } finally {
      input().leave();
    }
  }

  /** The first buffer with something left; {@code null} if there is none. */
  static ByteBuffer first(ByteBuffer[] buffers, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (buffers[i].hasRemaining()) {
        return buffers[i];
      }
    }
    return null;
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    return (int) write("write", new ByteBuffer[] {Objects.requireNonNull(src, "src")}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] srcs) throws IOException {
    return write(srcs, 0, srcs.length);
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, srcs.length);
    for (int i = offset; i < offset + length; i++) {
      Objects.requireNonNull(srcs[i], "src");
    }
    return write("writev", srcs, offset, length);
  }

  private long write(String operation, ByteBuffer[] srcs, int offset, int length)
      throws IOException {
    return whileOpen(() -> awaitOutput(operation, srcs, offset, length));
  }

  private long awaitOutput(String operation, ByteBuffer[] srcs, int offset, int length)
      throws IOException {
    requireWritable();
    long deadline = sendDeadline();
    if (!output().enter(operation, deadline, true)) {
      return 0;
    }
    long[] moved = {0};
    try {
      requireWritable();
      output().begin();
      writeAll(operation, deadline, srcs, offset, length, moved);
      return moved[0];
    } catch (IOException e) {
      if (moved[0] == 0 || !isOpen()) {
        throw e;
      } // What was written counts; the next call meets the failure again.
      return moved[0];
    } finally {
      output().leave();
    }
  }

  private void requireWritable() throws ClosedChannelException {
    requireOpen();
    connect().require();
    if (outgoing.isShut()) {
      throw new ClosedChannelException();
    }
  }

  private void writeAll(
      String operation, long deadline, ByteBuffer[] srcs, int offset, int length, long[] moved)
      throws IOException {
    while (first(srcs, offset, length) != null) {
      long n = outgoing.write(operation, srcs, offset, length);
      moved[0] += n;
      if (!isBlocking()) {
        return;
      } else if (n == 0) {
        output().await(operation, deadline);
        if (outgoing.isShut()) {
          throw new AsynchronousCloseException();
        }
      }
    }
  }

  @Override
  public StreamEndpoint shutdownInput() throws IOException {
    return whileOpen(
        () -> {
          connect().require();
          incoming.shut();
          input().changed();
          return this;
        });
  }

  @Override
  public StreamEndpoint shutdownOutput() throws IOException {
    return whileOpen(
        () -> {
          connect().require();
          outgoing.shut();
          output().changed();
          return this;
        });
  }

  @Override
  public StreamEndpoint bind(SocketAddress local) throws IOException {
    bindUnder(local);
    return this;
  }

  @Override
  public <T> StreamEndpoint setOption(SocketOption<T> name, T value) throws IOException {
    setUnder(name, value);
    return this;
  }

  @Override
  public StreamEndpoint configureBlocking(boolean block) throws IOException {
    setBlocking(block);
    return this;
  }
}
