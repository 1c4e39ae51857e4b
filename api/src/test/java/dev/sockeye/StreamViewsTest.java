package dev.sockeye;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mock;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.IllegalBlockingModeException;
import org.junit.jupiter.api.Test;

/** Streams over an endpoint in non-blocking mode, which gives 0 for "not now". */
class StreamViewsTest {

  private final StreamEndpoint unready = mock(StreamEndpoint.class);

  @Test
  void aReadIsRefused() {
    InputStream in = Streams.inputStream(unready);
    assertThrows(IllegalBlockingModeException.class, () -> in.read(new byte[8]));
    assertThrows(IllegalBlockingModeException.class, in::readAllBytes);
  }

  @Test
  void aWriteIsRefused() {
    OutputStream out = Streams.outputStream(unready);
    assertThrows(IllegalBlockingModeException.class, () -> out.write(new byte[8]));
  }
}
