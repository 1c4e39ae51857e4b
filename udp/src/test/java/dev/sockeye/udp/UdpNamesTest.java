package dev.sockeye.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name with several addresses, in a process whose hosts file has it. */
class UdpNamesTest {

  /** Refused without {@code SO_BROADCAST}, on every host. */
  private static final String UNUSABLE = "255.255.255.255";

  @TempDir private Path folder;

  /** Prints where it is connected to, or why not. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param arguments the URI
     */
    public static void main(String[] arguments) {
      EndpointUri uri = EndpointUri.valueOf(arguments[0]);
      try (MessageEndpoint endpoint = Network.system().connectMessages(uri)) {
        System.out.println(endpoint.getRemoteAddress() + " " + endpoint.isBlocking());
      } catch (IOException e) {
        System.out.println(e.getMessage() + " and " + e.getSuppressed().length);
      }
    }
  }

  private String connect(String uri, String... addresses) throws Exception {
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
  void anAddressThatCannotBeUsedIsFollowedByTheNext() throws Exception {
    String told = connect("udp://both.test:5000", UNUSABLE, "127.0.0.1");
    assertTrue(told.endsWith("127.0.0.1:5000 true"), told);
  }

  @Test
  void ifNoneCanBeUsedTheFirstFailureIsTold() throws Exception {
    String told = connect("udp://both.test:5000", UNUSABLE, UNUSABLE);
    assertTrue(told.startsWith("connect udp both.test/" + UNUSABLE + ":5000: "), told);
  }
}
