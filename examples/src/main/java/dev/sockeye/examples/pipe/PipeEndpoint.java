package dev.sockeye.examples.pipe;

import dev.sockeye.Errno;
import dev.sockeye.locked.LockedListener;
import dev.sockeye.locked.LockedStreamEndpoint;
import dev.sockeye.locked.NameSpace;
import dev.sockeye.locked.PendingConnect;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/** One end of a pipe: what it sends arrives at the other at once, as far as there is room. */
final class PipeEndpoint extends LockedStreamEndpoint {

  private final NameSpace names;
  private PipeEndpoint peer; // null until connected

  PipeEndpoint(NameSpace names) {
    super(PipeTransport.STREAM, names);
    this.names = names;
  }

  PipeEndpoint join(PipeEndpoint other, SocketAddress here, SocketAddress there) {
    peer = other;
    other.peer = this;
    connected(here, there);
    other.connected(there, here);
    return other;
  }

  @Override
  protected void connectTo(SocketAddress name, PendingConnect attempt) {
    if (names.find(name) instanceof LockedListener<?> listener) {
      listener.offer(attempt, () -> join(new PipeEndpoint(names), local(), name));
    } else {
      attempt.end(Errno.ECONNREFUSED);
    }
  }

  @Override
  protected boolean canSend() {
    return peer.inputRoom() > 0;
  }

  @Override
  protected int send(ByteBuffer src) {
    return peer.arrived(src);
  }

  @Override
  protected void madeRoom() {
    peer.output().changed();
  }

  @Override
  protected void endInput() {
    peer.outputStopped();
  }

  @Override
  protected void endOutput() {
    peer.inputEnded();
  }

  @Override
  protected void disconnect(boolean broken) {
    if (broken) {
      peer.broken();
    } else {
      peer.inputEnded();
      peer.outputStopped();
    }
  }
}
