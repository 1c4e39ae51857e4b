package dev.sockeye.memory;

import dev.sockeye.Errno;
import dev.sockeye.locked.PendingConnect;
import java.net.SocketAddress;

/**
 * A connect that is under way. Guarded by the kernel's lock; over once, with or without success.
 */
class ConnectAttempt extends PendingConnect {

  private final MemorySocket<?> client;
  private final SocketAddress target;
  private final ActiveFaults faults;

  ConnectAttempt(MemorySocket<?> client, SocketAddress target) {
    super(client);
    this.client = client;
    this.target = target;
    faults = client.kernel().faultsOfConnect(client.kind(), target);
  }

  MemorySocket<?> client() {
    return client;
  }

  SocketAddress target() {
    return target;
  }

  ActiveFaults faults() {
    return faults;
  }

  void start() {
    Runnable outcome =
        switch (faults.fateOfConnect()) {
          case ARRIVES -> this::arrive;
          case REFUSED -> () -> end(Errno.ECONNREFUSED);
          case HANGS -> null;
        };
    if (outcome == null) {
      return;
    }
    long roundTrip = faults.roundTrip();
    if (roundTrip > 0) {
      Kernel kernel = client.kernel();
      kernel.schedule(kernel.time().after(roundTrip), outcome);
    } else {
      outcome.run();
    }
  }

  private void arrive() {
    if (isOver()) {
      return;
    } else if (client.kernel().isCut(client.local(), target)) {
      client.kernel().whenHealed(client, this::arrive);
      return;
    }
    MemorySocket<?> found = client.kernel().table(client.kind()).find(target);
    if (found == null) {
      end(nobody());
    } else if (found.kind() != client.kind() && client.kind().family() == Family.UNIX) {
      end(Errno.EPROTOTYPE);
    } else if (found.kind() != client.kind() && client.kind().family().sharesNames()) {
      end(Errno.ECONNREFUSED);
    } else if (found instanceof Acceptor acceptor) {
      acceptor.offer(this);
    } else {
      end(Errno.ECONNREFUSED);
    }
  }

  /** What is told if nobody is there. */
  private Errno nobody() {
    return switch (client.kind().family()) {
      case UNIX -> Errno.ENOENT;
      case TIPC -> TipcSockets.nobody(target);
      case INET, VSOCK, NAME, DESCRIBED -> Errno.ECONNREFUSED;
    };
  }
}
