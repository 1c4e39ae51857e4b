package dev.sockeye.tls;

import dev.sockeye.EndpointPair;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Two ends that have shaken hands. */
final class TlsPairs {

  /** A thread for each, since what it runs may have to wait. */
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "other end");
        thread.setDaemon(true);
        thread.start();
      };

  private TlsPairs() {}

  static <T> CompletableFuture<T> background(Callable<T> call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return call.call();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        THREADS);
  }

  /** Over a pair of plain ones, the first of which is the client. */
  static EndpointPair<StreamEndpoint> shaken(
      EndpointPair<StreamEndpoint> plain, TlsSettings client, TlsSettings server)
      throws IOException {
    StreamEndpoint one = Tls.client(plain.first(), client);
    StreamEndpoint other = Tls.server(plain.second(), server);
    CompletableFuture<Boolean> shaking = background(() -> Tls.handshake(other));
    Tls.handshake(one);
    shaking.join();
    return new EndpointPair<>(one, other);
  }

  /** What a peer that writes back what it reads makes of some bytes. */
  static byte[] echoed(StreamEndpoint client, byte[] bytes) throws IOException {
    CompletableFuture<Void> sent =
        background(
            () -> {
              Streams.writeFully(client, ByteBuffer.wrap(bytes));
              return null;
            });
    byte[] back = Streams.inputStream(client).readNBytes(bytes.length);
    sent.join();
    return back;
  }
}
