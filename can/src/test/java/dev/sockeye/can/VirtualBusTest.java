package dev.sockeye.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.SocketSpec;
import dev.sockeye.testkit.SelfTestCheck;
import dev.sockeye.testkit.VirtualCan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which interface is taken, and what is sent there. */
@Timeout(60)
class VirtualBusTest {

  @TempDir private Path interfaces;

  private void add(String name, String type, String flags) throws IOException {
    Path one = Files.createDirectory(interfaces.resolve(name));
    Files.writeString(one.resolve("type"), type + "\n");
    Files.writeString(one.resolve("flags"), flags + "\n");
  }

  @Test
  void theFirstVirtualOneThatIsUpIsTaken() throws IOException {
    add("can0", "280", "0x41"); // machines hear it
    add("vcan9", "280", "0xc1");
    add("vcan1", "280", "0x80"); // down
    add("vcan2", "280", "0xc1");
    add("vcan0", "1", "0x1043"); // Ethernet by that name
    assertEquals(Optional.of("vcan2"), VirtualBus.find(interfaces));
  }

  @Test
  void elsewhereThereIsNone() throws IOException {
    add("lo", "772", "0x9");
    assertEquals(Optional.empty(), VirtualBus.find(interfaces));
    assertEquals(Optional.empty(), VirtualBus.find(interfaces.resolve("absent")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"can", "can+bcm", "can+j1939"})
  void isHeardByAnother(String scheme) throws IOException {
    SocketSpec<?> spec = new CanTransport().schemes().get(scheme);
    Lab.require(spec);
    String own = "vcan" + ProcessHandle.current().pid();
    try (VirtualCan bus = VirtualCan.make(own)) {
      assertTrue(bus.name().startsWith("vcan"), "as those are called that are looked for");
      SelfTestCheck.check(scheme, VirtualBus.require());
    }
  }
}
