package dev.sockeye.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.spy;

import dev.sockeye.EndpointUri;
import dev.sockeye.Errno;
import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import dev.sockeye.internal.DescriptorStream;
import dev.sockeye.posix.Bindings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over one connection goes on over another without being seen. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PassOnTest {

  private static final int MUCH = 20_000_000; // more than all buffers on the way hold

  @TempDir private Path folder;
  private final Network network = Network.system();
  private final Failures failures = new Failures();
  private final Way in = new Way();
  private final Way out = new Way();

  /** One of two connections between which all is passed on. */
  private static final class Way extends Recorder {
    private Connection other;
    private long seen;

    @Override
    public void received(Connection from, ByteBuffer bytes) throws Exception {
      seen += bytes.remaining();
      if (other != null) {
        other.write(bytes);
        if (other.pending() > 0) {
          from.pause();
        }
        from.passOn(other);
      }
    }

    @Override
    public void drained(Connection c) throws Exception {
      super.drained(c);
      other.resume();
    }

    @Override
    public void ended(Connection c) {
      callbacks.add("ended");
      other.shutdownOutput();
    }

    @Override
    public void writeFailed(Connection c, IOException cause) {
      callbacks.add("writeFailed");
      other.close();
      c.close();
    }
  }

  @BeforeEach
  void onlyOnLinux() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "splice(2) is Linux's");
    assumeTrue(Bindings.unavailable().isEmpty(), "no C library: " + Bindings.description());
  }

  private static long pipes() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(PassOnTest::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private EndpointUri uri(String text, String name) {
    return EndpointUri.valueOf(
        text.replace("FOLDER", folder.toString()).replace("NAME", folder.getFileName() + name));
  }

  /** A program's two ends, and between them a server that passes on. */
  private interface Talk {
    void between(StreamEndpoint client, StreamEndpoint target) throws Exception;
  }

  private void talk(String scheme, Talk talk) throws Exception {
    EndpointUri from = uri(scheme, "from");
    EndpointUri to = uri(scheme, "to");
    try (Listener<StreamEndpoint> listener = network.listenStream(to);
        Server server =
            Server.builder(network)
                .loops(1)
                .serveEvents(from, any -> in)
                .onFailure(failures)
                .start();
        StreamEndpoint client = Clients.stream(network, from, server)) {
      StreamEndpoint dialed = network.connectStream(to.withAddress(listener.getLocalAddress()));
      try (StreamEndpoint target = listener.accept()) {
        in.onLoop(
            c -> {
              in.other = c.loop().register(dialed, out);
              out.other = c;
            });
        talk.between(client, target);
      }
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static CompletableFuture<Void> write(StreamEndpoint to, byte[] bytes) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Streams.writeFully(to, ByteBuffer.wrap(bytes));
                done.complete(null);
              } catch (IOException e) {
                done.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0", "unix:FOLDER/NAME", "unix:@NAME"})
  void muchIsPassedOnUnseenAndUnchanged(String scheme) throws Exception {
    long before = pipes();
    talk(
        scheme,
        (client, target) -> {
          byte[] there = random(MUCH);
          byte[] back = random(MUCH / 2);
          CompletableFuture<Void> first = write(client, there);
          CompletableFuture<Void> second = write(target, back);
          assertArrayEquals(there, read(target, MUCH));
          assertArrayEquals(back, read(client, MUCH / 2));
          first.join();
          second.join();
          assertTrue(pipes() > before, "no pipe was opened");
          assertTrue(in.seen < MUCH / 2, () -> "the handler has seen " + in.seen);
          Clients.write(client, "little");
          assertEquals("little", Clients.read(target, 6));
          client.shutdownOutput();
          Clients.assertEnds(target);
          Clients.write(target, "answer");
          assertEquals("answer", Clients.read(client, 6));
          target.shutdownOutput();
          Clients.assertEnds(client);
        });
    Eventually.holds("the pipes closed", () -> pipes() == before);
    failures.none();
  }

  private static byte[] read(StreamEndpoint from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    Streams.readFully(from, buffer);
    return buffer.array();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0", "unix:FOLDER/NAME", "unix:@NAME"})
  void whatIsOnItsWayArrivesBeforeTheEnd(String scheme) throws Exception {
    talk(
        scheme,
        (client, target) -> {
          byte[] there = random(MUCH);
          CompletableFuture<Void> written = write(client, there);
          ByteBuffer got = ByteBuffer.allocate(MUCH + 1);
          got.limit(MUCH / 2);
          Streams.readFully(target, got);
          CompletableFuture<Void> ended = written.thenRun(() -> endOutput(client));
          got.limit(MUCH);
          Streams.readFully(target, got);
          Clients.assertEnds(target);
          ended.get(20, TimeUnit.SECONDS);
          assertArrayEquals(there, Arrays.copyOf(got.array(), MUCH));
        });
    failures.none();
  }

  private static void endOutput(StreamEndpoint endpoint) {
    try {
      endpoint.shutdownOutput();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://127.0.0.1:0", "unix:FOLDER/NAME", "unix:@NAME"})
  void aTargetThatIsGoneIsTold(String scheme) throws Exception {
    long before = pipes();
    talk(
        scheme,
        (client, target) -> {
          CompletableFuture<Void> written = write(client, random(MUCH));
          read(target, MUCH / 4);
          target.close();
          in.cause();
          out.cause();
          written.handle((taken, failed) -> null).get(20, TimeUnit.SECONDS); // as it may
        });
    Eventually.holds("the pipes closed", () -> pipes() == before);
  }

  /** To try takes descriptors that others need then: what comes is seen meanwhile. */
  @Test
  void isTriedAgainSomeTimeAfterAShortage() throws Exception {
    long before = pipes();
    EndpointUri uri = EndpointUri.valueOf("tcp://127.0.0.1:0");
    byte[] much = random(100_000);
    List<Long> tries = new CopyOnWriteArrayList<>();
    try (EventLoop loop = EventLoop.builder().name("test").onFailure(failures).start();
        Listener<StreamEndpoint> from = network.listenStream(uri);
        Listener<StreamEndpoint> to = network.listenStream(uri);
        StreamEndpoint client = network.connectStream(uri.withAddress(from.getLocalAddress()));
        StreamEndpoint target = network.connectStream(uri.withAddress(to.getLocalAddress()))) {
      StreamEndpoint source = shortOnce(from.accept(), tries);
      StreamEndpoint dialed = to.accept();
      loop.execute(
          () -> {
            in.other = loop.register(dialed, out);
            out.other = loop.register(source, in);
          });
      while (tries.size() < 2) {
        Streams.writeFully(client, ByteBuffer.wrap(much));
        assertArrayEquals(much, read(target, much.length));
      }
    }
    long pause = tries.get(1) - tries.get(0);
    assertTrue(pause >= TimeUnit.SECONDS.toNanos(1), () -> "tried again after " + pause + " ns");
    Eventually.holds("the pipes closed", () -> pipes() == before);
    failures.none();
  }

  /** A stream that has no descriptor for the first passage from it. */
  private static StreamEndpoint shortOnce(StreamEndpoint stream, List<Long> tries)
      throws IOException {
    StreamEndpoint spied = spy(stream);
    doAnswer(
            call -> {
              tries.add(System.nanoTime());
              if (tries.size() == 1) {
                throw new IOException(Errno.EMFILE.text());
              }
              return call.callRealMethod();
            })
        .when((DescriptorStream) spied)
        .beginCalls();
    return spied;
  }
}
