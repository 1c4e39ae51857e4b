package dev.sockeye.network;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.SocketSpec;

/** A listener whose endpoints have another shape than those of the one underneath. */
abstract class AdaptingListener<U extends Endpoint, E extends Endpoint>
    extends ForwardingListener<U, E> {

  AdaptingListener(Listener<U> under, Class<E> shape) {
    super(under, reshaped(under.spec(), shape));
  }

  private static <E extends Endpoint> SocketSpec<E> reshaped(SocketSpec<?> is, Class<E> shape) {
    return new SocketSpec<>(is.domain(), is.type(), is.protocol(), shape, is.semantics());
  }

  @Override
  public String toString() {
    return spec().shape().getSimpleName() + " over " + under();
  }
}
