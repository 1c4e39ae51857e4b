package dev.sockeye.tap;

import dev.sockeye.BrokenPipeException;
import dev.sockeye.ConnectionResetException;
import dev.sockeye.Endpoint;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Records what one endpoint does, if it is chosen. */
final class Recorder implements Names {

  private final PcapngSink sink;
  private final Predicate<? super Endpoint> chosen;
  private final Endpoint endpoint;
  private final boolean initiator;
  private final AtomicBoolean closed = new AtomicBoolean();

  // Once known they stay, until there is another peer.
  private volatile SocketAddress local;
  private volatile SocketAddress remote;

  private final AtomicReference<Line> line = new AtomicReference<>(); // set once, but for none

  Recorder(
      PcapngSink sink, Predicate<? super Endpoint> chosen, Endpoint endpoint, boolean initiator) {
    this.sink = sink;
    this.chosen = chosen;
    this.endpoint = endpoint;
    this.initiator = initiator;
  }

  /** A call that tells by its failure that the peer broke the connection off. */
  @FunctionalInterface
  interface Call {
    long run() throws IOException;
  }

  long watch(Call call) throws IOException {
    try {
      return call.run();
    } catch (ConnectionResetException | BrokenPipeException e) {
      record(Line::broken);
      throw e;
    }
  }

  /** It has another peer, or for the first time one. */
  void connected() {
    local = null;
    remote = null;
    if (endpoint.spec().semantics().isConnectionOriented()) {
      line();
    }
  }

  void disconnected() {
    local = null;
    remote = null;
  }

  void sent(Payload payload) {
    record(to -> to.sent(payload));
  }

  void received(Payload payload) {
    record(to -> to.received(payload));
  }

  void receivedEnd() {
    record(Line::receivedEnd);
  }

  void sentEnd() {
    record(Line::sentEnd);
  }

  void closed() {
    if (line.get() != null && closed.compareAndSet(false, true)) {
      record(Line::closed);
    }
  }

  private void record(Consumer<Line> what) {
    Line to = line();
    if (to != Line.NONE) {
      sink.lock();
      try {
        what.accept(to);
      } finally {
        sink.unlock();
      }
    }
  }

  private Line line() {
    if (line.get() == null) {
      if (chosen.test(endpoint)) { // the program's own, and so without the lock
        begin();
      } else {
        line.compareAndSet(null, Line.NONE);
      }
    }
    return line.get();
  }

  private void begin() {
    sink.lock();
    try {
      Line first = line.get();
      if (first == null || first == Line.NONE) { // who wants it has it
        line.set(Lines.of(sink, endpoint.spec(), this, initiator));
      }
    } finally {
      sink.unlock();
    }
  }

  @Override
  public SocketAddress local() {
    if (local == null) {
      try {
        local = endpoint.getLocalAddress();
      } catch (IOException e) {
        return null; // it is gone with the socket
      }
    }
    return local;
  }

  @Override
  public SocketAddress remote() {
    if (remote == null) {
      try {
        remote = endpoint.getRemoteAddress();
      } catch (IOException e) {
        return null; // it is gone with the socket
      }
    }
    return remote;
  }
}
