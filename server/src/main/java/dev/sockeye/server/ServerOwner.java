package dev.sockeye.server;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A server, as what it serves knows it. */
abstract class ServerOwner implements Owner {

  private final BooleanSupplier closing;
  private final Counters counters;
  private final Consumer<Failure> report;
  private final OpenSockets sockets;

  ServerOwner(
      BooleanSupplier closing, Counters counters, Consumer<Failure> report, OpenSockets sockets) {
    this.closing = closing;
    this.counters = counters;
    this.report = report;
    this.sockets = sockets;
  }

  @Override
  public final boolean isClosing() {
    return closing.getAsBoolean();
  }

  @Override
  public final void stands(LoopSocket socket) {
    sockets.add(socket);
  }

  @Override
  public final void ended(LoopSocket socket) {
    sockets.remove(socket);
  }

  @Override
  public final void failed(Failure failure) {
    report.accept(failure);
  }

  @Override
  public final Counters counters() {
    return counters;
  }
}
