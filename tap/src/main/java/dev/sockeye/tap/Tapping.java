package dev.sockeye.tap;

import dev.sockeye.Endpoint;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.StreamEndpoint;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * Puts a tap over sockets.
 *
 * @param sink what they are recorded to
 * @param chosen which of them
 */
record Tapping(PcapngSink sink, Predicate<? super Endpoint> chosen) {

  /** Over one that connects, or has connected. */
  <E extends Endpoint> E over(E endpoint, Class<?> shape) {
    return over(endpoint, shape, true);
  }

  /** Over one that was accepted, which also the second one of a pair is. */
  <E extends Endpoint> E overAccepted(E endpoint, Class<?> shape) {
    return over(endpoint, shape, false);
  }

  @SuppressWarnings("unchecked") // what it makes is of the shape
  private <E extends Endpoint> E over(E endpoint, Class<?> shape, boolean initiator) {
    Recorder recorder = new Recorder(sink, chosen, endpoint, initiator);
    try {
      if (endpoint.isConnected()) {
        recorder.connected();
      }
    } catch (RuntimeException | Error e) { // of what chooses
      closeAfter(e, endpoint);
      throw e;
    }
    return (E) shaped(endpoint, shape, recorder);
  }

  /** Nobody else has it who could close it. */
  static void closeAfter(Throwable failure, Closeable endpoint) {
    try {
      endpoint.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Endpoint shaped(Endpoint endpoint, Class<?> shape, Recorder recorder) {
    Endpoint tap =
        endpoint instanceof StreamEndpoint stream
            ? new TapStreamEndpoint(stream, recorder)
            : new TapMessageEndpoint((MessageEndpoint) endpoint, recorder, this);
    return shape.isInstance(tap) ? tap : (Endpoint) ShapedTap.of(shape, tap, endpoint, this);
  }

  <E extends Endpoint> Listener<E> over(Listener<E> listener) {
    return new TapListener<>(listener, this);
  }
}
