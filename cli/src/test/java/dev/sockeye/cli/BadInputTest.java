package dev.sockeye.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sockeye.Addresses;
import dev.sockeye.EndpointUri;
import dev.sockeye.Listener;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a command line is told in one line that says what to do. */
class BadInputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connect tcp://                                | write tcp://HOST:PORT
          connect tcp://host                            | no port: write tcp://host:PORT
          connect tcp://host:99999                      | port '99999' is not a number from 0 to 65535
          connect tpc://host:1                          | unknown scheme tpc: did you mean tcp?
          echo 8080                                     | 8080: no scheme: write SCHEME:ADDRESS
          demo 80                                       | unknown argument '80'
          connect localhost 80                          | this is how nc is called: write sockeye connect tcp://localhost:80
          connect 127.0.0.1:80                          | write sockeye connect tcp://127.0.0.1:80
          connect -u ::1 53                             | write sockeye connect udp://[::1]:53
          connect -4 -w 3 -p 80 host                    | write sockeye connect tcp4://host:80
          connect -zv host 22                           | write sockeye connect tcp://host:22
          connect -NU /run/app.sock                     | write sockeye connect unix:/run/app.sock
          connect /run/app.sock                         | write sockeye connect unix:/run/app.sock
          listen 8080                                   | write sockeye listen tcp://:8080
          listen :8080                                  | write sockeye listen tcp://:8080
          listen -l 8080                                | write sockeye listen tcp://:8080
          listen -lkp 8080                              | write sockeye listen --keep tcp://:8080
          listen -p 8080 127.0.0.1                      | write sockeye listen tcp://127.0.0.1:8080
          listen -uU /run/app.sock                      | write sockeye listen unix+dgram:/run/app.sock
          -l -p 8080                                    | write sockeye listen tcp://:8080
          localhost 80                                  | write sockeye connect tcp://localhost:80
          connect -v tcp://127.0.0.1:1                  | unknown option '-v'
          connect unix:abstract=x                       | write unix:@x
          listen unix:path=/run/x                       | write unix:/run/x
          connect nonsense                              | no scheme: write SCHEME:ADDRESS
          connect tcp://127.0.0.1:1?TCP_NODLAY=true     | did you mean TCP_NODELAY?
          connect tcp://127.0.0.1:1?SO_RCVBUF=lots      | SO_RCVBUF cannot be 'lots': write a whole number
          connect tcp://127.0.0.1:0                     | port 0 cannot be connected to
          connect                                       | missing required parameter: 'URI': see sockeye connect --help
          connect tcp://127.0.0.1:1 --wait soon         | time 'soon' is not one such as 250ms
          connect tcp://127.0.0.1:1 --wait 5            | time '5' has no unit: write 5s
          echo                                          | missing required parameter: 'URI'
          echo tcp://                                   | write tcp://HOST:PORT
          listen tpc://:0                               | did you mean tcp?
          relay tcp://:0                                | missing required parameter: 'TO'
          relay tcp://:0 nonsense                       | no scheme
          relay tcp://:0 tpc://x:1                      | did you mean tcp?
          relay tcp://:0 tcp://:80                      | no host to connect to
          relay tcp://127.0.0.1:0 tcp://host            | no port
          relay udp://127.0.0.1:0 netlink:route         | any bytes and netlink:route messages of netlink
          relay netlink:route netlink:route             | messages of netlink, which a relay does not
          relay packet:lo packet:lo                     | frames of a link, which a relay does not pass
          relay raw4://127.0.0.1:253 udp://127.0.0.1:9  | carries packets of IP and udp://127.0.0.1:9 any
          connect tcp://127.0.0.1:1?TCP_KEEPIDLE=0      | TCP_KEEPIDLE cannot be '0': out of the range
          listen --keep=maybe tcp://:0                  | a flag cannot be 'maybe'
          completion fish                               | no completion for 'fish': write bash or zsh
          help                                          | unknown command 'help': see sockeye --help
          demo --size lots                              | size 'lots' is not a number of bytes
          demo --size 1k --file x                       | mutually exclusive
          demo --fiel x                                 | unknown option '--fiel': did you mean --file?
          prob                                          | unknown command 'prob': did you mean probe?
          probe it                                      | unknown argument 'it': see sockeye probe --help
          """)
  void usage(String line, String expected) {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.USAGE, shell.run(line.split(" ")));
    assertOneLine(shell, expected);
  }

  @Test
  void noArgument() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.USAGE, shell.run());
    assertOneLine(shell, "no command was given, such as demo or connect: see sockeye --help");
  }

  @Test
  void emptyUri() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.USAGE, shell.run("connect", ""));
    assertOneLine(shell, "no URI was given");
  }

  @Test
  void unknownHost() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("connect", "tcp://no.such.host.invalid:80"));
    assertOneLine(shell, "host name 'no.such.host.invalid' does not resolve: check");
  }

  @Test
  void refused() throws Exception {
    String uri;
    try (Listener<StreamEndpoint> listener = listener()) {
      uri = uri(listener);
    }
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("connect", uri));
    assertOneLine(shell, "Connection refused (ECONNREFUSED): nobody listens there");
  }

  @Test
  void portInUse() throws Exception {
    try (Listener<StreamEndpoint> listener = listener()) {
      for (String command : new String[] {"echo", "listen"}) {
        Shell shell = Shell.onThisHost();
        assertEquals(ExitStatus.FAILED, shell.run(command, uri(listener)));
        assertOneLine(shell, "Address already in use (EADDRINUSE): another program has it");
      }
    }
  }

  @Test
  void aMissingFolder(@TempDir Path folder) {
    for (String scheme : new String[] {"unix:", "unix+dgram:", "unix+seqpacket:"}) {
      Path path = folder.resolve("missing/socket");
      Shell listening = Shell.onThisHost();
      assertEquals(ExitStatus.FAILED, listening.run("listen", scheme + path));
      assertOneLine(listening, "there is no folder " + path.getParent() + ", make it");
      Shell connecting = Shell.onThisHost();
      assertEquals(ExitStatus.FAILED, connecting.run("connect", scheme + path));
      assertOneLine(connecting, "there is no folder " + path.getParent() + ", check the path");
    }
  }

  @Test
  void aMissingFile(@TempDir Path folder) {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("connect", "--quit", "unix:" + folder + "/socket"));
    assertOneLine(shell, "there is no such file, start the server");
  }

  @Test
  void aFileThatIsNoSocket(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path path : new Path[] {file, folder}) {
      for (String scheme : new String[] {"unix:", "unix+dgram:", "unix+seqpacket:"}) {
        Shell listening = Shell.onThisHost();
        assertEquals(ExitStatus.FAILED, listening.run("listen", scheme + path));
        assertOneLine(listening, "(EADDRINUSE): choose another path, or remove it");
        Shell connecting = Shell.onThisHost();
        assertEquals(ExitStatus.FAILED, connecting.run("connect", scheme + path));
        assertOneLine(connecting, "(ECONNREFUSED): it is no socket, check the path");
      }
    }
  }

  @Test
  void aSocketOfAnotherType(@TempDir Path folder) throws Exception {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:" + folder.resolve("socket"));
    try (MessageEndpoint taken = Network.system().bindMessages(uri)) {
      assertTrue(taken.isOpen());
      Shell shell = Shell.onThisHost();
      assertEquals(ExitStatus.FAILED, shell.run("connect", "unix:" + uri.decodedAddress()));
      assertOneLine(shell, "(EPROTOTYPE): a socket of another type is there, try");
    }
  }

  @Test
  void broadcast() {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("connect", "udp://127.255.255.255:9"));
    assertOneLine(shell, "(EACCES): a broadcast address needs the option SO_BROADCAST=true");
    Shell allowed = Shell.onThisHost();
    String uri = "udp://127.255.255.255:9?SO_BROADCAST=true";
    assertEquals(ExitStatus.OK, allowed.run("connect", "--wait", "1ms", uri), allowed::errors);
  }

  @Test
  void relayToItself() throws Exception {
    String uri;
    try (Listener<StreamEndpoint> listener = listener()) {
      uri = uri(listener);
    }
    for (String to : new String[] {uri, uri.replace("127.0.0.1", "localhost")}) {
      Shell shell = Shell.onThisHost();
      assertEquals(ExitStatus.USAGE, shell.run("relay", uri.replace("127.0.0.1", ""), to));
      assertOneLine(shell, "the relay itself listens there");
    }
  }

  @Test
  void unreadableFile(@TempDir Path folder) {
    Shell shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("demo", "--file", folder + "/missing"));
    assertOneLine(shell, "missing: no such file: check the path given with --file");
    shell = Shell.onThisHost();
    assertEquals(ExitStatus.FAILED, shell.run("demo", "--file", folder.toString()));
    assertOneLine(shell, "a folder: give a file");
  }

  @Test
  void debugShowsTheStackTrace() {
    Shell shell = Shell.onThisHost();
    assertEquals(
        ExitStatus.FAILED, shell.run("connect", "--debug", "tcp://no.such.host.invalid:80"));
    assertTrue(shell.errors().contains("\tat dev.sockeye"), shell.errors());
  }

  private static Listener<StreamEndpoint> listener() throws Exception {
    return Network.system().listenStream(EndpointUri.valueOf("tcp://127.0.0.1:0"));
  }

  private static String uri(Listener<?> listener) throws Exception {
    return "tcp://" + Addresses.hostPort((InetSocketAddress) listener.getLocalAddress());
  }

  private static void assertOneLine(Shell shell, String expected) {
    String errors = shell.errors();
    assertTrue(errors.startsWith("sockeye: "), errors);
    assertTrue(errors.contains(expected), errors);
    assertEquals(1, errors.lines().count(), errors);
    assertEquals("", shell.text());
  }
}
