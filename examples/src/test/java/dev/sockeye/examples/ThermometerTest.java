package dev.sockeye.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.memory.MemoryNetwork;
import java.net.ConnectException;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ThermometerTest {

  private static final EndpointUri CELLAR = EndpointUri.valueOf("tcp://cellar.internal:5000");

  @Test
  void isEmptyWhileSwitchedOff() throws Exception {
    Network network = mock(Network.class);
    when(network.connectStream(CELLAR)).thenThrow(new ConnectException("Connection refused"));
    assertTrue(new Thermometer(network, CELLAR).celsius().isEmpty());
  }

  @Test
  void tellsTheTemperature() throws Exception {
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(CELLAR)) {
      FutureTask<OptionalDouble> reading =
          new FutureTask<>(new Thermometer(network, CELLAR)::celsius);
      new Thread(reading).start();
      try (StreamEndpoint peer = listener.accept()) {
        Streams.writeFully(peer, US_ASCII.encode("11.5\n"));
      }
      assertEquals(11.5, reading.get().orElseThrow());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://cellar.internal:5000?SO_RCVTIMEO=5s",
        "tcp6://[fd00::17]:5000?SO_RCVTIMEO=5s&TCP_NODELAY=false"
      })
  void isWhereTheConfigurationSays(String where) throws Exception {
    Properties configuration = new Properties();
    configuration.setProperty("thermometer", where);
    try (MemoryNetwork network = MemoryNetwork.create();
        Listener<StreamEndpoint> listener = network.listenStream(EndpointUri.valueOf(where))) {
      FutureTask<OptionalDouble> reading =
          new FutureTask<>(new Thermometer(network, configuration)::celsius);
      new Thread(reading).start();
      try (StreamEndpoint peer = listener.accept()) {
        Streams.writeFully(peer, US_ASCII.encode("-2\n"));
      }
      assertEquals(-2, reading.get().orElseThrow());
    }
  }
}
