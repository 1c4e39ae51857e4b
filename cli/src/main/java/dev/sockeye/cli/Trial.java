package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import dev.sockeye.MessageEndpoint;
import dev.sockeye.Network;
import dev.sockeye.SchemeInfo;
import dev.sockeye.server.Server;
import dev.sockeye.server.ServerBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** One scheme tried with real data against an echo in this process. */
final class Trial {

  private static final int ROUND_TRIP_BYTES = 64;
  private static final long MOST_TIMED = 64 << 20;

  private final Network network;
  private final SchemeInfo scheme;
  private final TrialAddresses addresses;
  private final Payload payload;
  private final Progress progress;
  private final long timed;

  Trial(
      Network network,
      SchemeInfo scheme,
      TrialAddresses addresses,
      Payload payload,
      Progress progress) {
    this.network = network;
    this.scheme = scheme;
    this.addresses = addresses;
    this.payload = payload;
    this.progress = progress;
    timed = Math.min(Math.max(payload.size(), 1), MOST_TIMED);
  }

  Outcome run() throws IOException {
    AtomicReference<Throwable> trouble = new AtomicReference<>();
    try (EchoServer server = echo(e -> trouble.compareAndSet(null, e));
        Side side = connect(server);
        Watchdog watchdog = Watchdog.of(progress, side)) {
      try {
        return measure(server.where().get(0), side);
      } catch (IOException e) {
        throw explained(e, watchdog, trouble.get());
      }
    }
  }

  /** The other side often knows better why a connection ended. */
  private static IOException explained(IOException e, Watchdog watchdog, Throwable trouble) {
    IOException why = watchdog.hasBitten() ? watchdog.complaint(e) : e;
    if (trouble != null) {
      why = new IOException("the echo failed: " + Complaints.sentence(trouble), why);
    }
    return why;
  }

  private EchoServer echo(Consumer<Throwable> trouble) throws IOException {
    ServerBuilder server =
        Server.builder(network).loops(1).onFailure(failure -> trouble.accept(failure.cause()));
    return EchoServer.start(network, List.of(addresses.next(scheme)), server);
  }

  private Side connect(EchoServer server) throws IOException {
    if (scheme.spec().semantics().isConnectionOriented()) {
      return Schemes.connect(network, EndpointUri.valueOf(server.where().get(0)));
    }
    // Bound, so that the echo of a datagram has an address to come back to in every domain.
    MessageEndpoint endpoint = network.bindMessages(addresses.next(scheme));
    try {
      endpoint.connect(server.addresses().get(0));
      return new MessageSide(endpoint);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  private Outcome measure(String where, Side side) throws IOException {
    progress.begin(payload.size() + timed);
    verify(side);
    long roundTrip = medianRoundTrip(side);
    long start = System.nanoTime();
    transfer(side).run(new Blank(timed), timed, chunk -> {}, progress::advance);
    String throughput = Units.throughput(timed, System.nanoTime() - start);
    return Outcome.verified(scheme, addressIn(where), roundTrip, throughput);
  }

  /** Of a URI all but the scheme, which has a column of its own. */
  private String addressIn(String uri) {
    return uri.substring(scheme.scheme().length() + 1).replaceFirst("^//", "");
  }

  private void verify(Side side) throws IOException {
    Checksum sent = new Checksum();
    Checksum returned = new Checksum();
    try (ReadableByteChannel data = payload.open()) {
      transfer(side)
          .run(
              data,
              payload.size(),
              sent::add,
              chunk -> {
                returned.add(chunk);
                progress.advance(chunk);
              });
    }
    String expected = sent.hex();
    String actual = returned.hex();
    if (!expected.equals(actual)) {
      throw new IOException("what came back differs: SHA-256 " + actual + ", not " + expected);
    }
  }

  private EchoTransfer transfer(Side side) {
    return new EchoTransfer(side, !scheme.spec().semantics().isConnectionOriented());
  }

  private long medianRoundTrip(Side side) throws IOException {
    ByteBuffer there = ByteBuffer.allocateDirect(ROUND_TRIP_BYTES);
    ByteBuffer back = ByteBuffer.allocateDirect(ROUND_TRIP_BYTES);
    return RoundTrips.median(() -> roundTrip(side, there.clear(), back.clear()), progress);
  }

  private static void roundTrip(Side side, ByteBuffer there, ByteBuffer back) throws IOException {
    side.write(there);
    while (back.hasRemaining()) {
      EchoTransfer.readSome(side, back);
    }
  }

  /** So many bytes of no particular value, at no cost, to time the sockets and nothing else. */
  private static final class Blank implements ReadableByteChannel {
    private long left;

    Blank(long size) {
      left = size;
    }

    @Override
    public int read(ByteBuffer dst) {
      int n = (int) Math.min(left, dst.remaining());
      dst.position(dst.position() + n);
      left -= n;
      return n;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      left = 0;
    }
  }
}
