package dev.sockeye.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.Errno;
import dev.sockeye.SocketErrnoException;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NetworkInterfacesTest {

  @Test
  void theJdkNumbersThemAlike() throws Exception {
    assumeTrue(Abi.isLinux(), "Linux's ioctl");
    for (NetworkInterface known : NetworkInterface.networkInterfaces().toList()) {
      assertEquals(known.getIndex(), NetworkInterfaces.index(known.getName()));
      assertEquals(known.getName(), NetworkInterfaces.name(known.getIndex()));
    }
  }

  @Test
  void oneThatThereIsNotIsNoDevice() {
    assumeTrue(Abi.isLinux(), "Linux's ioctl");
    for (Executable call :
        new Executable[] {
          () -> NetworkInterfaces.index("nosuch0"),
          () -> NetworkInterfaces.index("longerthan15bytes"),
          () -> NetworkInterfaces.name(0),
          () -> NetworkInterfaces.name(99_999_999)
        }) {
      assertEquals(Errno.ENODEV, assertThrows(SocketErrnoException.class, call).errno());
    }
  }
}
