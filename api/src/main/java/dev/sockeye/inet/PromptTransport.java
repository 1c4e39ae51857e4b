package dev.sockeye.inet;

import dev.sockeye.Endpoint;
import dev.sockeye.EndpointUri;
import dev.sockeye.SocketSpec;
import java.io.IOException;

/** A transport that can begin some connects by URI on a thread which may not wait. */
public interface PromptTransport {

  /**
   * Begins to connect, {@code connect(2)} in non-blocking mode.
   *
   * @param <E> the shape of the endpoint
   * @param spec what the URI's scheme stands for
   * @param uri where to
   * @return an endpoint in non-blocking mode whose connect is begun; {@code null} where there may
   *     be something to wait for before, and nothing was done
   * @throws IllegalArgumentException if the URI's address has not its form
   * @throws IOException if it failed at once
   */
  <E extends Endpoint> E begin(SocketSpec<E> spec, EndpointUri uri) throws IOException;
}
