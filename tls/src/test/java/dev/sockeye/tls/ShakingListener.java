package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.network.ForwardingListener;
import java.util.function.Consumer;

/** A listener that has what it accepts told. */
final class ShakingListener extends ForwardingListener<StreamEndpoint, StreamEndpoint> {

  private final Consumer<StreamEndpoint> told;

  ShakingListener(Listener<StreamEndpoint> tls, Consumer<StreamEndpoint> told) {
    super(tls, tls.spec());
    this.told = told;
  }

  @Override
  protected StreamEndpoint wrap(StreamEndpoint accepted) {
    told.accept(accepted);
    return accepted;
  }
}
