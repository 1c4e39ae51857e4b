package dev.sockeye.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

/** MicroProfile Config, here SmallRye's, converts a value to a URI by {@code valueOf}. */
class MicroProfileTest {

  private static Config config(ConfigSource source) {
    return new SmallRyeConfigBuilder().withSources(source).build();
  }

  private static Config file(String where) {
    return config(new PropertiesConfigSource(Map.of("sensor.where", where), "file", 100));
  }

  @Test
  void convertsAValue() {
    Config config = file("tcp://cellar:5000?SO_RCVTIMEO=5s");
    EndpointUri where = config.getValue("sensor.where", EndpointUri.class);
    assertEquals(EndpointUri.valueOf("tcp://cellar:5000?SO_RCVTIMEO=5s"), where);
  }

  @Test
  void convertsAListAndAnOptionalValue() {
    Config config = file("tcp://attic:5000,unix:/run/sensor");
    assertEquals(
        List.of(EndpointUri.valueOf("tcp://attic:5000"), EndpointUri.valueOf("unix:/run/sensor")),
        config.getValues("sensor.where", EndpointUri.class));
    assertTrue(config.getOptionalValue("none", EndpointUri.class).isEmpty());
  }

  @Test
  void convertsAVariableOfTheEnvironment() {
    Config config = config(new EnvConfigSource(Map.of("SENSOR_WHERE", "udp://cellar:5000"), 300));
    assertEquals(
        EndpointUri.valueOf("udp://cellar:5000"),
        config.getValue("sensor.where", EndpointUri.class));
  }

  @Test
  void aMistakeNamesTheKeyAndWhatToWrite() {
    Config config = file("cellar:5?x");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> config.getValue("sensor.where", EndpointUri.class));
    assertTrue(e.getMessage().contains("sensor.where"), e::getMessage);
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    assertTrue(root.getMessage().contains("option 'x' has no value: write NAME"), root.toString());
  }

  /** Registered for the type, it holds for every URI of the configuration. */
  private static final Converter<EndpointUri> CHECKED =
      text -> {
        EndpointUri uri = EndpointUri.valueOf(text);
        Network.system().check(uri, MessageEndpoint.class);
        return uri;
      };

  @Test
  void aConverterThatChecksFailsWithTheKey() {
    Config config =
        new SmallRyeConfigBuilder()
            .withConverter(EndpointUri.class, 200, CHECKED)
            .withSources(
                new PropertiesConfigSource(
                    Map.of("sensor.where", "tpc://cellar:5000", "attic", "udp://attic:5000"),
                    "file",
                    100))
            .build();
    assertEquals("udp", config.getValue("attic", EndpointUri.class).scheme());
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> config.getValue("sensor.where", EndpointUri.class));
    assertTrue(e.getMessage().contains("sensor.where"), e::getMessage);
    assertTrue(
        e.getMessage().contains("tpc://cellar:5000: unknown scheme tpc: did you mean tcp?"),
        e::getMessage);
  }
}
