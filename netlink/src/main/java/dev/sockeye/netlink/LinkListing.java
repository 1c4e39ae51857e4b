package dev.sockeye.netlink;

import dev.sockeye.SelfTest;
import java.io.IOException;
import java.net.ProtocolException;

/** The kernel asked for this host's interfaces: each network namespace has one that loops back. */
final class LinkListing implements SelfTest {

  private final Rtnetlink kernel;

  LinkListing(Rtnetlink kernel) {
    this.kernel = kernel;
  }

  @Override
  public String where() {
    return "route";
  }

  @Override
  public void exchange() throws IOException {
    if (kernel.links().stream().noneMatch(link -> (link.flags() & Link.IFF_LOOPBACK) != 0)) {
      throw new ProtocolException("the kernel lists no loopback interface");
    }
  }

  @Override
  public void close() throws IOException {
    kernel.close();
  }
}
