package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.net.ConnectException;
import java.util.OptionalDouble;
import java.util.Properties;

/** Reads a thermometer, which tells its temperature, a line of text, to whoever connects. */
public final class Thermometer {

  private final Network network;
  private final EndpointUri where;

  /**
   * Creates a thermometer.
   *
   * @param network what opens the connection
   * @param configuration tells where to, under the key {@code thermometer}
   * @throws IllegalArgumentException if it does not, or not well; the message says what to write
   */
  public Thermometer(Network network, Properties configuration) {
    this(network, EndpointUri.configured("thermometer", configuration::getProperty));
  }

  Thermometer(Network network, EndpointUri where) {
    this.network = network;
    this.where = where;
  }

  /**
   * Reads the temperature.
   *
   * @return degrees Celsius; empty if the thermometer is switched off
   * @throws IOException if it fails otherwise
   */
  public OptionalDouble celsius() throws IOException {
    try (StreamEndpoint sensor = network.connectStream(where)) {
      byte[] line = Streams.inputStream(sensor).readAllBytes();
      return OptionalDouble.of(Double.parseDouble(new String(line, US_ASCII)));
    } catch (ConnectException e) {
      return OptionalDouble.empty();
    }
  }
}
