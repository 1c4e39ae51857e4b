package dev.sockeye.can.contract;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.can.CanAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** What sockets of a bus do wherever it is: each case has one of its own. */
@Timeout(60)
public abstract class BusCases {

  private Bus bus;

  /** Creates the cases; JUnit does. */
  protected BusCases() {}

  /**
   * Makes a bus.
   *
   * @return a new one
   * @throws IOException if it cannot be made
   */
  protected abstract Bus make() throws IOException;

  @BeforeEach
  final void makeBus() throws IOException {
    bus = make();
  }

  /**
   * Takes the bus away, once.
   *
   * @throws IOException if that fails
   */
  @AfterEach
  protected final void closeBus() throws IOException {
    if (bus != null) {
      bus.close();
    }
  }

  /**
   * What opens sockets of the bus.
   *
   * @return the network
   */
  protected final Network network() {
    return bus.network();
  }

  /**
   * The bus, as it is written in URIs.
   *
   * @return its name
   */
  protected final String name() {
    return bus.name();
  }

  /**
   * The bus.
   *
   * @return its address
   * @throws IOException if it cannot be looked up
   */
  protected final CanAddress bus() throws IOException {
    return bus.address();
  }

  /**
   * Opens a socket that waits for 20 seconds at most for what it receives.
   *
   * @param scheme of which kind
   * @param more what follows the bus in its URI
   * @return it, bound
   * @throws IOException if it fails
   */
  protected final MessageEndpoint bind(String scheme, String more) throws IOException {
    String separator = more.contains("?") ? "&" : "?";
    return network()
        .bindMessages(
            EndpointUri.valueOf(scheme + ":" + name() + more + separator + "SO_RCVTIMEO=20s"));
  }

  /**
   * The bytes of a text.
   *
   * @param text of ASCII
   * @return a new buffer
   */
  protected static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}
