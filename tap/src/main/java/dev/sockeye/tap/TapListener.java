package dev.sockeye.tap;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.network.ForwardingListener;
import java.io.IOException;

/** A listener whose endpoints are recorded. */
final class TapListener<E extends Endpoint> extends ForwardingListener<E, E> {

  private final Tapping tapping;

  TapListener(Listener<E> under, Tapping tapping) {
    super(under, under.spec());
    this.tapping = tapping;
  }

  @Override
  protected E wrap(E accepted) throws IOException {
    return tapping.overAccepted(accepted, spec().shape());
  }

  @Override
  public String toString() {
    return under().toString();
  }
}
