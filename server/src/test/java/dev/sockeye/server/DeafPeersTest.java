package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sockeye.EndpointUri;
import dev.sockeye.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients in Python that ask and never read, on {@code unix+dgram}, where what they leave unread
 * takes from the server's one send buffer, beside one that must be answered all the time.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DeafPeersTest {

  /** Questions of each deaf one. */
  private static final int QUESTIONS = 12;

  private static final int ASKED = 200;

  /** Answers are due in a millisecond or so; but the machine may have much else to do. */
  private static final int PROMPT_MILLIS = 2_000;

  private static final String CLIENT =
      """
      import select, socket, sys, time
      def client(kind):
          s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
          s.bind('')
          if kind == 'connected': s.connect(sys.argv[1])
          s.settimeout(8)
          return s
      def ask(s): s.sendto(size, sys.argv[1]) if sys.argv[2] == 'bound' else s.send(size)
      def receive(s): assert len(s.recv(70000)) == int(size)
      size = sys.argv[3].encode()
      clients = [client(sys.argv[2]) for i in range(int(sys.argv[4]))]
      print('ready')
      for line in sys.stdin:
          what, count = line.split()
          worst = 0
          missing = int(count) * len(clients) if what == 'receive' else 0
          while missing > 0:  # each reads what has come
              ready = select.select(clients, [], [], 8)[0]
              assert ready, str(missing) + ' answers are missing'
              for s in ready: receive(s)
              missing -= len(ready)
          for i in range(0 if what == 'receive' else int(count)):
              for s in clients:
                  began = time.monotonic()
                  ask(s)
                  if what != 'send': receive(s)
                  worst = max(worst, time.monotonic() - began)
          print(int(worst * 1000))
      """;

  @TempDir private Path folder;
  private final Network system = Network.system();
  private final Failures failures = new Failures();

  @BeforeEach
  void findPython() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    system
        .scheme("unix+dgram")
        .flatMap(found -> found.unavailable())
        .ifPresent(reason -> assumeTrue(false, reason));
  }

  private Path socket() {
    return folder.resolve("s");
  }

  private Server serve() throws IOException {
    EndpointUri uri = EndpointUri.valueOf("unix+dgram:" + socket());
    return Server.builder(system)
        .serveMessages(uri, DeafPeersTest::answer)
        .onFailure(failures)
        .start();
  }

  /** As many bytes as were asked for. */
  private static void answer(Request request) throws IOException {
    request.reply(ByteBuffer.allocate(Integer.parseInt(Clients.text(request.payload()))));
  }

  private OtherProcess clients(String kind, int size, int count) throws IOException {
    OtherProcess program =
        OtherProcess.startPython(
            CLIENT, socket().toString(), kind, String.valueOf(size), String.valueOf(count));
    assertEquals("ready", program.nextLine());
    return program;
  }

  private static void assertIsAnswered(OtherProcess client, int times) throws IOException {
    int worst = Integer.parseInt(client.ask("exchange " + times));
    assertTrue(worst < PROMPT_MILLIS, () -> "an answer took " + worst + " ms");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 100, connected",
    "1, 20000, connected",
    "1, 60000, connected",
    "4, 100, connected",
    "4, 20000, connected",
    "4, 60000, connected",
    "50, 100, connected",
    "50, 20000, connected",
    "50, 60000, connected",
    "1, 60000, bound",
    "50, 100, bound",
    "50, 20000, bound",
    "50, 60000, bound"
  })
  void whoReadsIsAnsweredBesideThem(int deaf, int size, String kind) throws Exception {
    try (Server server = serve();
        OtherProcess good = clients(kind, size, 1);
        OtherProcess bad = clients(kind, size, deaf)) {
      assertIsAnswered(good, ASKED);
      bad.ask("send " + QUESTIONS);
      assertIsAnswered(good, ASKED);
      bad.ask("receive " + QUESTIONS); // each has all its answers in the end
      assertIsAnswered(good, ASKED);
      Eventually.holds("nothing kept", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }

  /** Nobody knows it yet, but as long as there is room it is believed to read. */
  @ParameterizedTest
  @CsvSource({"50, 100", "4, 20000", "1, 60000"})
  void soIsWhoComesLater(int deaf, int size) throws Exception {
    try (Server server = serve();
        OtherProcess bad = clients("connected", size, deaf)) {
      bad.ask("send " + QUESTIONS);
      try (OtherProcess good = clients("connected", size, 1)) {
        assertIsAnswered(good, ASKED);
      }
      bad.ask("receive " + QUESTIONS);
      Eventually.holds("nothing kept", () -> server.counters().bytesKept() == 0);
    }
    failures.none();
  }
}
