package dev.sockeye.faults;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.network.ForwardingListener;
import java.io.IOException;

/** A listener whose endpoints have faults. It has none itself. */
final class FaultyListener<E extends Endpoint> extends ForwardingListener<E, E> {

  private final FaultySocket.Names names;
  private final FaultNetwork network;

  FaultyListener(Listener<E> under, FaultySocket.Names names, FaultNetwork network) {
    super(under, under.spec());
    this.names = names;
    this.network = network;
  }

  @Override
  protected E wrap(E accepted) throws IOException {
    return network.wrap(accepted, names);
  }

  @Override
  public String toString() {
    return "faults over " + under();
  }
}
