package dev.sockeye.locked;

import dev.sockeye.ReadinessSource;
import java.util.ArrayList;
import java.util.List;

/** Who waits for a socket to be ready, each called back once. Guarded by the socket's lock. */
final class ArmedCallbacks {

  private final ReadinessSource socket;
  private List<Armed> armed = List.of();

  private record Armed(int ops, Runnable callback) {}

  ArmedCallbacks(ReadinessSource socket) {
    this.socket = socket;
  }

  void add(int ops, Runnable callback) {
    List<Armed> more = new ArrayList<>(armed);
    more.add(new Armed(ops, callback));
    armed = more;
  }

  /** Calls back who waits for what is ready now. */
  void tell() {
    if (armed.isEmpty()) {
      return;
    }
    int ready = socket.readyOps();
    List<Armed> told = armed.stream().filter(each -> (each.ops & ready) != 0).toList();
    if (!told.isEmpty()) {
      armed = armed.stream().filter(each -> (each.ops & ready) == 0).toList();
      told.forEach(each -> each.callback.run());
    }
  }
}
