package dev.sockeye.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.memory.MemoryNetwork;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedNetworkTest {

  private final List<String> told = new ArrayList<>();

  private final class Recorder implements ObservationHandler<Observation.Context> {

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    @Override
    public void onStop(Observation.Context context) {
      told.add(
          context.getName()
              + ' '
              + context.getLowCardinalityKeyValue("scheme").getValue()
              + ' '
              + context.getLowCardinalityKeyValue("shape").getValue()
              + ' '
              + context.getHighCardinalityKeyValue("uri").getValue()
              + (context.getError() == null
                  ? ""
                  : ' ' + context.getError().getClass().getSimpleName()));
    }
  }

  @Test
  void connectsAreObservedAndSoAreTheirFailures() throws IOException {
    ObservationRegistry observations = ObservationRegistry.create();
    observations.observationConfig().observationHandler(new Recorder());
    EndpointUri uri = EndpointUri.valueOf("tcp://db.internal:5432?TCP_NODELAY=on");
    try (MemoryNetwork memory = MemoryNetwork.create()) {
      Network network = ObservedNetwork.over(memory, observations);
      assertThrows(ConnectException.class, () -> network.connectStream(uri));
      try (Listener<StreamEndpoint> listener = network.listenStream(uri);
          StreamEndpoint stream = network.connectStream(uri);
          MessageEndpoint messages = network.connectMessages(uri)) {
        assertEquals(listener.getLocalAddress(), stream.getRemoteAddress());
        assertEquals(listener.getLocalAddress(), messages.getRemoteAddress());
      }
    }
    assertEquals(
        List.of(
            "sockeye.connect tcp stream tcp://db.internal:5432 ConnectException",
            "sockeye.connect tcp stream tcp://db.internal:5432",
            "sockeye.connect tcp messages tcp://db.internal:5432"),
        told);
  }
}
