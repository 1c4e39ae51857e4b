package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Messages;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a sensor for its value and prints the answer. Where the sensor is, one setting says. */
public final class SensorReading {

  private SensorReading() {}

  /**
   * Reads the sensor that the setting {@code sensor} names.
   *
   * @param args not used
   * @throws IOException if the sensor cannot be reached
   */
  public static void main(String[] args) throws IOException {
    Settings settings = Settings.load(Path.of("sensor.properties"));
    try {
      EndpointUri where = EndpointUri.configured("sensor", settings::get);
      System.out.println(read(Network.system(), where));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      System.err.println(e.getMessage()); // what is wrong with the setting, and what to write
      System.exit(2);
    }
  }

  static String read(Network network, EndpointUri where) throws IOException {
    try (MessageEndpoint sensor = network.connectMessages(where)) {
      ByteBuffer answer = ByteBuffer.allocate(100);
      Messages.request(sensor, US_ASCII.encode("celsius?"), answer, Duration.ofSeconds(5));
      return US_ASCII.decode(answer.flip()).toString();
    }
  }
}
