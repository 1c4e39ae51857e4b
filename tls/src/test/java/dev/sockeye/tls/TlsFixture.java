package dev.sockeye.tls;

import dev.sockeye.Listener;
import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.StreamEndpoint;
import dev.sockeye.testkit.Capability;
import dev.sockeye.testkit.StreamFixture;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * TLS over another transport's sockets. A handshake needs both sides at once, of which most cases
 * know nothing: accepting has it done, in threads of its own.
 */
final class TlsFixture extends StreamFixture {

  private static final SSLContext CONTEXT = KeyFiles.context();

  private final List<StreamEndpoint> clients = new CopyOnWriteArrayList<>();

  TlsFixture(
      Network network, SocketSpec<StreamEndpoint> spec, String scheme, AddressSource addresses) {
    super(network, spec, scheme, addresses);
    without(Capability.PROCESS_PEER, "the peer of these cases speaks no TLS");
    without(Capability.WRITES_UNACCEPTED, "the first write shakes hands with whoever accepts");
    without(Capability.ERROR_TEXTS, "failures of TLS are the engine's");
    withoutSetting(Tls.SESSION.name(), "the handshake agrees on it");
  }

  @Override
  public StreamEndpoint open() throws IOException {
    StreamEndpoint client =
        Tls.client(super.open(), TlsSettings.client(CONTEXT).peerHost("localhost"));
    clients.add(client);
    return client;
  }

  @Override
  public Listener<StreamEndpoint> openListener() throws IOException {
    return Tls.listener(super.openListener(), TlsSettings.server(CONTEXT));
  }

  @Override
  public StreamEndpoint accept(Listener<StreamEndpoint> listener) throws IOException {
    StreamEndpoint accepted = super.accept(listener);
    if (accepted != null) {
      Thread server = shaking(accepted);
      for (StreamEndpoint client : List.copyOf(clients)) {
        if (!client.isOpen()) {
          clients.remove(client);
        } else if (client.isConnected()) {
          clients.remove(client);
          await(shaking(client));
          await(server);
          break;
        }
      }
    }
    return accepted;
  }

  private static Thread shaking(StreamEndpoint endpoint) {
    Thread thread = new Thread(() -> shake(endpoint), "handshake");
    thread.setDaemon(true);
    thread.start();
    return thread;
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

  private static void await(Thread thread) {
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
