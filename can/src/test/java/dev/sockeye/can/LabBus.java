package dev.sockeye.can;

import dev.sockeye.Network;
import dev.sockeye.SocketSpec;
import dev.sockeye.can.contract.Bus;
import dev.sockeye.testkit.VirtualCan;
import java.io.IOException;

/** An interface of the system's. */
final class LabBus implements Bus {

  private final VirtualCan can;
  private final boolean stays;

  private LabBus(VirtualCan can, boolean stays) {
    this.can = can;
    this.stays = stays;
  }

  /** A new one; the test is skipped where there are no such sockets. */
  static LabBus of(SocketSpec<?> spec) throws IOException {
    Lab.require(spec);
    // Linux 6.1 does not delete one before its sockets of J1939 are gone, which takes a while.
    return new LabBus(VirtualCan.make(), spec.equals(Can.J1939));
  }

  @Override
  public Network network() {
    return Network.system();
  }

  @Override
  public String name() {
    return can.name();
  }

  @Override
  public CanAddress address() throws IOException {
    return CanAddress.of(can.name());
  }

  @Override
  public void close() throws IOException {
    if (!stays) {
      can.close();
    }
  }
}
