package dev.sockeye.inet;

import dev.sockeye.EndpointUri;
import dev.sockeye.StreamEndpoint;
import java.io.IOException;

/** A network that can begin some connects by URI on a thread which may not wait. */
public interface PromptNetwork {

  /**
   * Begins to connect a stream, {@code connect(2)} in non-blocking mode.
   *
   * @param uri where to
   * @return an endpoint in non-blocking mode whose connect is begun; {@code null} where there may
   *     be something to wait for before, and nothing was done
   * @throws IllegalArgumentException if the URI's address has not its form
   * @throws IOException if it failed at once
   */
  StreamEndpoint beginStream(EndpointUri uri) throws IOException;
}
