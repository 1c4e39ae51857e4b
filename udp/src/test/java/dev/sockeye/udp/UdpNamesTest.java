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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A name with several addresses, in a process whose hosts file has it. */
class UdpNamesTest {

  /** Refused without {@code SO_BROADCAST}, on every host. */
  private static final String UNUSABLE = "255.255.255.255";

  @TempDir private Path folder;

  /** Of no host. */
  private static final String DOCUMENTATION = "198.51.100.1";

  /** Prints where it is connected or bound to, or why not. */
  public static final class Program {

    private Program() {}

    /**
     * Runs the program.
     *
     * @param arguments the URI, and whether to bind to it
     */
    public static void main(String[] arguments) {
      EndpointUri uri = EndpointUri.valueOf(arguments[0]);
      boolean bind = arguments.length > 1;
      Network network = Network.system();
      try (MessageEndpoint endpoint =
          bind ? network.bindMessages(uri) : network.connectMessages(uri)) {
        System.out.println(
            (bind ? endpoint.getLocalAddress() : endpoint.getRemoteAddress())
                + " "
                + endpoint.isBlocking());
      } catch (IOException e) {
        System.out.println(e.getMessage() + " and " + e.getSuppressed().length);
      }
    }
  }

  private String connect(String uri, String... addresses) throws Exception {
    return run(List.of(uri), addresses);
  }

  private String bind(String uri, String... addresses) throws Exception {
    return run(List.of(uri, "bind"), addresses);
  }

  private String run(List<String> arguments, String... addresses) throws Exception {
    Path hosts = folder.resolve("hosts");
    Files.write(hosts, List.of(addresses).stream().map(ip -> ip + " both.test").toList());
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Djdk.net.hosts.file=" + hosts,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
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
  void theFirstOfThisHostsAddressesIsBoundTo() throws Exception {
    String told = bind("udp://both.test:0", DOCUMENTATION, "127.0.0.2", "127.0.0.1");
    assertTrue(told.contains("127.0.0.2:"), told);
  }

  @Test
  void ifNoneIsThisHostsTheFirstIsTold() throws Exception {
    String told = bind("udp://both.test:0", DOCUMENTATION, "203.0.113.1");
    assertTrue(told.startsWith("bind udp both.test/" + DOCUMENTATION + ":0: "), told);
    assertTrue(told.contains("EADDRNOTAVAIL"), told);
  }

  @Test
  void ifNoneCanBeUsedTheFirstFailureIsTold() throws Exception {
    String told = connect("udp://both.test:5000", UNUSABLE, UNUSABLE);
    assertTrue(told.startsWith("connect udp both.test/" + UNUSABLE + ":5000: "), told);
  }
}
