package dev.sockeye.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** To listen at a name with several addresses, in a process whose hosts file has it. */
class TcpNamesTest {

  /** Of no host. */
  private static final String DOCUMENTATION = "198.51.100.1";

  @TempDir private Path folder;

  /** Prints where it listens, or why not. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param arguments the URI
     */
    public static void main(String[] arguments) {
      EndpointUri uri = EndpointUri.valueOf(arguments[0]);
      try (Listener<StreamEndpoint> listener = Network.system().listenStream(uri)) {
        System.out.println(listener.getLocalAddress());
      } catch (IOException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private String listen(String uri, String... addresses) throws Exception {
    Path hosts = folder.resolve("hosts");
    Files.write(hosts, List.of(addresses).stream().map(ip -> ip + " both.test").toList());
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Djdk.net.hosts.file=" + hosts,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                uri)
            .redirectErrorStream(true)
            .start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), told);
    return told.strip();
  }

  @Test
  void theFirstOfThisHostsAddressesIsTaken() throws Exception {
    String told = listen("tcp://both.test:0", DOCUMENTATION, "127.0.0.2", "127.0.0.1");
    assertTrue(told.contains("127.0.0.2:"), told);
  }

  @Test
  void ifNoneIsThisHostsTheFirstIsTold() throws Exception {
    String told = listen("tcp://both.test:0", DOCUMENTATION, "203.0.113.1");
    assertTrue(told.startsWith("bind tcp both.test/" + DOCUMENTATION + ":0: "), told);
    assertTrue(told.contains("EADDRNOTAVAIL"), told);
  }
}
