package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * TLS over another transport's sockets. A handshake needs both sides at once, of which the cases
 * know nothing: what a listener accepts shakes hands in a thread of its own, and accepting by this
 * fixture has the client do so too.
 */
final class TlsFixture extends StreamFixture {

  private static final SSLContext CONTEXT = KeyFiles.context();

  private static final ExecutorService SHAKING =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "handshake");
            thread.setDaemon(true);
            return thread;
          });

  private final Queue<StreamEndpoint> clients = new ConcurrentLinkedQueue<>();

  TlsFixture(
      Network network, SocketSpec<StreamEndpoint> spec, String scheme, AddressSource addresses) {
    super(network, spec, scheme, addresses);
    without(Capability.PROCESS_PEER, "the peer of these cases speaks no TLS");
    without(Capability.WRITES_UNACCEPTED, "the first write shakes hands with whoever accepts");
    withoutSetting(Tls.SESSION.name(), "the handshake agrees on it");
    withConnections(1000, "a handshake takes milliseconds of the processor, resumed ones too");
  }

  @Override
  public StreamEndpoint open() throws IOException {
    StreamEndpoint client =
        Tls.client(super.open(), TlsSettings.client(CONTEXT).peerHost("localhost"));
    clients.removeIf(known -> !known.isOpen());
    clients.add(client);
    return client;
  }

  @Override
  public Listener<StreamEndpoint> openListener() throws IOException {
    return new ShakingListener(
        Tls.listener(super.openListener(), TlsSettings.server(CONTEXT)),
        accepted -> SHAKING.execute(() -> shake(accepted)));
  }

  @Override
  public StreamEndpoint accept(Listener<StreamEndpoint> listener) throws IOException {
    StreamEndpoint accepted = super.accept(listener);
    if (accepted != null) {
      shakeClientOf(accepted);
    }
    return accepted;
  }

  /** Without one it is under way yet, and its own calls shake hands. */
  private void shakeClientOf(StreamEndpoint accepted) throws IOException {
    for (StreamEndpoint client : clients) {
      if (client.isConnected() && isPeer(client, accepted)) {
        clients.remove(client);
        CompletableFuture<Void> server = CompletableFuture.runAsync(() -> shake(accepted), SHAKING);
        CompletableFuture.runAsync(() -> shake(client), SHAKING).join(); // not by an interrupt
        server.join();
        return;
      }
    }
  }

  private boolean isPeer(StreamEndpoint client, StreamEndpoint accepted) throws IOException {
    return Objects.equals(seenByPeer(client.getLocalAddress()), accepted.getRemoteAddress());
  }

  private static void shake(StreamEndpoint endpoint) {
    try {
      while (!Tls.handshake(endpoint)) {
        Thread.onSpinWait();
      }
    } catch (IOException e) {
      return; // The case that uses it meets the failure.
    }
  }
}
